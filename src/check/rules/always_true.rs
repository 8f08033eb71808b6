//! A comparison that every value meets.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use super::no_condition::Presence;
use crate::base::{Problem, Severity};
use crate::check::flow::{Flow, Values, Verdict};
use crate::promql::{BinaryOperator, ExprKind};

pub(super) const LINT: Lint = Lint {
    code: "alert/always-true",
    severity: Severity::Error,
    page: include_str!("pages/always_true.md"),
    needs: Needs::Rules,
    judge: Judge::Flow(judge),
};

fn judge(case: &Case<'_>, flow: &Flow<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    if case.alert().is_some() {
        conditions(flow, &mut |part| found.extend(judged(case, part)));
    }
    found
}

/// The sides of the outermost `or`s.
fn conditions<'f>(flow: &'f Flow<'f>, visit: &mut dyn FnMut(&'f Flow<'f>)) {
    let kind = &flow.expr.kind;
    let is_or = matches!(kind, ExprKind::Binary(binary) if binary.operator == BinaryOperator::Or);
    let goes_on = is_or || matches!(kind, ExprKind::Parenthesis(_));
    if goes_on {
        flow.parts.iter().for_each(|part| conditions(part, visit));
    } else {
        visit(flow);
    }
}

fn judged(case: &Case<'_>, flow: &Flow<'_>) -> Option<Problem> {
    let part = flow.expr;
    let ExprKind::Binary(binary) = &part.kind else {
        return None;
    };
    let limited = binary.limited().filter(|_| !binary.returns_bool)?;
    let value = flow.part(limited.value)?;
    let limit = Values::only(limited.limit);
    let compared = value.result.values().compared(limited.operator, limit);
    let holds = !value.is_dead() && compared == Verdict::Always;
    // Where there may be nothing to compare, that something is there is the condition.
    (holds && Presence::new(case.set).is_always(value.expr)).then(|| {
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
