//! A metric that the platform does not expose.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::spec::metrics::{MetricType, Schema};

pub(super) const LINT: Lint = Lint {
    code: "series/unknown-metric",
    severity: Severity::Warning,
    page: include_str!("pages/unknown_metric.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let Some(name) = part.selector().and_then(|selector| selector.metric()) else {
            return;
        };
        let schema = &case.known.schema;
        let is_known = schema.series(name).is_some() || schema.is_contested(name);
        if is_known || case.is_recorded(name) {
            return;
        }
        let Some((message, hint)) = missing(name, schema, case.known.platform_is_named) else {
            return;
        };
        let place = case.metric_place(part, name);
        found.push(
            case.in_expr(&LINT, place, "no such metric", message)
                .hint(hint),
        );
    });
    found
}

/// What is wrong with an unknown name, if something certainly is, and what to do.
fn missing(name: &str, schema: &Schema, platform_is_named: bool) -> Option<(String, String)> {
    if let Some(metric) = schema.metric(name)
        && metric.kind == MetricType::Histogram
        && !metric.common
    {
        let message = format!("the histogram `{name}` has no series of its own name");
        let hint = format!("write `{name}_bucket`, `{name}_sum` or `{name}_count`");
        return Some((message, hint));
    }
    if let Some(profile) = schema.family(name) {
        let message = format!("profile `{profile}` knows no metric `{name}`");
        let nearest = schema.nearest(name);
        return match nearest {
            Some(nearest) => Some((message, format!("did you mean `{nearest}`?"))),
            None => platform_is_named.then(|| {
                let hint = format!("add it to the profile `{profile}` if it exists");
                (message, hint)
            }),
        };
    }
    let other = other_ending(name, schema)?;
    let message = format!("there is no metric `{name}`");
    Some((message, format!("did you mean `{other}`?")))
}

/// The same name with or without `_total`, if that is a metric's.
fn other_ending(name: &str, schema: &Schema) -> Option<String> {
    let other = match name.strip_suffix("_total") {
        Some(base) => base.to_owned(),
        None => format!("{name}_total"),
    };
    let series = schema.series(&other)?;
    (!series.metric.common).then_some(other)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, by_profiles, in_platform};
    use super::LINT;

    #[test]
    fn a_name_of_a_known_family_is_looked_up() {
        let pointed = |expr: &str| by_profiles(&LINT, &alert(expr, ""));
        assert_eq!(
            pointed("rate(llm_request_total[5m]) > 1"),
            ["llm_request_total"]
        );
        assert_eq!(pointed("rate(llm_requests_total[5m]) > 1"), [""; 0]);
        assert_eq!(pointed("rate(app_request_total[5m]) > 1"), [""; 0]);
        assert_eq!(
            pointed("sum(rate(llm_request_duration_seconds[5m])) > 1"),
            ["llm_request_duration_seconds"]
        );
        assert_eq!(
            pointed("rate(litellm_spend_metric[5m]) > 1"),
            ["litellm_spend_metric"]
        );
    }

    #[test]
    fn a_name_like_no_other_is_only_told_of_where_the_platform_is_named() {
        let rules = alert("llm_weather_forecast > 1", "");
        assert_eq!(by_profiles(&LINT, &rules), [""; 0]);
        assert_eq!(in_platform(&LINT, &rules), ["llm_weather_forecast"]);
    }
}
