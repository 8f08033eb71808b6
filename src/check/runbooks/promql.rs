//! PromQL is PromQL, and of metrics that somebody exports.

use std::collections::BTreeSet;

use super::codes;
use super::script::{Calls, Spot};
use super::told::Told;
use super::wrong::Wrong;
use crate::base::{Span, closest};
use crate::promql::{self, Selector};
use crate::spec::Runbook;
use crate::spec::runbook::Language;

/// Metrics that Prometheus makes by itself.
const PROMETHEUS: [&str; 6] = [
    "ALERTS",
    "ALERTS_FOR_STATE",
    "scrape_duration_seconds",
    "scrape_samples_post_metric_relabeling",
    "scrape_samples_scraped",
    "up",
];

/// What a histogram is selected as.
const OF_HISTOGRAM: [&str; 3] = ["_bucket", "_count", "_sum"];

/// Blocks of PromQL: expressions with empty lines between them.
pub(super) fn check(runbook: &Runbook, metrics: &BTreeSet<String>, told: &mut Told) {
    for spot in Spot::all(runbook) {
        if spot.snippet.kind() != Some(Language::Promql) {
            continue;
        }
        for (at, text) in expressions(&spot.snippet.text) {
            for (code, wrong) in wrong_with(text, metrics) {
                let span = wrong.span.shifted(at);
                told.wrong(code, spot, Wrong { span, ..wrong }, "here");
            }
        }
    }
}

/// What is sent to Prometheus as `query=…`.
pub(super) fn check_calls(calls: &Calls<'_>, metrics: &BTreeSet<String>, told: &mut Told) {
    for (spot, curl) in &calls.curl {
        for (word, from) in curl.queries.iter().filter(|(word, _)| word.is_known()) {
            for (code, wrong) in wrong_with(&word.text[*from..], metrics) {
                let span = word.place(wrong.span.shifted(*from));
                told.wrong(code, *spot, Wrong { span, ..wrong }, "here");
            }
        }
    }
}

/// The expressions of a block, each with where it begins.
fn expressions(text: &str) -> Vec<(usize, &str)> {
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            found.push((start, &text[start..at]));
            start = at + line.len();
        }
        at += line.len();
    }
    found.push((start, &text[start..]));
    let says_something = |text: &str| {
        text.lines()
            .any(|line| !line.trim().is_empty() && !line.trim().starts_with('#'))
    };
    found.retain(|(_, text)| says_something(text));
    found
}

/// What is wrong with an expression.
fn wrong_with(text: &str, metrics: &BTreeSet<String>) -> Vec<(&'static str, Wrong)> {
    let expr = match promql::parse(text) {
        Ok(expr) => expr,
        Err(error) => {
            let hint = error
                .hint
                .unwrap_or_else(|| "try the expression in Prometheus' own page".to_owned());
            return vec![(codes::PROMQL, Wrong::new(error.span, error.message, hint))];
        }
    };
    let mut found = Vec::new();
    expr.walk(&mut |part| {
        let name = part.selector().and_then(Selector::metric);
        if let Some(name) = name.filter(|name| !is_known(name, metrics)) {
            let names = metrics.iter().map(String::as_str).chain(PROMETHEUS);
            let hint = closest(name, names).map_or_else(
                || "name one that the platform exports: see the rules and `profiles/`".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            let at = text[part.span.start..part.span.end].find(name).unwrap_or(0);
            let start = part.span.start + at;
            let span = Span::new(start, start + name.len());
            let wrong = Wrong::new(span, format!("nobody exports a metric `{name}`"), hint);
            found.push((codes::UNKNOWN_METRIC, wrong));
        }
    });
    found
}

fn is_known(name: &str, metrics: &BTreeSet<String>) -> bool {
    let of_family = || {
        let base = OF_HISTOGRAM.iter().find_map(|end| name.strip_suffix(end))?;
        let mut family = OF_HISTOGRAM.iter().map(|end| format!("{base}{end}"));
        Some(metrics.contains(base) || family.any(|name| metrics.contains(&name)))
    };
    metrics.contains(name) || PROMETHEUS.contains(&name) || of_family().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_stand_between_empty_lines() {
        let text = "# of callers\nup\n  == 0\n\n\nsum(up)\n# the end\n\n# nothing\n";
        let found = expressions(text);
        assert_eq!(found[0].1, "# of callers\nup\n  == 0\n");
        assert_eq!(
            found[1],
            (text.find("sum").unwrap(), "sum(up)\n# the end\n")
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_histogram_is_known_by_any_of_its_parts() {
        let metrics = BTreeSet::from(["a_seconds_bucket".to_owned()]);
        assert!(is_known("a_seconds_count", &metrics));
        assert!(!is_known("b_seconds_count", &metrics));
        assert!(is_known("up", &metrics));
    }
}
