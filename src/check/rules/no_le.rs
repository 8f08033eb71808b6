//! A quantile of buckets that are not told apart any more.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::{ExprKind, Grouping};

pub(super) const LINT: Lint = Lint {
    code: "query/no-le",
    severity: Severity::Error,
    page: include_str!("pages/no_le.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let ExprKind::Call(call) = &part.kind else {
            return;
        };
        if call.function.name != "histogram_quantile" {
            return;
        }
        let Some(buckets) = call.arguments.get(1) else {
            return;
        };
        let ExprKind::Aggregate(aggregate) = &buckets.bare().kind else {
            return;
        };
        let keeps_le = match &aggregate.grouping {
            None => false,
            Some(Grouping::Only(labels)) => labels.iter().any(|label| label == "le"),
            Some(Grouping::AllBut(labels)) => labels.iter().all(|label| label != "le"),
        };
        if !keeps_le {
            let message = "the buckets have lost `le`, and a quantile of them gives nothing";
            found.push(
                case.in_expr(&LINT, buckets.span, "no `le` any more", message)
                    .hint("keep it: `by (le, …)`"),
            );
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn buckets_keep_what_tells_them_apart() {
        for (sum, wanted) in [
            ("sum by (job) (rate(a_bucket[5m]))", 1),
            ("sum(rate(a_bucket[5m]))", 1),
            ("sum without (le) (rate(a_bucket[5m]))", 1),
            ("sum by (job, le) (rate(a_bucket[5m]))", 0),
            ("sum without (instance) (rate(a_bucket[5m]))", 0),
            ("rate(a_bucket[5m])", 0),
        ] {
            let rules = alert(&format!("histogram_quantile(0.9, {sum}) > 1"), "");
            let pointed = pointed(&LINT, &rules);
            assert_eq!(pointed.len(), wanted, "{sum}");
            assert!(pointed.iter().all(|text| text == sum));
        }
    }
}
