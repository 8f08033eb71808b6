//! An alert whose expression is always there.

use super::lint::{Judge, Lint, Needs};
use super::{Case, RuleSet};
use crate::base::{Problem, Severity, Span};
use crate::promql::{Binary, BinaryOperator, Call, Expr, ExprKind, Selector};

pub(super) const LINT: Lint = Lint {
    code: "alert/no-condition",
    severity: Severity::Error,
    page: include_str!("pages/no_condition.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

/// How many recording rules are followed to the metrics that they are made of.
const RECORDS_MOST: usize = 8;

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let expr = case.expr().bare();
    if case.alert().is_none() || is_heartbeat(expr) {
        return Vec::new();
    }
    let Some(part) = Presence::new(case.set).always(expr, RECORDS_MOST) else {
        return Vec::new();
    };
    let message = if part == expr.span {
        "the alert has no condition: it fires for every series that there is"
    } else {
        "this side of the `or` is always there, and so the alert always fires"
    };
    vec![
        case.in_expr(&LINT, part, "always there", message)
            .hint("compare it with a limit, as in `… > 0.05`"),
    ]
}

/// `vector(1)` or `1`: an alert that is meant to fire always, so that its silence is noticed.
fn is_heartbeat(expr: &Expr) -> bool {
    let kind = &expr.bare().kind;
    let is_vector = matches!(kind, ExprKind::Call(call) if call.function.name == "vector");
    is_vector || matches!(kind, ExprKind::Number(_))
}

/// Whether an expression is there whatever its value is.
pub(super) struct Presence<'a> {
    set: &'a RuleSet,
}

impl<'a> Presence<'a> {
    /// Where recording rules are looked up.
    pub(super) const fn new(set: &'a RuleSet) -> Self {
        Self { set }
    }

    /// Whether an expression certainly is there, whatever its value is.
    pub(super) fn is_always(&self, expr: &Expr) -> bool {
        self.always(expr, RECORDS_MOST).is_some()
    }

    /// The part that is always there and makes the whole so, where that is certain.
    fn always(&self, expr: &Expr, records: usize) -> Option<Span> {
        match &expr.kind {
            ExprKind::Number(_) => Some(expr.span),
            ExprKind::Text(_) | ExprKind::Range(..) => None,
            ExprKind::Selector(selector) => self.is_steady(selector, records).then_some(expr.span),
            ExprKind::Subquery(subquery) => self.always(&subquery.inner, records),
            ExprKind::Sign { operand, .. } => self.whole(expr, &[operand], records),
            ExprKind::Parenthesis(inner) => self.always(inner, records),
            ExprKind::Aggregate(aggregate) => self.whole(expr, &[&aggregate.inner], records),
            ExprKind::Binary(binary) => self.binary(expr, binary, records),
            ExprKind::Call(call) => self.call(expr, call, records),
        }
    }

    fn binary(&self, expr: &Expr, binary: &Binary, records: usize) -> Option<Span> {
        let (left, right) = (&binary.left, &binary.right);
        if binary.operator == BinaryOperator::Or {
            let left = self.always(left, records);
            return left.or_else(|| self.always(right, records));
        }
        let filters = binary.operator.is_comparison() && !binary.returns_bool;
        if filters || binary.operator == BinaryOperator::Unless {
            return None;
        }
        self.whole(expr, &[left, right], records)
    }

    /// The whole, if all of its parts are always there.
    fn whole(&self, expr: &Expr, parts: &[&Expr], records: usize) -> Option<Span> {
        let mut parts = parts.iter();
        parts
            .all(|part| self.always(part, records).is_some())
            .then_some(expr.span)
    }

    fn call(&self, expr: &Expr, call: &Call, records: usize) -> Option<Span> {
        let name = call.function.name;
        match name {
            "absent" | "absent_over_time" => return None,
            "vector" | "time" | "scalar" => return Some(expr.span),
            _ => {}
        }
        let Some(argument) = call.arguments.iter().find(|part| !is_constant(part)) else {
            return Some(expr.span);
        };
        // Whoever computes with a value means the value, and not that the series is there.
        let computes = !name.ends_with("_over_time") && !name.starts_with("label_");
        let argument = argument.bare();
        if computes && argument.selector().is_some_and(means_values) {
            return Some(expr.span);
        }
        self.whole(expr, &[argument], records)
    }

    /// Whether the series of a selector are there whatever happens. Most may well be there only when
    /// something is wrong, as those that tell why a container waits.
    fn is_steady(&self, selector: &Selector, records: usize) -> bool {
        let Some(metric) = selector.metric() else {
            return false;
        };
        let is_counter = ["_total", "_count", "_sum", "_bucket"]
            .iter()
            .any(|end| metric.ends_with(end));
        if is_counter || matches!(metric, "up" | "probe_success") {
            return true;
        }
        let mut definitions = self.set.records(metric).peekable();
        records > 0
            && definitions.peek().is_some()
            && definitions.all(|record| self.always(&record.query.expr, records - 1).is_some())
    }
}

/// Whether a series of this selector has values worth computing with; what Prometheus writes about
/// alerts is there only while they are.
fn means_values(selector: &Selector) -> bool {
    selector
        .metric()
        .is_some_and(|metric| !metric.starts_with("ALERTS"))
}

fn is_constant(expr: &Expr) -> bool {
    matches!(expr.bare().kind, ExprKind::Number(_) | ExprKind::Text(_))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn what_is_always_there_is_no_condition() {
        for expr in [
            "rate(errors_total[5m])",
            "sum by (job) (rate(errors_total[5m])) / sum by (job) (rate(requests_total[5m]))",
            "errors_total",
            "rate(a[5m]) > bool 3",
            "time() - 5",
            "abs(temperature)",
            "histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))",
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [expr]);
        }
        let either = alert("a > 1 or vector(0)", "");
        assert_eq!(pointed(&LINT, &either), ["vector(0)"]);
    }

    #[test]
    fn a_condition_may_be_that_something_is_there() {
        for expr in [
            "up == 0",
            "vector(1)",
            "1",
            "absent(up{job=\"a\"})",
            "kube_node_spec_taint{key=\"broken\"}",
            "count by (node) (kube_node_spec_taint{key=\"broken\"})",
            "a unless b",
            "rate(a[5m]) and on (job) b > 1",
            "count(rate(a[5m]) > 3) by (job)",
            "max_over_time((a > 1)[5m:1m])",
            "ALERTS{alertname=\"B\"}",
            "changes(ALERTS{alertname=\"B\"}[5m])",
            "job:errors:ratio",
        ] {
            assert_eq!(pointed(&LINT, &alert(expr, "")), [""; 0], "{expr}");
        }
    }

    #[test]
    fn a_recorded_condition_is_a_condition() {
        let rules = |expr: &str| {
            format!(
                "{}\n  - {{record: 'job:errors', expr: '{expr}'}}\n",
                alert("job:errors", "")
            )
        };
        assert_eq!(pointed(&LINT, &rules("rate(a[5m])")), ["job:errors"]);
        assert_eq!(pointed(&LINT, &rules("rate(a[5m]) > 1")), [""; 0]);
    }
}
