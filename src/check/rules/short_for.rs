//! A `for` that is over before the rule is evaluated again.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Duration, Problem, Severity};

pub(super) const LINT: Lint = Lint {
    code: "alert/short-for",
    severity: Severity::Warning,
    page: include_str!("pages/short_for.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let interval = case.group.interval.or(case.known.evaluation_interval);
    let (Some(alert), Some(interval)) = (case.alert(), interval) else {
        return Vec::new();
    };
    if alert.hold == Duration::ZERO || alert.hold >= interval {
        return Vec::new();
    }
    let message = format!(
        "the rule is evaluated every {interval}: `for: {}` waits as long as `for: {interval}`",
        alert.hold
    );
    let place = alert.places.hold.unwrap_or(alert.name_span);
    vec![
        LINT.finding(message)
            .at(case.source, place, "shorter than the interval")
            .hint("write how long it really waits, or give the group a shorter `interval`"),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::super::testing::{alert, pointed, problems};
    use super::LINT;
    use crate::base::Duration;

    #[test]
    fn a_wait_lasts_for_an_evaluation_at_least() {
        let rules = alert("a > 1", "    for: 30s\n");
        assert_eq!(pointed(&LINT, &rules), [""; 0], "the interval is not known");
        let known = Known {
            evaluation_interval: Some(Duration::from_mins(1)),
            ..Known::default()
        };
        assert_eq!(problems(&rules, &known).len(), 1);
        let group = |interval: &str| {
            rules.replacen("name: g", &format!("name: g\n  interval: {interval}"), 1)
        };
        assert_eq!(pointed(&LINT, &group("1m")), ["30s"]);
        assert_eq!(pointed(&LINT, &group("30s")), [""; 0]);
    }
}
