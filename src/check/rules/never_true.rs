//! A comparison that no value can meet.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::check::flow::{Flow, Values, Verdict};
use crate::promql::ExprKind;

pub(super) const LINT: Lint = Lint {
    code: "query/never-true",
    severity: Severity::Error,
    page: include_str!("pages/never_true.md"),
    needs: Needs::Rules,
    judge: Judge::Flow(judge),
};

fn judge(case: &Case<'_>, flow: &Flow<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    flow.walk(&mut |part| {
        let ExprKind::Binary(binary) = &part.expr.kind else {
            return;
        };
        let limited = binary.limited().filter(|_| !binary.returns_bool);
        let Some((limited, value)) = limited.and_then(|one| Some((one, part.part(one.value)?)))
        else {
            return;
        };
        let values = value.result.values();
        let limit = Values::only(limited.limit);
        if !value.is_dead() && values.compared(limited.operator, limit) == Verdict::Never {
            let message = format!("no value passes this comparison: they are {values}");
            let place = part.expr.span;
            found.push(
                case.in_expr(&LINT, place, "never true", message)
                    .hint(hint(values)),
            );
        }
    });
    found
}

fn hint(values: Values) -> &'static str {
    // A number of series is at least 1.
    if values.single() == Some(1.0) || !values.contains(0.0) && values.contains(2.0) {
        "what counts nothing gives nothing, and not 0: ask `absent(…)`, or add `or vector(0)` first"
    } else {
        "turn the comparison round, or correct the limit"
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn a_limit_beyond_all_values_is_never_met() {
        for expr in [
            "count(up{job=\"a\"} == 1) == 0",
            "count(a) < 1",
            "rate(a[5m]) < 0",
            "up > 1",
            "0 > increase(a[5m])",
            "absent(a) == 0",
            "hour() > 24",
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [expr]);
        }
        let dead = alert("a > 1 or count(b) == 0", "");
        assert_eq!(pointed(&LINT, &dead), ["count(b) == 0"]);
    }

    #[test]
    fn a_limit_that_may_be_met_is_left_alone() {
        for expr in [
            "(count(a) or vector(0)) == 0",
            "count(a) < 2",
            "rate(a[5m]) == 0",
            "a - b < 0",
            "delta(a[5m]) < 0",
            "count(a) == bool 0",
            "hour() > 22",
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [""; 0], "{expr}");
        }
    }
}
