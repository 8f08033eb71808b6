//! What is known of the series that an expression selects.

use std::collections::BTreeSet;

use super::Case;
use crate::base::Span;
use crate::check::flow::{Told, Values};
use crate::check::measure::{Measure, of_name};
use crate::promql::{Expr, Selector};
use crate::spec::metrics::{Behaviour, Presence, Series};

impl<'a> Case<'a> {
    /// What profiles tell of the series of a selector; none where a rule writes them, or where
    /// nobody said that the platform exposes them and others use the name, too.
    pub(super) fn series(&self, selector: &Selector) -> Option<Series<'a>> {
        let name = selector.metric()?;
        if self.is_recorded(name) {
            return None;
        }
        let series = self.known.schema.series(name)?;
        let is_meant = self.known.platform_is_named || !series.metric.common;
        is_meant.then_some(series)
    }

    /// Whether a recording rule writes this metric.
    pub(super) fn is_recorded(&self, name: &str) -> bool {
        self.set.records(name).next().is_some()
    }

    /// What the numbers of a metric mean, by a profile or else by its name.
    pub(super) fn measure_of(&self, selector: &Selector) -> Option<Measure> {
        match self.series(selector) {
            Some(series) => Measure::of_metric(series.metric),
            None => of_name(selector.metric()?),
        }
    }

    /// The labels of which it matters whether series have them: those of the metrics of this rule. On a
    /// platform that is named, what no metric of the rule has is known not to be there, too.
    pub(super) fn told_labels(&self) -> BTreeSet<&'a str> {
        let mut labels = BTreeSet::new();
        self.expr().walk(&mut |part| {
            if let Some(series) = part.selector().and_then(|selector| self.series(selector)) {
                labels.extend(series.labels());
            }
        });
        if self.known.platform_is_named && !labels.is_empty() {
            labels.extend(self.known.schema.labels());
        }
        labels
    }

    /// What is known of the series of a selector: their values, and which of these labels they always
    /// have, and which never.
    pub(super) fn told(
        &self,
        selector: &Selector,
        is_rated: bool,
        labels: &BTreeSet<&'a str>,
    ) -> Told<'a> {
        let series = self.series(selector);
        Told {
            values: values(selector, is_rated, series.as_ref()),
            labels: series.map_or_else(Vec::new, |series| presences(&series, labels)),
        }
    }

    /// Where a label's name stands in a part of the expression; the whole part if it is not found.
    pub(super) fn label_place(&self, part: Span, label: &str) -> Span {
        let text = self.text(part);
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        // What stands in quotes is a value.
        let outside = |at: usize| text[..at].matches('"').count().is_multiple_of(2);
        let found = text.match_indices(label).find(|(at, _)| {
            let before = text[..*at].chars().next_back();
            let after = text[at + label.len()..].chars().next();
            let alone = !before.is_some_and(is_word) && !after.is_some_and(is_word);
            alone && outside(*at)
        });
        found.map_or(part, |(at, _)| {
            let start = part.start + at;
            Span::new(start, start + label.len())
        })
    }

    /// Where a metric's name stands in a selector; the whole selector where it is not written plainly.
    pub(super) fn metric_place(&self, selector: &Expr, name: &str) -> Span {
        let text = self.text(selector.span);
        if text.starts_with(name) {
            Span::new(selector.span.start, selector.span.start + name.len())
        } else {
            selector.span
        }
    }
}

/// The values that the series of a selector can have, by its profile, its name, or what is asked.
fn values(selector: &Selector, is_rated: bool, series: Option<&Series<'_>>) -> Values {
    let Some(name) = selector.metric() else {
        return Values::ANYTHING;
    };
    let is_counter = match series {
        Some(series) => series.behaviour() == Behaviour::Grows,
        None => name.ends_with("_total") && !name.contains(':'),
    };
    match name {
        "up" | "probe_success" => Values::between(0.0, 1.0),
        "ALERTS" => Values::only(1.0),
        _ if is_counter || is_rated => Values::COUNTED,
        _ => Values::ANYTHING,
    }
}

/// Which of these labels the series always have, and which never.
fn presences<'a>(series: &Series<'a>, labels: &BTreeSet<&'a str>) -> Vec<(&'a str, bool)> {
    let known = labels.iter().filter_map(|label| match series.label(label) {
        Presence::Always => Some((*label, true)),
        Presence::Never => Some((*label, false)),
        Presence::Sometimes | Presence::Perhaps => None,
    });
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::super::sides_differ::LINT;
    use super::super::testing::{alert, by_profiles};

    #[test]
    fn sides_with_other_labels_by_their_profile_never_match() {
        let pointed = |expr: &str| by_profiles(&LINT, &alert(expr, ""));
        for expr in [
            "rate(llm_hallucination_detected_total[10m]) / rate(llm_requests_total[10m]) > 0.15",
            "rate(llm_provider_errors_total[5m]) / rate(llm_provider_requests_total[5m]) > 0.10",
            "sum by (version) (rate(llm_eval_samples_total[5m])) / rate(llm_requests_total[5m]) > 1",
        ] {
            assert_eq!(pointed(expr), ["/"], "{expr}");
        }
        for expr in [
            "rate(llm_hallucination_detected_total[10m]) / rate(llm_eval_samples_total[10m]) > 0.15",
            "sum by (model) (rate(llm_provider_errors_total[5m])) / sum by (model) (rate(llm_requests_total[5m])) > 0.10",
            "rate(llm_hallucination_detected_total[10m]) / on (model) group_left () sum by (model) (rate(llm_requests_total[10m])) > 0.15",
            "rate(llm_hallucination_detected_total[10m]) / rate(unknown_total[10m]) > 0.15",
        ] {
            assert_eq!(pointed(expr), [""; 0], "{expr}");
        }
    }
}
