//! A group that is evaluated so rarely that its series have gaps.

use std::collections::BTreeMap;

use super::lint::{Judge, Lint, Needs};
use super::{Known, RuleSet};
use crate::alerts::rules::{Group, Rule};
use crate::base::{Duration, Problem, Severity, Source};
use crate::promql::{ExprKind, Selector};

pub(super) const LINT: Lint = Lint {
    code: "group/slow",
    severity: Severity::Warning,
    page: include_str!("pages/slow_group.md"),
    needs: Needs::Rules,
    judge: Judge::Set(judge),
};

/// How far back Prometheus looks for the newest sample of a series.
pub(super) const LOOK_BACK: Duration = Duration::from_mins(5);

fn judge(set: &RuleSet, _: &Known) -> Vec<Problem> {
    let slow = slow_groups(set);
    let looks = shortest_looks(set, &slow);
    let has_gaps = |group: &Slow<'_>| {
        // What no rule reads, people do, and they look for the newest sample.
        let is_seen = |name| looks.get(name).copied().flatten() >= Some(group.interval);
        recorded(group.group).any(|name| !is_seen(name))
    };
    let found = slow.iter().filter(|group| has_gaps(group));
    found.map(Slow::problem).collect()
}

struct Slow<'a> {
    source: &'a Source,
    group: &'a Group,
    interval: Duration,
}

impl Slow<'_> {
    fn problem(&self) -> Problem {
        let message = format!(
            "the group is evaluated every {}, and samples older than {LOOK_BACK} are not seen",
            self.interval
        );
        let places = &self.group.places;
        LINT.finding(message)
            .at(
                self.source,
                places.interval.unwrap_or(places.name),
                "its series have gaps",
            )
            .hint(format!("use {LOOK_BACK} at most"))
    }
}

/// The groups that are evaluated too rarely. Those of alerts alone may be: nobody reads what they write.
fn slow_groups(set: &RuleSet) -> Vec<Slow<'_>> {
    let mut slow = Vec::new();
    for document in &set.documents {
        for group in &document.rules.groups {
            let interval = group.interval.filter(|interval| *interval > LOOK_BACK);
            slow.extend(interval.map(|interval| Slow {
                source: &document.source,
                group,
                interval,
            }));
        }
    }
    slow
}

/// The metrics that a group writes.
fn recorded(group: &Group) -> impl Iterator<Item = &str> {
    let records = (group.rules.iter()).filter(|rule| matches!(rule, Rule::Record(_)));
    records.map(|rule| &**rule.name())
}

/// For each metric of these groups, how far back each rule that reads it looks at least; none if no
/// rule does.
fn shortest_looks<'a>(set: &RuleSet, slow: &[Slow<'a>]) -> BTreeMap<&'a str, Option<Duration>> {
    let names = slow.iter().flat_map(|group| recorded(group.group));
    let mut looks: BTreeMap<_, _> = names.map(|name| (name, None)).collect();
    if looks.is_empty() {
        return looks;
    }
    for placed in set.rules() {
        placed.rule.query().expr.walk(&mut |part| {
            let metric = part.selector().and_then(Selector::metric);
            let Some(shortest) = metric.and_then(|metric| looks.get_mut(metric)) else {
                return;
            };
            let look = if let ExprKind::Range(_, window) = &part.kind {
                *window
            } else {
                Duration::ZERO
            };
            *shortest = Some(shortest.map_or(look, |known: Duration| known.min(look)));
        });
    }
    looks
}

#[cfg(test)]
mod tests {
    use super::super::testing::pointed;
    use super::LINT;

    fn rules(interval: &str, rule: &str) -> String {
        format!("groups:\n- name: g\n  interval: {interval}\n  rules:\n  - {rule}\n")
    }

    const RECORD: &str = "{record: 'a:b', expr: a > 1}";

    #[test]
    fn a_group_is_evaluated_before_its_samples_are_too_old() {
        assert_eq!(pointed(&LINT, &rules("10m", RECORD)), ["10m"]);
        assert_eq!(pointed(&LINT, &rules("5m", RECORD)), [""; 0]);
    }

    #[test]
    fn alerts_may_look_rarely() {
        let alert = "{alert: A, expr: a > 1}";
        assert_eq!(pointed(&LINT, &rules("1h", alert)), [""; 0]);
        let both = format!("{alert}\n  - {RECORD}");
        assert_eq!(pointed(&LINT, &rules("1h", &both)), ["1h"]);
    }

    #[test]
    fn whoever_looks_back_far_enough_sees_no_gaps() {
        let read = |exprs: &[&str]| {
            let alerts = exprs.iter().enumerate();
            let alerts = alerts.map(|(at, expr)| format!("  - {{alert: A{at}, expr: '{expr}'}}\n"));
            let readers = format!("- name: readers\n  rules:\n{}", alerts.collect::<String>());
            pointed(&LINT, &(rules("30m", RECORD) + &readers))
        };
        let far = "last_over_time(a:b[65m]) > 1";
        assert_eq!(read(&[far]), [""; 0]);
        assert_eq!(read(&["max_over_time(a:b[30m]) > 1", far]), [""; 0]);
        assert_eq!(read(&[far, "a:b > 1"]), ["30m"]);
        assert_eq!(read(&[far, "avg_over_time(a:b[20m]) > 1"]), ["30m"]);
        assert_eq!(read(&["avg_over_time(a:b[1d:1h]) > 1"]), ["30m"]);
    }
}
