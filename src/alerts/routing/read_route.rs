//! Reading the tree of routes.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_yaml::Spanned;

use super::file::RouteNode;
use super::read::Reader;
use super::route::Shown;
use super::{GroupBy, Matcher, Place, Route, Timers};
use crate::alerts::yaml::{Text, span_of};
use crate::base::{Duration, Problem, Span};

/// What a route inherits from the one above.
struct Inherited {
    receiver: Arc<str>,
    group_by: GroupBy,
    timers: Timers,
    key: String,
}

impl Reader<'_> {
    pub(super) fn root(&mut self, node: Option<Spanned<RouteNode>>) -> Option<Route> {
        let Some(node) = node else {
            let problem = Problem::error("routing/no-route", "the configuration has no `route`");
            self.refuse(problem.hint("add `route:` with the receiver of last resort"));
            return None;
        };
        let Some(receiver) = &node.value.receiver else {
            let problem = Problem::error(
                "routing/no-root-receiver",
                "the root route names no receiver",
            )
            .hint("add `receiver:`, for alerts that no other route takes");
            let problem = self.at(problem, &node, "the root route");
            self.refuse(problem);
            return None;
        };
        let above = Inherited {
            receiver: Arc::from(&*receiver.value),
            group_by: GroupBy::Labels(BTreeSet::new()),
            timers: Timers::default(),
            key: String::new(),
        };
        let before = self.problems.len();
        let route = self.route(node, &above);
        if !route.matchers.is_empty() || route.continues {
            let problem = Problem::error(
                "routing/root-matchers",
                "the root route must take every alert, and has matchers or `continue`",
            )
            .hint("move them to a route below it");
            self.problems.insert(before, problem);
        }
        Some(route)
    }

    fn route(&mut self, node: Spanned<RouteNode>, above: &Inherited) -> Route {
        let place = self.place(&node);
        let node = node.value;
        self.routes_read += 1;
        let index = self.routes_read;
        if let Some(receiver) = &node.receiver {
            self.check_receiver(receiver);
        }
        self.refuse_intervals("mute_time_intervals", node.mute_time_intervals);
        self.refuse_intervals("active_time_intervals", node.active_time_intervals);
        let matchers = self.matchers(node.matchers, node.r#match, node.match_re);
        let here = Inherited {
            receiver: node
                .receiver
                .map_or_else(|| above.receiver.clone(), |name| Arc::from(name.value)),
            group_by: match node.group_by {
                Some(names) => self.group_by(&names),
                None => above.group_by.clone(),
            },
            timers: Timers {
                group_wait: self.timer(node.group_wait, above.timers.group_wait, true),
                group_interval: self.timer(node.group_interval, above.timers.group_interval, false),
                repeat_interval: self.timer(
                    node.repeat_interval,
                    above.timers.repeat_interval,
                    false,
                ),
            },
            key: key_below(&above.key, &matchers),
        };
        let routes = node
            .routes
            .unwrap_or_default()
            .into_iter()
            .map(|below| self.route(below, &here))
            .collect();
        Route {
            receiver: here.receiver,
            group_by: here.group_by,
            timers: here.timers,
            matchers,
            continues: node.r#continue.unwrap_or(false),
            key: here.key,
            place,
            index,
            routes,
        }
    }

    /// What stands for a route in messages: the whole of it would be too much.
    fn place(&self, node: &Spanned<RouteNode>) -> Place {
        let first_matcher = node.value.matchers.as_ref().and_then(|lines| lines.first());
        let text = node.value.receiver.as_ref().or(first_matcher);
        Place(text.map_or_else(
            || {
                let start = span_of(self.source, node).start;
                Span::new(start, start)
            },
            |text| span_of(self.source, text),
        ))
    }

    fn timer(&mut self, written: Option<Text>, inherited: Duration, may_be_zero: bool) -> Duration {
        let Some(text) = written else {
            return inherited;
        };
        let place = span_of(self.source, &text);
        let Some(length) = self.duration(&text.value, place) else {
            return inherited;
        };
        if length == Duration::ZERO && !may_be_zero {
            let problem = Problem::error("routing/duration", "this interval cannot be zero")
                .hint("write the shortest time between two notifications, such as `5m`");
            let problem = self.at(problem, &text, "zero");
            self.refuse(problem);
            return inherited;
        }
        length
    }

    fn group_by(&mut self, names: &[Text]) -> GroupBy {
        let mut labels = BTreeSet::new();
        let mut all = false;
        for name in names {
            if name.value == "..." {
                all = true;
            } else if !labels.insert(name.value.clone()) {
                let problem = Problem::error(
                    "routing/group-by",
                    format!("`{}` is written twice in `group_by`", name.value),
                )
                .hint("remove one of the two");
                let problem = self.at(problem, name, "the second one");
                self.refuse(problem);
            }
        }
        if all && !labels.is_empty() {
            let problem = Problem::error(
                "routing/group-by",
                "`...` groups by every label, so no other label can stand beside it",
            )
            .hint("keep either `...` or the labels");
            let problem = self.at(problem, &names[0], "in this list");
            self.refuse(problem);
        }
        if all {
            GroupBy::All
        } else {
            GroupBy::Labels(labels)
        }
    }

    /// Time intervals need the server's calendar, which the model does not have.
    fn refuse_intervals(&mut self, key: &str, names: Option<Vec<Text>>) {
        for name in names.unwrap_or_default() {
            let problem = Problem::error(
                "routing/unsupported",
                format!(
                    "`{key}` is not supported: firedrill cannot tell when `{}` acts",
                    name.value
                ),
            )
            .hint("remove it from the routes that drills go through");
            let problem = self.at(problem, &name, "this interval");
            self.refuse(problem);
        }
    }
}

/// Alertmanager's name for a route below the one with this name.
fn key_below(above: &str, matchers: &[Matcher]) -> String {
    let separator = if above.is_empty() { "" } else { "/" };
    format!("{above}{separator}{}", Shown(matchers))
}
