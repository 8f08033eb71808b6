//! A ratio that is 0/0, and so says nothing, exactly when nothing works any more.

use super::lint::{Judge, Lint, Needs};
use super::{Case, RuleSet};
use crate::base::{Problem, Severity};
use crate::promql::{Binary, BinaryOperator, Expr, ExprKind, Selector};

pub(super) const LINT: Lint = Lint {
    code: "alert/blind-ratio",
    severity: Severity::Warning,
    page: include_str!("pages/blind_ratio.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let condition = case.expr().bare();
    let Some(ratio) = case.alert().and_then(|_| too_high(condition)) else {
        return Vec::new();
    };
    let (Some(part), Some(whole)) = (rated(&ratio.left), rated(&ratio.right)) else {
        return Vec::new();
    };
    let (Some(part), Some(metric)) = (part.metric(), whole.metric()) else {
        return Vec::new();
    };
    // A share of the same requests is a question about them, and not about the platform.
    if part == metric || is_watched(case.set, whole) {
        return Vec::new();
    }
    let message = format!(
        "without any `{metric}` this is 0/0, and the alert goes quiet when nothing works any more"
    );
    let hint = "alert on that as well: `absent(up{…})`, or `sum(rate(…)) == 0` for too long";
    vec![
        case.in_expr(&LINT, ratio.right.span, "0, or nothing at all", message)
            .hint(hint),
    ]
}

/// The ratio that an alert compares with an upper limit, and with nothing else.
fn too_high(expr: &Expr) -> Option<&Binary> {
    let ExprKind::Binary(comparison) = &expr.kind else {
        return None;
    };
    let is_upper = matches!(
        comparison.operator,
        BinaryOperator::Greater | BinaryOperator::GreaterOrEqual
    );
    let ExprKind::Binary(ratio) = &comparison.left.bare().kind else {
        return None;
    };
    (is_upper && ratio.operator == BinaryOperator::Divide).then_some(&**ratio)
}

/// What a side of the ratio is the rate of.
fn rated(expr: &Expr) -> Option<&Selector> {
    let bare = expr.bare();
    if let ExprKind::Aggregate(aggregate) = &bare.kind {
        return rated(&aggregate.inner);
    }
    let ExprKind::Call(call) = &bare.kind else {
        return None;
    };
    let is_rate = call.function.is_rate();
    call.arguments
        .first()?
        .bare()
        .selector()
        .filter(|_| is_rate)
}

/// Whether some rule tells when what is counted, or a target, is gone.
fn is_watched(set: &RuleSet, whole: &Selector) -> bool {
    let metric = whole.metric();
    let absent = |selector: &Selector| {
        let asked = selector.metric();
        asked == Some("up") || asked == metric
    };
    set.absents().iter().any(absent) || set.lows().iter().any(|low| Some(&**low) == metric)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    const RATIO: &str = "rate(errors_total[5m]) / rate(requests_total[5m]) > 0.1";

    #[test]
    fn a_ratio_to_what_dies_with_the_platform_goes_quiet() {
        assert_eq!(
            pointed(&LINT, &alert(RATIO, "")),
            ["rate(requests_total[5m])"]
        );
        let sums = "sum(rate(a_total[5m])) / sum(rate(b_total[5m])) > 0.1";
        assert_eq!(pointed(&LINT, &alert(sums, "")), ["sum(rate(b_total[5m]))"]);
    }

    #[test]
    fn some_rule_may_tell_that_nothing_works() {
        for other in [
            "absent(up{job=\"a\"})",
            "absent_over_time(requests_total[5m])",
            "sum(rate(requests_total[5m])) == 0",
            "sum(rate(requests_total[5m])) < 1",
        ] {
            let other = format!("  - {{alert: B, for: 5m, expr: '{other}'}}\n");
            assert_eq!(pointed(&LINT, &alert(RATIO, &other)), [""; 0], "{other}");
        }
    }

    #[test]
    fn what_is_no_share_of_a_rate_is_left_alone() {
        for expr in [
            "rate(a_total{code=\"500\"}[5m]) / rate(a_total[5m]) > 0.1",
            "rate(a_total[5m]) / rate(b_total[5m]) < 0.9",
            "used_bytes / size_bytes > 0.9",
            "rate(a_total[5m]) / rate(b_total[5m]) > 0.1 and rate(b_total[5m]) > 1",
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [""; 0], "{expr}");
        }
    }
}
