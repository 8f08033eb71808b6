//! Numbers of different units that are compared or added.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::alerts::template::Template;
use crate::base::{Problem, Severity};
use crate::check::measure::{Claim, Dimension, Meanings, Measure, SeriesMeaning, claims};
use crate::promql::{Binary, BinaryOperator, Expr, ExprKind, Selector};
use crate::spec::metrics::Part;

pub(super) const LINT: Lint = Lint {
    code: "unit/mismatch",
    severity: Severity::Warning,
    page: include_str!("pages/unit_mismatch.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let known = |selector: &Selector| {
        let counts = if let Some(series) = case.series(selector) {
            matches!(series.part, Part::Bucket | Part::Count)
        } else {
            let name = selector.metric()?;
            name.ends_with("_bucket") || name.ends_with("_count")
        };
        case.measure_of(selector)
            .map(|measure| SeriesMeaning { measure, counts })
    };
    let meanings = Meanings { known: &known };
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        if let ExprKind::Binary(binary) = &part.kind {
            found.extend(mismatch(case, &meanings, part, binary));
        }
    });
    found
}

fn mismatch(
    case: &Case<'_>,
    meanings: &Meanings<'_>,
    whole: &Expr,
    binary: &Binary,
) -> Option<Problem> {
    let (left, right) = (&binary.left, &binary.right);
    let compares = binary.operator.is_comparison();
    let adds = matches!(
        binary.operator,
        BinaryOperator::Add | BinaryOperator::Subtract
    );
    if !compares && !adds {
        return None;
    }
    let of = |side: &Expr| {
        meanings
            .of(side)
            .filter(|measure| !measure.is_rate_of_time())
    };
    match (left.constant(), right.constant()) {
        (Some(limit), None) if compares => {
            limited(case, &of(right)?, right, (limit, left), binary.operator)
        }
        (None, Some(limit)) if compares => {
            limited(case, &of(left)?, left, (limit, right), binary.operator)
        }
        (None, None) => {
            let (mine, theirs) = (of(left)?, of(right)?);
            mine.contradicts(&theirs).then(|| {
                let does = if compares {
                    "compared with"
                } else {
                    "added to"
                };
                let (mine, theirs) = (mine.words(), theirs.words());
                let message = format!("{mine} are {does} {theirs}");
                case.in_expr(&LINT, whole.span, "different units", message)
                    .hint("multiply one side, so that both have the unit of the other")
            })
        }
        (Some(_), _) | (_, Some(_)) => None,
    }
}

/// What is wrong with a limit: what the alert's own texts say of it, or that no share is so large.
fn limited(
    case: &Case<'_>,
    measure: &Measure,
    measured: &Expr,
    (limit, written): (f64, &Expr),
    operator: BinaryOperator,
) -> Option<Problem> {
    let words = measure.words();
    if let Some(claim) = contradiction(case, limit, measure) {
        let text = case.text(measured.span);
        let measured = if text.len() > 60 || text.contains('\n') {
            "this".to_owned()
        } else {
            format!("`{text}`")
        };
        let message = format!(
            "{measured} is in {words}, and the alert's text says `{}`",
            claim.text
        );
        let problem = case.in_expr(&LINT, written.span, &format!("{words} here"), message);
        return Some(problem.hint(remedy(&claim, measure)));
    }
    let is_equality = matches!(operator, BinaryOperator::Equal | BinaryOperator::NotEqual);
    let is_share = measure.of == Dimension::Share && measure.is_told && !is_equality;
    if is_share && limit * measure.scale > 1.0 {
        let whole = measure.scale.recip();
        let message = format!("this is in {words}, and never more than {whole}");
        let problem = case.in_expr(&LINT, written.span, "more than the whole", message);
        let hint = format!(
            "write a limit up to {whole}: 5 per cent are `{}`",
            whole / 20.0
        );
        return Some(problem.hint(hint));
    }
    None
}

/// What the alert's texts say of this limit, where they contradict what the expression computes, and
/// nothing in them agrees with it.
fn contradiction(case: &Case<'_>, limit: f64, measure: &Measure) -> Option<Claim> {
    let texts = case.alert()?.annotations.iter();
    let told = texts.flat_map(|(_, text)| claims(&plain(text)));
    let about: Vec<Claim> = told
        .filter(|claim| claim.is_about(limit, measure))
        .collect();
    let agrees = about.iter().any(|claim| claim.agrees(limit, measure));
    about.into_iter().next().filter(|_| !agrees)
}

/// A text without what a template fills in.
fn plain(template: &Template) -> String {
    let mut rest = template.text();
    let mut plain = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once("{{") {
        plain.push_str(before);
        rest = after.split_once("}}").map_or("", |(_, after)| after);
    }
    plain + rest
}

/// How to make both say the same.
fn remedy(claim: &Claim, measure: &Measure) -> String {
    let by = if let (Some(claimed), Some(per)) = (claim.per, measure.per) {
        claimed / per
    } else {
        measure.scale / claim.unit.map_or(1.0, |(_, scale)| scale)
    };
    if by >= 1.0 {
        format!("multiply what is compared by {by}, or divide the limit by it")
    } else {
        format!(
            "divide what is compared by {}, or multiply the limit by it",
            by.recip()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, by_profiles};
    use super::LINT;

    fn told(expr: &str, summary: &str) -> Vec<String> {
        let more = format!("    annotations: {{summary: \"{summary}\"}}\n");
        by_profiles(&LINT, &alert(expr, &more))
    }

    #[test]
    fn a_rate_is_per_second_whatever_the_summary_says() {
        let cost = "sum(rate(llm_token_cost_dollars[5m])) by (tenant) > 0.50";
        assert_eq!(
            told(
                cost,
                "Token spend exceeds $0.50/min for {{ $labels.tenant }}"
            ),
            ["0.50"]
        );
        assert_eq!(told(cost, "Token spend exceeds $0.50 per second"), [""; 0]);
        let minute = "sum(rate(llm_token_cost_dollars[5m])) by (tenant) * 60 > 0.50";
        assert_eq!(told(minute, "Token spend exceeds $0.50/min"), [""; 0]);
        let increase = "sum(increase(llm_token_cost_dollars[5m])) > 3";
        assert_eq!(told(increase, "more than $3 per minute"), ["3"]);
        assert_eq!(
            told("rate(llm_tokens_total[5m]) > 100", "100 tokens per minute"),
            ["100"]
        );
    }

    #[test]
    fn milliseconds_are_no_seconds() {
        let quantile = |metric: &str, limit: &str| {
            format!("histogram_quantile(0.95, sum by (le) (rate({metric}_bucket[5m]))) > {limit}")
        };
        let kong = |limit: &str, text: &str| {
            told(&quantile("kong_ai_llm_provider_latency_ms", limit), text)
        };
        assert_eq!(kong("5", "p95 exceeds 5s"), ["5"]);
        assert_eq!(kong("5000", "p95 exceeds 5s"), [""; 0]);
        let ours =
            |limit: &str, text: &str| told(&quantile("llm_request_duration_seconds", limit), text);
        assert_eq!(ours("500", "p95 exceeds 500 ms"), ["500"]);
        assert_eq!(
            ours("5", "p95 exceeds 5s within the last 5 minutes"),
            [""; 0]
        );
        assert_eq!(
            told("a_milliseconds > b_seconds", ""),
            ["a_milliseconds > b_seconds"]
        );
        assert_eq!(told("a_milliseconds > b_seconds * 1000", ""), [""; 0]);
        assert_eq!(told("a_bytes > b_bytes * 0.8", ""), [""; 0]);
    }

    #[test]
    fn a_share_is_at_most_one() {
        assert_eq!(told("llm_rollout_share > 5", ""), ["5"]);
        assert_eq!(told("llm_rollout_share > 0.05", "more than 5%"), [""; 0]);
        let errors = "sum(rate(a_total[5m])) / sum(rate(b_total[5m])) > 5";
        assert_eq!(told(errors, "twice as many"), [""; 0]);
        let share =
            "sum(rate(llm_provider_errors_total[5m])) / sum(rate(llm_requests_total[5m])) > 5";
        assert_eq!(told(share, "more than 5% fail"), ["5"]);
    }
}
