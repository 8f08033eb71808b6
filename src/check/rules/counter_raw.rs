//! A counter whose value is used as it is.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::{Aggregator, Binary, BinaryOperator, Call, Expr, ExprKind, Selector};
use crate::spec::metrics::{Behaviour, Series};

pub(super) const LINT: Lint = Lint {
    code: "counter/raw",
    severity: Severity::Warning,
    page: include_str!("pages/counter_raw.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut raw = Raw {
        case,
        found: Vec::new(),
    };
    raw.value(case.expr());
    raw.found
}

struct Raw<'a> {
    case: &'a Case<'a>,
    found: Vec<Problem>,
}

impl Raw<'_> {
    /// Looks for counters whose values come through as the value of this expression.
    fn value(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Text(_) => {}
            ExprKind::Selector(selector) | ExprKind::Range(selector, _) => {
                if let Some(name) = selector.metric().filter(|_| self.grows(selector)) {
                    self.tell(expr, name);
                }
            }
            ExprKind::Subquery(subquery) => self.value(&subquery.inner),
            ExprKind::Sign { operand, .. } => self.value(operand),
            ExprKind::Parenthesis(inner) => self.value(inner),
            ExprKind::Aggregate(aggregate) => match aggregate.aggregator {
                Aggregator::Count | Aggregator::Group => self.existence(&aggregate.inner),
                Aggregator::Sum
                | Aggregator::Avg
                | Aggregator::Min
                | Aggregator::Max
                | Aggregator::Stddev
                | Aggregator::Stdvar
                | Aggregator::Topk
                | Aggregator::Bottomk
                | Aggregator::CountValues
                | Aggregator::Quantile => self.value(&aggregate.inner),
            },
            ExprKind::Call(call) => self.call(call),
            ExprKind::Binary(binary) => self.binary(binary),
        }
    }

    /// Looks only for comparisons within an expression of which it matters whether it is there.
    fn existence(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Binary(binary) if !binary.operator.is_set() => self.binary(binary),
            ExprKind::Binary(_)
            | ExprKind::Parenthesis(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Subquery(_)
            | ExprKind::Call(_)
            | ExprKind::Sign { .. } => expr.parts().for_each(|part| self.existence(part)),
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Selector(_)
            | ExprKind::Range(..) => {}
        }
    }

    fn call(&mut self, call: &Call) {
        match call.function.name {
            // These see resets, or do not care for the value.
            "rate" | "irate" | "increase" | "resets" | "changes" | "count_over_time"
            | "present_over_time" | "absent" | "absent_over_time" | "timestamp" | "vector" => {
                call.arguments.iter().for_each(|part| self.existence(part));
            }
            _ => call.arguments.iter().for_each(|part| self.value(part)),
        }
    }

    fn binary(&mut self, binary: &Binary) {
        let (left, right) = (&binary.left, &binary.right);
        match binary.operator {
            BinaryOperator::And => {
                self.value(left);
                self.existence(right);
            }
            BinaryOperator::Unless => {
                // A series that was not there before was born since, and its value is its increase.
                if !is_new(left, right) {
                    self.value(left);
                }
                self.existence(right);
            }
            BinaryOperator::Or
            | BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo
            | BinaryOperator::Power
            | BinaryOperator::Atan2
            | BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Greater
            | BinaryOperator::Less
            | BinaryOperator::GreaterOrEqual
            | BinaryOperator::LessOrEqual => {
                self.value(left);
                self.value(right);
            }
        }
    }

    /// Whether series only grow: by a profile, else by what their names say.
    fn grows(&self, selector: &Selector) -> bool {
        let Some(name) = selector.metric() else {
            return false;
        };
        if let Some(series) = self.case.series(selector) {
            return series.behaviour() == Behaviour::Grows;
        }
        let schema = &self.case.known.schema;
        let varies = |series: Series<'_>| series.behaviour() == Behaviour::Varies;
        let may_vary = name.contains(':')
            || self.case.is_recorded(name)
            || schema.series(name).is_some_and(varies)
            || schema.is_contested(name);
        !may_vary && (name.ends_with("_total") || name.ends_with("_bucket"))
    }

    fn tell(&mut self, expr: &Expr, name: &str) {
        let message =
            format!("`{name}` is a counter, and its value says only how long ago it began");
        let place = self.case.metric_place(expr, name);
        let problem = self
            .case
            .in_expr(&LINT, place, "a counter as it is", message);
        let hint = format!("ask how fast it grows: `rate({name}[5m])`, or `increase({name}[5m])`");
        self.found.push(problem.hint(hint));
    }
}

/// Whether these are series that were not there some time ago: `x unless x offset 5m`.
fn is_new(series: &Expr, before: &Expr) -> bool {
    let (Some(now), Some(then)) = (selector_in(series), selector_in(before)) else {
        return false;
    };
    then.timing.offset_ms > now.timing.offset_ms && now.metric() == then.metric()
}

fn selector_in(expr: &Expr) -> Option<&Selector> {
    match &expr.bare().kind {
        ExprKind::Selector(selector) => Some(selector),
        // `unless` binds as `and` does, so that what else is asked may stand around it.
        ExprKind::Binary(binary) if binary.operator.is_set() => selector_in(&binary.left),
        ExprKind::Binary(_)
        | ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Range(..)
        | ExprKind::Subquery(_)
        | ExprKind::Sign { .. }
        | ExprKind::Aggregate(_)
        | ExprKind::Call(_)
        | ExprKind::Parenthesis(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, by_profiles};
    use super::LINT;

    #[test]
    fn counters_are_not_compared_or_added_up_as_they_are() {
        let pointed = |expr: &str| by_profiles(&LINT, &alert(expr, ""));
        for (expr, name) in [
            ("errors_total > 5", "errors_total"),
            ("http_requests_total > 5", "http_requests_total"),
            ("sum by (a) (errors_total) > 5", "errors_total"),
            ("sum(llm_token_cost_dollars) > 5", "llm_token_cost_dollars"),
            ("avg_over_time(errors_total[5m]) > 5", "errors_total"),
            ("a and sum(errors_total) > 5", "errors_total"),
            ("histogram_quantile(0.9, a_bucket) > 5", "a_bucket"),
            (
                "llm_request_duration_seconds_count > 5",
                "llm_request_duration_seconds_count",
            ),
        ] {
            assert_eq!(pointed(expr), [name], "{expr}");
        }
        for expr in [
            "rate(errors_total[5m]) > 5",
            "increase(errors_total{a=\"b\"}[5m]) > 5",
            "absent(errors_total)",
            "count(errors_total) < 3",
            "changes(errors_total[1h]) > 0",
            "a > 1 unless on (job) errors_total",
            "connected_count > 5",
            "vllm:healthy_pods_total < 2",
            "job:errors_total > 3",
        ] {
            assert_eq!(pointed(expr), [""; 0], "{expr}");
        }
    }

    #[test]
    fn what_a_counter_is_born_with_is_its_increase() {
        let expr = "sum(a_total unless a_total offset 5m and on (job) up offset 5m == 1 or increase(a_total[5m])) > 0";
        assert_eq!(by_profiles(&LINT, &alert(expr, "")), [""; 0]);
    }
}
