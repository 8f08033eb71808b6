//! Why a label is there, may be there, or cannot be there.

use crate::base::Span;

/// The fragment of an expression that decides about a label, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The fragment, in bytes of the expression's text.
    pub span: Span,
    /// How it decides.
    pub why: Why,
}

/// How a fragment of an expression decides about a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Series have whatever labels they have.
    Series,
    /// Somebody knows whether a metric's series have it.
    Told,
    /// A matcher of a selector asks for it, or that it is missing.
    Matcher,
    /// `by` or `without` of an aggregation names it, or does not.
    Grouping,
    /// An aggregation without `by` and `without` removes all labels.
    Aggregation,
    /// `on` or `ignoring` between operands leaves it out of the result.
    Matching,
    /// An operator or a function drops the metric's name.
    NameDropped,
    /// `histogram_quantile` and its like make one value of all buckets.
    Buckets,
    /// `label_replace` or `label_join` sets or removes it.
    LabelSet,
    /// `count_values` puts the value into it.
    CountValues,
    /// `absent` gives only the labels that `=` matchers fix.
    Absent,
    /// `vector`, `time` and their like have no labels.
    Constant,
}

impl Reason {
    /// A reason at a place.
    pub(super) const fn new(span: Span, why: Why) -> Self {
        Self { span, why }
    }

    /// Why a label is missing, as the end of a sentence: "`by (pod)` removes it".
    pub fn why_missing(self, text: &str) -> String {
        let fragment = text.get(self.span.start..self.span.end).unwrap_or_default();
        let does = match self.why {
            Why::Series => "gives what its series have",
            Why::Told => "never has it",
            Why::Matcher => "asks for series without it",
            Why::Grouping | Why::Aggregation => "removes it",
            Why::Matching => "leaves it out",
            Why::NameDropped => "drops the metric's name",
            Why::Buckets => "makes one value of all buckets",
            Why::LabelSet => "sets it to nothing",
            Why::CountValues => "sets it",
            Why::Absent => "gives only labels that `=` fixes",
            Why::Constant => "has no labels",
        };
        let words: Vec<&str> = fragment.split_whitespace().collect();
        format!("`{}` {does}", words.join(" "))
    }
}

/// Where a label stands in a clause such as `by (pod, job)`; all of the clause if it does not.
pub fn label_in(text: &str, clause: Span, label: &str) -> Span {
    let written = text.get(clause.start..clause.end).unwrap_or_default();
    // The first word may be a label's name, too: `by (by)`.
    let open = written.find('(').unwrap_or(0);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |at: usize| {
        let before = written[..at].chars().next_back();
        let after = written[at + label.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    };
    let mut found = written[open..]
        .match_indices(label)
        .map(|(at, _)| open + at);
    match found.find(|at| whole(*at)) {
        Some(at) if !label.is_empty() => {
            let start = clause.start + at;
            Span::new(start, start + label.len())
        }
        _ => clause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_found_in_its_clause_as_a_whole_word() {
        let text = "sum by (by, pod_name, pod) (x)";
        let clause = Span::new(4, 26);
        let found = |label| label_in(text, clause, label);
        assert_eq!(found("pod"), Span::new(22, 25));
        assert_eq!(found("by"), Span::new(8, 10));
        assert_eq!(found("job"), clause);
    }
}
