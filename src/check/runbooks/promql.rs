//! PromQL is PromQL, and of metrics that somebody exports.

use super::codes;
use super::metrics::Metrics;
use super::script::{Calls, Spot};
use super::told::Told;
use super::wrong::Wrong;
use crate::base::Span;
use crate::promql::{self, Selector};
use crate::spec::Runbook;
use crate::spec::runbook::Language;

/// Blocks of PromQL: expressions with empty lines between them.
pub(super) fn check(runbook: &Runbook, metrics: &Metrics, told: &mut Told) {
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
pub(super) fn check_calls(calls: &Calls<'_>, metrics: &Metrics, told: &mut Told) {
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
fn wrong_with(text: &str, metrics: &Metrics) -> Vec<(&'static str, Wrong)> {
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
        if let Some(name) = name.filter(|name| !metrics.has(name)) {
            let hint = metrics.nearest(name).map_or_else(
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
}
