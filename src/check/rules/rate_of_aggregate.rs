//! The rate of a sum.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::{Aggregator, Expr, ExprKind, Selector};

pub(super) const LINT: Lint = Lint {
    code: "query/rate-of-aggregate",
    severity: Severity::Error,
    page: include_str!("pages/rate_of_aggregate.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let ExprKind::Call(call) = &part.kind else {
            return;
        };
        let function = call.function.name;
        if !call.function.is_rate() {
            return;
        }
        for argument in call.arguments.iter().map(Expr::bare) {
            let sum = if let ExprKind::Subquery(subquery) = &argument.kind {
                adds_counters(&subquery.inner)
            } else {
                (argument.selector()).is_some_and(|selector| is_recorded_sum(case, selector))
            };
            if sum {
                let message = format!(
                    "`{function}` of a sum takes the restart of one counter for a new beginning of all"
                );
                found.push(
                    case.in_expr(&LINT, argument.span, "a sum of counters", message)
                        .hint(format!("add up afterwards: `sum({function}(…))`")),
                );
            }
        }
    });
    found
}

/// Whether raw counters are added up.
fn adds_counters(expr: &Expr) -> bool {
    let ExprKind::Aggregate(aggregate) = &expr.bare().kind else {
        return false;
    };
    let adds = matches!(aggregate.aggregator, Aggregator::Sum | Aggregator::Avg);
    adds && aggregate.inner.bare().selector().is_some()
}

/// Whether a recording rule adds the counters up.
fn is_recorded_sum(case: &Case<'_>, selector: &Selector) -> bool {
    let Some(metric) = selector.metric() else {
        return false;
    };
    let mut records = case.set.records(metric).peekable();
    records.peek().is_some() && records.all(|record| adds_counters(&record.query.expr))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn counters_are_rated_before_they_are_added_up() {
        let sum = alert("rate(sum by (job) (a_total)[5m:15s]) > 1", "");
        assert_eq!(pointed(&LINT, &sum), ["sum by (job) (a_total)[5m:15s]"]);
        for expr in [
            "sum(rate(a[5m])) > 1",
            "deriv(sum(a)[5m:15s]) > 1",
            "rate(a[5m:15s]) > 1",
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [""; 0], "{expr}");
        }
    }

    #[test]
    fn a_recorded_sum_is_a_sum() {
        let record = "  - {record: 'job:a:sum', expr: sum by (job) (a_total)}\n";
        let rules = alert("rate(job:a:sum[5m]) > 1", record);
        assert_eq!(pointed(&LINT, &rules), ["job:a:sum[5m]"]);
    }
}
