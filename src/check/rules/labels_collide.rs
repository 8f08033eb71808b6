//! Alerts of one rule that get the same labels.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::alerts::rules::AlertRule;
use crate::base::{Labels, Problem, Severity, Span};
use crate::check::flow::{Branch, Flow, Presence};

pub(super) const LINT: Lint = Lint {
    code: "alert/labels-collide",
    severity: Severity::Warning,
    page: include_str!("pages/labels_collide.md"),
    needs: Needs::Rules,
    judge: Judge::Flow(judge),
};

fn judge(case: &Case<'_>, flow: &Flow<'_>) -> Vec<Problem> {
    let Some(alert) = case.alert() else {
        return Vec::new();
    };
    let labels = alert.labels.iter().zip(&alert.places.labels);
    let fixed = labels.filter(|((_, template), _)| template.is_literal());
    for ((name, _), places) in fixed {
        if let Some(why) = overwritten(alert, flow, name) {
            let message = format!(
                "this overwrites `{name}`, {why}, so that their alerts get the same labels"
            );
            let hint =
                "name the label otherwise: Prometheus refuses two alerts with the same labels";
            return vec![
                LINT.finding(message)
                    .at(case.source, places.name, "overwrites")
                    .hint(hint),
            ];
        }
    }
    nameless(case, flow).into_iter().collect()
}

/// Which series only this label tells apart.
fn overwritten(alert: &AlertRule, flow: &Flow<'_>, name: &str) -> Option<String> {
    let branches = &flow.result.branches;
    if branches
        .iter()
        .any(|branch| is_told_by(branch, alert, name))
    {
        return Some("the only label by which its series differ".to_owned());
    }
    let values = || {
        branches
            .iter()
            .filter_map(|branch| branch.labels.get(name).value.as_deref())
    };
    let first = values().next()?;
    let other = values().find(|value| *value != first)?;
    Some(format!(
        "which tells `{first}` from `{other}` in the expression"
    ))
}

/// Whether the rule's own labels overwrite all labels by which the series of an alternative differ,
/// this one among them.
fn is_told_by(branch: &Branch<'_>, alert: &AlertRule, name: &str) -> bool {
    let is_fixed = |label: &str| {
        let mut labels = alert.labels.iter();
        labels.any(|(own, template)| own == label && template.is_literal())
    };
    let may_differ = |label: &str| {
        let fact = branch.labels.get(label);
        fact.presence != Presence::Impossible && fact.value.is_none()
    };
    may_differ(name)
        && branch.labels.others().presence == Presence::Impossible
        && branch
            .labels
            .known()
            .all(|(label, _)| label == Labels::NAME || is_fixed(label) || !may_differ(label))
}

/// Series of several metrics that keep their names, which alerts drop.
fn nameless(case: &Case<'_>, flow: &Flow<'_>) -> Option<Problem> {
    let has_names = |branch: &&Branch<'_>| {
        let name = branch.labels.get(Labels::NAME);
        name.presence != Presence::Impossible && name.value.is_none()
    };
    let branch = flow.result.branches.iter().find(has_names)?;
    let place: Span = branch.of.span;
    let message =
        "an alert drops the metric's name: two metrics with the same labels are one alert";
    let hint = "name one metric, or add by `label_replace` what tells them apart";
    Some(
        case.in_expr(&LINT, place, "several metrics", message)
            .hint(hint),
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    fn found(expr: &str, labels: &str) -> Vec<String> {
        pointed(&LINT, &alert(expr, &format!("    labels: {{{labels}}}\n")))
    }

    #[test]
    fn a_label_that_tells_series_apart_is_not_overwritten() {
        assert_eq!(
            found("sum by (severity) (x) > 1", "severity: page"),
            ["severity"]
        );
        assert_eq!(
            found("sum by (severity, pod) (x) > 1", "severity: page"),
            [""; 0]
        );
        assert_eq!(found("sum by (severity) (x) > 1", "team: a"), [""; 0]);
        assert_eq!(found("x{severity=\"a\"} > 1", "severity: page"), [""; 0]);
        assert_eq!(
            found(
                "sum by (severity) (x) > 1",
                "severity: '{{ $labels.severity }}'"
            ),
            [""; 0]
        );
    }

    #[test]
    fn alternatives_that_only_one_label_tells_apart_keep_it() {
        let either = "x{kind=\"a\"} > 1 or x{kind=\"b\"} > 2";
        assert_eq!(found(either, "kind: c"), ["kind"]);
        assert_eq!(found(either, "severity: page"), [""; 0]);
    }

    #[test]
    fn several_metrics_lose_their_names() {
        assert_eq!(
            found("{__name__=~\"a|b\"} > 1", ""),
            ["{__name__=~\"a|b\"}"]
        );
        assert_eq!(found("{__name__=~\"a|b\", x=\"y\"} * 2 > 1", ""), [""; 0]);
        assert_eq!(found("x > 1", ""), [""; 0]);
    }
}
