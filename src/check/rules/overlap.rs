//! Two alerts of one name, of which one fires whenever the other does.

use std::collections::BTreeMap;

use super::lint::{Judge, Lint, Needs};
use super::{Known, Placed, RuleSet};
use crate::alerts::rules::AlertRule;
use crate::base::{Problem, Severity};
use crate::promql::{BinaryOperator, ExprKind};

pub(super) const LINT: Lint = Lint {
    code: "rule/overlap",
    severity: Severity::Warning,
    page: include_str!("pages/overlap.md"),
    needs: Needs::Rules,
    judge: Judge::Set(judge),
};

fn judge(set: &RuleSet, _: &Known) -> Vec<Problem> {
    // Of each question, the first alert with each limit; more than two limits tell no more.
    let mut known: BTreeMap<_, Vec<(String, Placed<'_>)>> = BTreeMap::new();
    let mut found = Vec::new();
    for placed in set.rules() {
        let Some((alert, (what, more, limit))) = placed
            .alert()
            .and_then(|alert| Some((alert, asked(alert)?)))
        else {
            continue;
        };
        let before = known.entry((placed.makes(), what, more)).or_default();
        let other = before
            .iter()
            .find(|(known, _)| *known != limit)
            .map(|(_, other)| other);
        if let Some(other) = other {
            let first = other.source.locate(other.rule.name_span().start);
            let message = format!(
                "two alerts `{}` have the same labels, and one fires whenever the other does",
                alert.name
            );
            let hint = format!(
                "tell them apart by a label such as `severity`, or keep one; the other is at {first}"
            );
            let problem = LINT
                .finding(message)
                .at(placed.source, placed.rule.name_span(), "the second one")
                .hint(hint);
            found.push(problem);
        }
        if before.len() < 2 && before.iter().all(|(known, _)| *known != limit) {
            before.push((limit, placed));
        }
    }
    found
}

/// What is compared, whether more of it is bad, and the limit.
fn asked(alert: &AlertRule) -> Option<(String, bool, String)> {
    let ExprKind::Binary(binary) = &alert.query.expr.bare().kind else {
        return None;
    };
    let more = matches!(
        binary.operator,
        BinaryOperator::Greater | BinaryOperator::GreaterOrEqual
    );
    let less = matches!(
        binary.operator,
        BinaryOperator::Less | BinaryOperator::LessOrEqual
    );
    let limit = binary.right.constant()?;
    let compares = (more || less) && !binary.returns_bool;
    compares.then(|| (binary.left.to_string(), more, limit.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::pointed;
    use super::LINT;

    fn overlap(first: &str, second: &str) -> usize {
        let rules = format!("groups:\n- name: g\n  rules:\n  - {first}\n  - {second}\n");
        pointed(&LINT, &rules).len()
    }

    #[test]
    fn of_two_limits_one_is_reached_first() {
        let first = "{alert: A, expr: a > 5}";
        assert_eq!(overlap(first, "{alert: A, expr: a > 9}"), 1);
        assert_eq!(overlap(first, "{alert: A, expr: a < 1}"), 0);
        assert_eq!(overlap(first, "{alert: A, expr: b > 9}"), 0);
        assert_eq!(
            overlap(first, "{alert: A, expr: a > 9, labels: {severity: page}}"),
            0
        );
        assert_eq!(overlap(first, "{alert: B, expr: a > 9}"), 0);
    }
}
