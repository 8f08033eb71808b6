//! A label that a metric does not have.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity, Span, closest};
use crate::promql::{Aggregate, Expr, ExprKind, Grouping, MatchOperator, Selector};
use crate::spec::metrics::{Presence, Series};

pub(super) const LINT: Lint = Lint {
    code: "series/unknown-label",
    severity: Severity::Warning,
    page: include_str!("pages/unknown_label.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        if let Some(selector) = part.selector()
            && let Some(series) = case.series(selector)
        {
            for matcher in &selector.matchers {
                // Who asks that a label is missing knows that it is.
                let asks_for_none =
                    matcher.operator == MatchOperator::Equal && matcher.value.is_empty();
                if !asks_for_none {
                    found.extend(unknown(case, &series, &matcher.name, part.span));
                }
            }
        }
        if let ExprKind::Aggregate(aggregate) = &part.kind {
            found.extend(grouped(case, aggregate));
        }
    });
    found
}

/// The labels of `by` that the series do not have.
fn grouped(case: &Case<'_>, aggregate: &Aggregate) -> Vec<Problem> {
    let (Some(Grouping::Only(labels)), Some(place), Some(selector)) = (
        &aggregate.grouping,
        aggregate.grouping_span,
        source(&aggregate.inner),
    ) else {
        return Vec::new();
    };
    let Some(series) = case.series(selector) else {
        return Vec::new();
    };
    let labels = labels.iter();
    labels
        .filter_map(|label| unknown(case, &series, label, place))
        .collect()
}

/// The selector from which an expression has its labels, if it changes none of them.
fn source(expr: &Expr) -> Option<&Selector> {
    match &expr.kind {
        ExprKind::Selector(selector) | ExprKind::Range(selector, _) => Some(selector),
        ExprKind::Parenthesis(inner) => source(inner),
        ExprKind::Sign { operand, .. } => source(operand),
        ExprKind::Subquery(subquery) => source(&subquery.inner),
        ExprKind::Call(call) => {
            let name = call.function.name;
            let keeps = matches!(
                name,
                "rate" | "irate" | "increase" | "delta" | "idelta" | "deriv" | "resets" | "changes"
            );
            let keeps = keeps || name.ends_with("_over_time") && !name.starts_with("absent");
            keeps
                .then(|| call.arguments.last().and_then(source))
                .flatten()
        }
        ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Binary(_) | ExprKind::Aggregate(_) => {
            None
        }
    }
}

fn unknown(case: &Case<'_>, series: &Series<'_>, label: &str, part: Span) -> Option<Problem> {
    let nearest = closest(label, series.labels());
    let is_wrong = match series.label(label) {
        Presence::Always | Presence::Sometimes => false,
        Presence::Perhaps => nearest.is_some(),
        Presence::Never => nearest.is_some() || case.known.platform_is_named,
    };
    if !is_wrong {
        return None;
    }
    let place = case.label_place(part, label);
    let profile = &series.profiles[0];
    let message = format!("by profile `{profile}`, this metric has no label `{label}`");
    let problem = case.in_expr(&LINT, place, "no such label", message);
    let labels: Vec<&str> = series.labels().collect();
    Some(problem.hint(match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if labels.is_empty() => "it has none but those of its target".to_owned(),
        None => format!(
            "its labels are `{}`, and those of its target",
            labels.join("`, `")
        ),
    }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, by_profiles, in_platform};
    use super::LINT;

    #[test]
    fn matchers_and_groupings_name_labels_that_exist() {
        let pointed = |expr: &str| by_profiles(&LINT, &alert(expr, ""));
        assert_eq!(
            pointed(r#"rate(llm_requests_total{stats="error"}[5m]) > 1"#),
            ["stats"]
        );
        assert_eq!(
            pointed("sum by (tenant, modl) (rate(llm_requests_total[5m])) > 1"),
            ["modl"]
        );
        assert_eq!(
            pointed("sum(rate(llm_requests_total[5m])) by (modl) > 1"),
            ["modl"]
        );
        assert_eq!(
            pointed(r#"rate(llm_requests_total{namespace="ai"}[5m]) > 1"#),
            [""; 0]
        );
        assert_eq!(pointed(r#"llm_circuit_breaker_open{modl=""} > 0"#), [""; 0]);
    }

    #[test]
    fn a_label_like_no_other_is_only_told_of_where_the_platform_is_named() {
        let rules = alert(r#"rate(llm_requests_total{colour="red"}[5m]) > 1"#, "");
        assert_eq!(by_profiles(&LINT, &rules), [""; 0]);
        assert_eq!(in_platform(&LINT, &rules), ["colour"]);
    }
}
