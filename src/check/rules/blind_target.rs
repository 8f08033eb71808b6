//! `up == 0`, which does not see a target that is gone.

use std::collections::BTreeSet;

use super::lint::{Judge, Lint, Needs};
use super::{Case, RuleSet};
use crate::base::{Problem, Severity, Span};
use crate::promql::{BinaryOperator, Expr, ExprKind, MatchOperator, Selector};

pub(super) const LINT: Lint = Lint {
    code: "alert/blind-target",
    severity: Severity::Warning,
    page: include_str!("pages/blind_target.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    if case.alert().is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let ExprKind::Binary(binary) = &part.kind else {
            return;
        };
        let asks_for_less = matches!(
            binary.operator,
            BinaryOperator::Less | BinaryOperator::LessOrEqual | BinaryOperator::NotEqual
        );
        let asks_for_zero = binary.operator == BinaryOperator::Equal
            && binary.right.constant().is_some_and(|limit| limit < 1.0);
        let Some((span, selector)) = up(&binary.left).filter(|_| asks_for_less || asks_for_zero)
        else {
            return;
        };
        let blind: BTreeSet<&str> = (jobs(selector).into_iter())
            .filter(|job| !is_watched(case.set, job))
            .collect();
        let Some(job) = blind.first() else { return };
        let message = format!("nothing fires when no target of `{job}` is left: it has no `up`");
        let absent = blind
            .iter()
            .map(|job| format!("absent(up{{job=\"{job}\"}})"));
        let absent: Vec<String> = absent.collect();
        found.push(
            case.in_expr(&LINT, span, "gone with its target", message)
                .hint(format!("add `or {}`", absent.join(" or "))),
        );
    });
    found
}

/// The `up` that is compared, itself or what is made of it.
fn up(expr: &Expr) -> Option<(Span, &Selector)> {
    let bare = expr.bare();
    if let Some(selector) = bare.selector() {
        let is_up = selector.metric() == Some("up");
        return is_up.then_some((bare.span, selector));
    }
    if let ExprKind::Aggregate(aggregate) = &bare.kind {
        return up(&aggregate.inner);
    }
    if let ExprKind::Call(call) = &bare.kind
        && call.function.name.ends_with("_over_time")
    {
        return call.arguments.iter().find_map(up);
    }
    None
}

/// The jobs that a selector names; none where it does not say which.
fn jobs(selector: &Selector) -> Vec<&str> {
    let named = selector.matchers.iter().filter(|one| one.name == "job");
    let values = named.map(|matcher| match matcher.operator {
        MatchOperator::Equal => vec![&*matcher.value],
        MatchOperator::Like => matcher.value.split('|').collect(),
        MatchOperator::NotEqual | MatchOperator::NotLike => Vec::new(),
    });
    let is_word = |word: &&str| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_/".contains(c))
    };
    values.flatten().filter(is_word).collect()
}

/// Whether some rule asks whether something of this job is absent.
fn is_watched(set: &RuleSet, job: &str) -> bool {
    set.absents().iter().any(|selector| {
        let mut named = selector.matchers.iter().filter(|one| one.name == "job");
        named.any(|matcher| matcher.matches(job))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn a_target_that_is_gone_is_not_seen() {
        let up = "up{job=\"a\"}";
        for expr in [
            "up{job=\"a\"} == 0",
            "sum by (job) (up{job=\"a\"}) < 1",
            "avg_over_time(up{job=\"a\"}[5m]) < 0.9 and b > 1",
        ] {
            let pointed = pointed(&LINT, &alert(expr, ""));
            assert!(
                matches!(&pointed[..], [one] if one.starts_with(up)),
                "{pointed:?}"
            );
        }
    }

    #[test]
    fn some_rule_may_see_it() {
        let other = "  - {alert: B, expr: 'absent(up{job=\"b\"})', for: 5m}\n";
        for (expr, more, wanted) in [
            (
                "up{job=~\"a|b\"} == 0 or absent(up{job=\"a\"})",
                "    for: 5m\n",
                1,
            ),
            (
                "up{job=~\"a|b\"} == 0 or absent(up{job=~\"a|b\"})",
                "    for: 5m\n",
                0,
            ),
            ("up{job=\"b\"} == 0", other, 0),
            ("up == 0", "", 0),
            ("up{job=~\"a.*\"} == 0", "", 0),
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, more)).len(), wanted, "{expr}");
        }
    }
}
