//! A quantile of each instance alone, where the alert speaks of something larger.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity, Span};
use crate::promql::{Expr, ExprKind, Selector};

pub(super) const LINT: Lint = Lint {
    code: "query/per-instance",
    severity: Severity::Hint,
    page: include_str!("pages/per_instance.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

/// Labels that tell one process from another.
const INSTANCE: [&str; 7] = [
    "instance",
    "pod",
    "pod_name",
    "container",
    "node",
    "host",
    "endpoint",
];

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut calls = Vec::new();
    quantiles(case.expr(), &mut calls);
    let names = if calls.is_empty() {
        Vec::new()
    } else {
        names_read(case)
    };
    if names.is_empty() || names.iter().any(|name| INSTANCE.contains(&&**name)) {
        return Vec::new();
    }
    let message = format!(
        "each instance has a quantile and an alert of its own; the alert speaks of `{}`",
        names.join("`, `")
    );
    let hint = format!(
        "write `sum by (le, {}) (…)` around the buckets",
        names.join(", ")
    );
    let findings = calls.into_iter();
    findings
        .map(|place| {
            case.in_expr(&LINT, place, "for each instance", &*message)
                .hint(&*hint)
        })
        .collect()
}

/// Where the quantiles stand that come into the result one by one, not into an aggregation.
fn quantiles(expr: &Expr, calls: &mut Vec<Span>) {
    if let ExprKind::Call(call) = &expr.kind
        && call.function.name == "histogram_quantile"
    {
        if call.arguments.last().is_some_and(is_unaggregated) {
            calls.push(call.name_span);
        }
    } else if !matches!(expr.kind, ExprKind::Aggregate(_)) {
        expr.parts().for_each(|part| quantiles(part, calls));
    }
}

/// The labels that the alert's annotations read, sorted.
fn names_read(case: &Case<'_>) -> Vec<String> {
    let annotations = case
        .alert()
        .into_iter()
        .flat_map(|alert| &alert.annotations);
    let reads = annotations.flat_map(|(_, template)| template.labels_read());
    let mut names: Vec<String> = reads.map(|read| read.name).collect();
    names.sort();
    names.dedup();
    names
}

/// Whether these are the buckets as they are scraped, or their rates.
fn is_unaggregated(buckets: &Expr) -> bool {
    let buckets = buckets.bare();
    let selector = if let ExprKind::Call(call) = &buckets.kind {
        call.arguments.first().and_then(Expr::selector)
    } else {
        buckets.selector()
    };
    selector.is_some_and(is_scraped)
}

/// Whether a metric is scraped, as far as its name tells: recording rules have colons in theirs.
fn is_scraped(selector: &Selector) -> bool {
    selector
        .metric()
        .is_some_and(|metric| !metric.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    fn found(expr: &str, summary: &str) -> Vec<String> {
        let more = format!("    annotations:\n      summary: '{summary}'\n");
        pointed(&LINT, &alert(expr, &more))
    }

    #[test]
    fn a_quantile_of_each_instance_is_told_where_the_text_speaks_of_more() {
        let expr = "histogram_quantile(0.9, rate(x_bucket[5m])) > 1";
        assert_eq!(
            found(expr, "{{ $labels.service }} is slow"),
            ["histogram_quantile"]
        );
        assert_eq!(
            found(expr, "{{ $labels.service }} {{ $labels.pod }}"),
            [""; 0]
        );
        assert_eq!(found(expr, "slow"), [""; 0]);
        let count = "count by (service) (histogram_quantile(0.9, rate(x_bucket[5m])) > 1) > 3";
        assert_eq!(found(count, "{{ $labels.service }} is slow"), [""; 0]);
        let sum = "histogram_quantile(0.9, sum by (le, service) (rate(x_bucket[5m]))) > 1";
        assert_eq!(found(sum, "{{ $labels.service }} is slow"), [""; 0]);
    }
}
