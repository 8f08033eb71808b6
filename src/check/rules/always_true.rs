//! A comparison that every value meets.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use super::no_condition::Presence;
use super::values::{Outcome, compared, values};
use crate::base::{Problem, Severity};
use crate::promql::{BinaryOperator, Expr, ExprKind};

pub(super) const LINT: Lint = Lint {
    code: "alert/always-true",
    severity: Severity::Error,
    page: include_str!("pages/always_true.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    if case.alert().is_some() {
        conditions(case.expr(), &mut |part| found.extend(judged(case, part)));
    }
    found
}

/// The sides of the outermost `or`s.
fn conditions<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    let expr = expr.bare();
    if let ExprKind::Binary(binary) = &expr.kind
        && binary.operator == BinaryOperator::Or
    {
        conditions(&binary.left, visit);
        conditions(&binary.right, visit);
    } else {
        visit(expr);
    }
}

fn judged(case: &Case<'_>, part: &Expr) -> Option<Problem> {
    let ExprKind::Binary(binary) = &part.kind else {
        return None;
    };
    if !binary.operator.is_comparison() || binary.returns_bool {
        return None;
    }
    let (value, limit, operator) = match binary.left.constant() {
        Some(limit) => (&binary.right, limit, binary.operator.mirrored()),
        None => (&binary.left, binary.right.constant()?, binary.operator),
    };
    let holds = compared(values(value), operator, limit) == Outcome::Always;
    // Where there may be nothing to compare, that something is there is the condition.
    (holds && Presence::new(case.set).is_always(value)).then(|| {
        let message = "the alert always fires: every value passes this comparison";
        case.in_expr(&LINT, part.span, "always true", message)
            .hint("correct the limit, or remove the alert")
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn a_limit_that_every_value_meets_is_no_limit() {
        for expr in [
            "rate(a_total[5m]) >= 0",
            "up{job=\"a\"} <= 1",
            "rate(a[5m]) > -1",
            "-1 < up",
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [expr]);
        }
        let either = alert("a > 5 or (up >= 0)", "");
        assert_eq!(pointed(&LINT, &either), ["up >= 0"]);
    }

    #[test]
    fn that_something_is_there_is_a_condition() {
        for expr in [
            "count(a{state=\"bad\"}) > 0",
            "absent(a) == 1",
            "a >= 0",
            "rate(a[5m]) > 0",
            "rate(a[5m]) / rate(b[5m]) >= 0",
            "a > 5 and rate(b[5m]) >= 0",
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [""; 0], "{expr}");
        }
    }
}
