//! An alert that waits longer than what it reads is ever there.

use super::lint::{Judge, Lint, Needs};
use super::slow_group::LOOK_BACK;
use super::{Case, RuleSet};
use crate::base::{Duration, Problem, Severity};
use crate::promql::{BinaryOperator, Expr, ExprKind};

pub(super) const LINT: Lint = Lint {
    code: "alert/slow-record",
    severity: Severity::Error,
    page: include_str!("pages/slow_record.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

/// How often groups are evaluated where nothing is said.
const SERVERS_INTERVAL: Duration = Duration::from_mins(1);

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let Some(alert) = case.alert().filter(|alert| alert.hold >= LOOK_BACK) else {
        return Vec::new();
    };
    let own = case.group.interval.or(case.known.evaluation_interval);
    let Some(slow) = needed(case.set, case.expr()) else {
        return Vec::new();
    };
    // Who looks as rarely sees what was just written.
    if own.unwrap_or(SERVERS_INTERVAL) >= slow.interval {
        return Vec::new();
    }
    let message = format!(
        "the alert never fires: `{}` is written every {}, is seen for {LOOK_BACK} and gone until then, \
         and `for: {}` begins anew each time",
        slow.metric, slow.interval, alert.hold
    );
    let hint = format!(
        "write `last_over_time({}[{}])`, or let its group have an `interval` of {LOOK_BACK} at most",
        slow.metric, slow.interval
    );
    vec![
        case.in_expr(&LINT, slow.place.span, "has gaps", message)
            .hint(hint),
    ]
}

/// A series that is there only some of the time.
#[derive(Clone, Copy)]
struct Slow<'a> {
    place: &'a Expr,
    metric: &'a str,
    interval: Duration,
}

/// A series with gaps without which an expression gives nothing.
fn needed<'a>(set: &RuleSet, expr: &'a Expr) -> Option<Slow<'a>> {
    match &expr.kind {
        ExprKind::Selector(selector) => {
            let metric = selector.metric()?;
            let interval = set.written_every(metric)?;
            (interval > LOOK_BACK).then_some(Slow {
                place: expr,
                metric,
                interval,
            })
        }
        ExprKind::Binary(binary) => {
            let left = needed(set, &binary.left);
            let right = || needed(set, &binary.right);
            if binary.operator == BinaryOperator::Or {
                left.filter(|_| right().is_some())
            } else if binary.operator == BinaryOperator::Unless {
                left
            } else {
                left.or_else(right)
            }
        }
        ExprKind::Call(call) if call.function.name == "absent" => None,
        ExprKind::Parenthesis(_)
        | ExprKind::Sign { .. }
        | ExprKind::Aggregate(_)
        | ExprKind::Call(_) => expr.parts().find_map(|part| needed(set, part)),
        // Who looks back over a window may look back far enough.
        ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Range(..) | ExprKind::Subquery(_) => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::pointed;
    use super::LINT;

    fn found(record_every: &str, expr: &str, hold: &str, own: &str) -> Vec<String> {
        let rules = format!(
            "groups:\n- {{name: r, interval: {record_every}, rules: [{{record: 'a:b', expr: a > 1}}]}}\n\
             - name: g\n  {own}\n  rules: [{{alert: A, expr: '{expr}', for: {hold}}}]\n"
        );
        pointed(&LINT, &rules)
    }

    #[test]
    fn a_wait_that_is_longer_than_what_it_reads_is_there_never_ends() {
        for expr in [
            "a:b > 1",
            "sum(a:b) > 1 and x",
            "x * a:b > 1",
            "a:b > 1 unless x",
        ] {
            assert_eq!(found("10m", expr, "5m", ""), ["a:b"], "{expr}");
        }
    }

    #[test]
    fn what_is_seen_all_the_time_or_need_not_be_is_left_alone() {
        for expr in [
            "last_over_time(a:b[10m]) > 1",
            "absent(a:b)",
            "x unless a:b",
            "a:b > 1 or x",
        ] {
            assert_eq!(found("10m", expr, "5m", ""), [""; 0], "{expr}");
        }
        assert_eq!(
            found("10m", "a:b > 1", "4m", ""),
            [""; 0],
            "flaps, and fires"
        );
        assert_eq!(found("5m", "a:b > 1", "5m", ""), [""; 0]);
        assert_eq!(found("10m", "a:b > 1", "20m", "interval: 10m"), [""; 0]);
    }
}
