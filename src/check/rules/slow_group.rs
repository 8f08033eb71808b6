//! A group that is evaluated so rarely that its series have gaps.

use super::lint::{Judge, Lint, Needs};
use super::{Known, RuleSet};
use crate::base::{Duration, Problem, Severity};

pub(super) const LINT: Lint = Lint {
    code: "group/slow",
    severity: Severity::Warning,
    page: include_str!("pages/slow_group.md"),
    needs: Needs::Rules,
    judge: Judge::Set(judge),
};

/// How far back Prometheus looks for the newest sample of a series.
const LOOK_BACK: Duration = Duration::from_mins(5);

fn judge(set: &RuleSet, _: &Known) -> Vec<Problem> {
    let mut found = Vec::new();
    for document in &set.documents {
        for group in &document.rules.groups {
            let Some(interval) = group.interval.filter(|interval| *interval > LOOK_BACK) else {
                continue;
            };
            let message = format!(
                "the group is evaluated every {interval}, and samples older than {LOOK_BACK} are not seen"
            );
            let place = group.places.interval.unwrap_or(group.places.name);
            let problem = LINT
                .finding(message)
                .at(&document.source, place, "its series have gaps")
                .hint(format!("use {LOOK_BACK} at most"));
            found.push(problem);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::pointed;
    use super::LINT;

    #[test]
    fn a_group_is_evaluated_before_its_samples_are_too_old() {
        let rules = |interval: &str| {
            format!(
                "groups:\n- name: g\n  interval: {interval}\n  rules:\n  - {{record: 'a:b', expr: a > 1}}\n"
            )
        };
        assert_eq!(pointed(&LINT, &rules("10m")), ["10m"]);
        assert_eq!(pointed(&LINT, &rules("5m")), [""; 0]);
    }
}
