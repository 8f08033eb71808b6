//! Reading `alertmanager.yaml`: what is written becomes what is meant, or a list of problems.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use serde_yaml::Spanned;

use super::file::{ConfigFile, InhibitNode, Loose};
use super::receiver::sends_resolved_by_default;
use super::{InhibitRule, Integration, Matcher, NotAMatcher, Place, Receiver, Route, RouteMatch};
use crate::alerts::yaml::{self, Entries, Text, span_of};
use crate::base::{Duration, Labels, Problem, Source, Span, closest};

/// Bytes of a configuration that are read at all.
const SIZE_LIMIT: usize = 4 << 20;

/// How Alertmanager is configured, as far as it decides who is told when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing {
    /// How long an alert without an end is taken to last.
    pub resolve_timeout: Duration,
    /// The root of the tree of routes.
    pub route: Route,
    /// In the order of the file.
    pub receivers: Vec<Receiver>,
    /// In the order of the file.
    pub inhibit_rules: Vec<InhibitRule>,
}

impl Routing {
    /// Reads a configuration, as a user wrote it or as Alertmanager's `/api/v2/status` returns it.
    ///
    /// # Errors
    /// The first structural problem, or else all problems of meaning.
    pub fn parse(source: &Source) -> Result<Self, Vec<Problem>> {
        if source.text.len() > SIZE_LIMIT {
            let problem = Problem::error("routing/large", "the configuration has more than 4 MiB");
            return Err(vec![problem]);
        }
        let file: ConfigFile = yaml::read(source)?;
        let mut reader = Reader::new(source);
        let resolve_timeout = reader.resolve_timeout(file.global.as_ref());
        let receivers = reader.receivers(file.receivers.unwrap_or_default());
        let route = reader.root(file.route);
        let inhibit_rules = file
            .inhibit_rules
            .unwrap_or_default()
            .into_iter()
            .map(|rule| reader.inhibit_rule(rule))
            .collect();
        match route {
            Some(route) if reader.problems.is_empty() => Ok(Self {
                resolve_timeout,
                route,
                receivers,
                inhibit_rules,
            }),
            _ => Err(reader.problems),
        }
    }

    /// The routes that an alert with these labels takes, in the order of the file.
    pub fn routes(&self, labels: &Labels) -> Vec<RouteMatch> {
        self.route.matching(labels)
    }

    /// The receiver of this name.
    pub fn receiver(&self, name: &str) -> Option<&Receiver> {
        self.receivers
            .iter()
            .find(|receiver| *receiver.name == *name)
    }
}

/// Reads parts, and collects what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) problems: Vec<Problem>,
    pub(super) receiver_names: BTreeSet<String>,
    pub(super) routes_read: usize,
}

/// Keys of `global` besides `resolve_timeout` set defaults of integrations, and start like this.
const GLOBAL_FAMILIES: [&str; 15] = [
    "http_config",
    "jira_",
    "mattermost_",
    "msteams_",
    "opsgenie_",
    "pagerduty_",
    "rocketchat_",
    "slack_",
    "smtp_",
    "telegram_",
    "vars",
    "victorops_",
    "webex_",
    "wechat_",
    "incidentio_",
];

impl<'a> Reader<'a> {
    fn new(source: &'a Source) -> Self {
        Self {
            source,
            problems: Vec::new(),
            receiver_names: BTreeSet::new(),
            routes_read: 0,
        }
    }

    pub(super) fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub(super) fn at<T>(&self, problem: Problem, place: &Spanned<T>, label: &str) -> Problem {
        problem.at(self.source, span_of(self.source, place), label)
    }

    fn resolve_timeout(&mut self, global: Option<&Loose>) -> Duration {
        let mut timeout = Duration::from_mins(5);
        for (key, value) in global.into_iter().flat_map(|global| &global.0) {
            if key.value == "resolve_timeout" {
                let text = as_text(&value.value);
                let place = span_of(self.source, value);
                timeout = self.duration(&text, place).unwrap_or(timeout);
            } else if !GLOBAL_FAMILIES
                .iter()
                .any(|family| key.value.starts_with(family))
            {
                let problem = Problem::error(
                    "yaml/unknown-key",
                    format!("`{}` is not a key of `global`", key.value),
                )
                .hint("did you mean `resolve_timeout`?");
                let problem = self.at(problem, key, "unknown key");
                self.refuse(problem);
            }
        }
        timeout
    }

    fn receivers(&mut self, written: Vec<Spanned<Loose>>) -> Vec<Receiver> {
        let mut receivers: Vec<Receiver> = Vec::new();
        for one in written {
            let Some((_, name)) = one.value.0.iter().find(|(key, _)| key.value == "name") else {
                let problem = Problem::error("routing/receiver-name", "a receiver has no name")
                    .hint("add `name:`, by which routes refer to it");
                let problem = self.at(problem, &one, "this receiver");
                self.refuse(problem);
                continue;
            };
            let text = as_text(&name.value);
            if !self.receiver_names.insert(text.clone()) {
                let problem = Problem::error(
                    "routing/duplicate-receiver",
                    format!("the receiver `{text}` is written twice"),
                )
                .hint("rename one, or put the integrations of both into one receiver");
                let problem = self.at(problem, name, "the second one");
                self.refuse(problem);
            }
            let integrations = self.integrations(&one.value);
            receivers.push(Receiver {
                name: Arc::from(text),
                place: Place(span_of(self.source, name)),
                integrations,
            });
        }
        receivers
    }

    fn integrations(&mut self, receiver: &Loose) -> Vec<Integration> {
        let mut found = Vec::new();
        for (key, value) in &receiver.0 {
            let Some(kind) = key.value.strip_suffix("_configs") else {
                if key.value != "name" {
                    let problem = Problem::error(
                        "yaml/unknown-key",
                        format!("`{}` is not a key of a receiver", key.value),
                    )
                    .hint("a receiver has `name` and lists such as `webhook_configs`");
                    let problem = self.at(problem, key, "unknown key");
                    self.refuse(problem);
                }
                continue;
            };
            for one in value.value.as_array().into_iter().flatten() {
                let url = one.get("url").and_then(Value::as_str);
                found.push(Integration {
                    kind: kind.to_owned(),
                    url: url
                        .filter(|url| kind == "webhook" && *url != "<secret>")
                        .map(str::to_owned),
                    send_resolved: one
                        .get("send_resolved")
                        .and_then(Value::as_bool)
                        .unwrap_or_else(|| sends_resolved_by_default(kind)),
                });
            }
        }
        found
    }

    fn inhibit_rule(&mut self, rule: InhibitNode) -> InhibitRule {
        let first = |lines: &Option<Vec<Text>>| {
            let line = lines.as_ref().and_then(|lines| lines.first());
            line.map(|line| span_of(self.source, line))
        };
        let span = first(&rule.target_matchers).or_else(|| first(&rule.source_matchers));
        InhibitRule {
            place: Place(span.unwrap_or_default()),
            source: self.matchers(
                rule.source_matchers,
                rule.source_match,
                rule.source_match_re,
            ),
            target: self.matchers(
                rule.target_matchers,
                rule.target_match,
                rule.target_match_re,
            ),
            equal: rule.equal.unwrap_or_default(),
        }
    }

    /// The three ways of writing conditions, together and sorted.
    pub(super) fn matchers(
        &mut self,
        lines: Option<Vec<Text>>,
        equal: Option<Entries<Text>>,
        like: Option<Entries<Text>>,
    ) -> Vec<Matcher> {
        let mut matchers: Vec<Matcher> = equal
            .unwrap_or_default()
            .0
            .into_iter()
            .map(|(name, value)| Matcher::equal(name.value, value.value))
            .collect();
        for (name, pattern) in like.unwrap_or_default().0 {
            let matcher = Matcher::like(name.value, pattern.value.clone());
            matchers.extend(self.matcher(matcher.map(|one| vec![one]), &pattern));
        }
        for line in lines.unwrap_or_default() {
            matchers.extend(self.matcher(Matcher::parse_all(&line.value), &line));
        }
        matchers.sort();
        matchers
    }

    fn matcher(&mut self, read: Result<Vec<Matcher>, NotAMatcher>, place: &Text) -> Vec<Matcher> {
        read.unwrap_or_else(|error| {
            let (code, hint) = match &error {
                NotAMatcher::Shape(_) => (
                    "routing/matcher",
                    "write `label=\"value\"`, or `!=`, `=~`, `!~` in place of `=`",
                ),
                NotAMatcher::Pattern(..) => (
                    "routing/pattern",
                    "patterns are RE2: no look-around, no back references",
                ),
            };
            let problem = Problem::error(code, error.to_string()).hint(hint);
            let problem = self.at(problem, place, "here");
            self.refuse(problem);
            Vec::new()
        })
    }

    pub(super) fn duration(&mut self, text: &str, place: Span) -> Option<Duration> {
        text.parse()
            .map_err(|error| {
                let problem = Problem::error("routing/duration", format!("{error}"))
                    .at(self.source, place, "not a duration")
                    .hint("units are `ms`, `s`, `m`, `h`, `d` and `w`");
                self.refuse(problem);
            })
            .ok()
    }

    /// Notes a receiver that does not exist.
    pub(super) fn check_receiver(&mut self, name: &Text) {
        if self.receiver_names.contains(&name.value) {
            return;
        }
        let names = self.receiver_names.iter().map(String::as_str);
        let hint = closest(&name.value, names).map_or_else(
            || format!("add a receiver `{}` under `receivers`", name.value),
            |nearest| format!("did you mean `{nearest}`?"),
        );
        let problem = Problem::error(
            "routing/unknown-receiver",
            format!("there is no receiver `{}`", name.value),
        )
        .hint(hint);
        let problem = self.at(problem, name, "unknown receiver");
        self.refuse(problem);
    }
}

/// A scalar as text: `name: 5` is a name as well.
fn as_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
