//! A quantile of buckets that are not told apart any more.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::check::flow::{Cause, Flow};

pub(super) const LINT: Lint = Lint {
    code: "query/no-le",
    severity: Severity::Error,
    page: include_str!("pages/no_le.md"),
    needs: Needs::Rules,
    judge: Judge::Flow(judge),
};

fn judge(case: &Case<'_>, flow: &Flow<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    flow.walk(&mut |part| {
        let Some(buckets) = part.parts.last() else {
            return;
        };
        let lost = part
            .result
            .deaths
            .iter()
            .find_map(|death| match death.cause {
                Cause::NoBuckets(reason) => Some(reason),
                Cause::Matchers(_)
                | Cause::Clash(_)
                | Cause::Comparison
                | Cause::Disjoint { .. }
                | Cause::Hidden { .. }
                | Cause::AlwaysThere
                | Cause::NoneWanted => None,
            });
        if let Some(lost) = lost {
            let why = lost.why_missing(&case.query().text);
            let message = format!("a quantile of buckets without `le` gives nothing: {why}");
            found.push(
                case.in_expr(&LINT, buckets.expr.span, "no `le` any more", message)
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
            ("max without (instance) (sum by (job) (a_bucket))", 1),
            ("rate(a_bucket{le=\"\"}[5m])", 1),
        ] {
            let rules = alert(&format!("histogram_quantile(0.9, {sum}) > 1"), "");
            let pointed = pointed(&LINT, &rules);
            assert_eq!(pointed.len(), wanted, "{sum}");
            assert!(pointed.iter().all(|text| text == sum));
        }
    }
}
