//! A comparison that no value can meet.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use super::values::{Outcome, compared, values};
use crate::base::{Problem, Severity};
use crate::promql::ExprKind;

pub(super) const LINT: Lint = Lint {
    code: "query/never-true",
    severity: Severity::Error,
    page: include_str!("pages/never_true.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let ExprKind::Binary(binary) = &part.kind else {
            return;
        };
        if !binary.operator.is_comparison() || binary.returns_bool {
            return;
        }
        let sides = [
            (&binary.left, &binary.right, binary.operator),
            (&binary.right, &binary.left, binary.operator.mirrored()),
        ];
        for (value, limit, operator) in sides {
            let Some(limit) = limit.constant() else {
                continue;
            };
            let limits = values(value);
            if value.constant().is_none() && compared(limits, operator, limit) == Outcome::Never {
                let message = format!(
                    "no value passes this comparison: they are {}",
                    told(limits.low, limits.high)
                );
                found.push(
                    case.in_expr(&LINT, part.span, "never true", message)
                        .hint(hint(limits.low)),
                );
            }
        }
    });
    found
}

fn told(low: f64, high: f64) -> String {
    match (low.is_finite(), high.is_finite()) {
        (true, true) if low >= high => format!("always {low}"),
        (true, true) => format!("between {low} and {high}"),
        (true, false) => format!("at least {low}"),
        (false, _) => format!("at most {high}"),
    }
}

fn hint(low: f64) -> &'static str {
    if low >= 1.0 {
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
