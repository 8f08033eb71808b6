//! What follows from labels alone, remembered from one evaluation to the next.
//!
//! Which series belong together does not depend on their values, and most series that come in are
//! those that came in at the evaluation before. So it is worked out once, for as long as the same
//! label sets come in.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bucket::Histogram;
use super::element::Element;
use super::grouping::Group;
use super::matching::Pair;
use super::set::Chosen;
use crate::base::{Labels, Span};
use crate::promql::error::EvalError;

/// What an evaluator remembers of one expression.
#[derive(Debug, Default)]
pub(super) struct Memo {
    pub(super) groups: Remembered<Vec<Group>>,
    pub(super) pairs: Remembered<Vec<Pair>>,
    pub(super) chosen: Remembered<Chosen>,
    pub(super) histograms: Remembered<Vec<Histogram>>,
}

/// What was worked out for some parts of an expression, by where they stand in it.
#[derive(Debug)]
pub(super) struct Remembered<T>(BTreeMap<Span, Known<T>>);

#[derive(Debug)]
struct Known<T> {
    /// The label sets that came in, of one or two operands. They are kept, so that no other set
    /// can take the place of one in memory.
    from: [Vec<Labels>; 2],
    follows: Arc<T>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Remembered<T> {
    /// What follows for this part of the expression from the labels of its operands.
    pub(super) fn of(
        &mut self,
        part: Span,
        operands: [&[Element]; 2],
        work_out: impl FnOnce() -> Result<T, EvalError>,
    ) -> Result<Arc<T>, EvalError> {
        if let Some(known) = self.0.get(&part)
            && known
                .from
                .iter()
                .zip(operands)
                .all(|(from, now)| are(from, now))
        {
            return Ok(known.follows.clone());
        }
        let follows = Arc::new(work_out()?);
        let labels = |vector: &[Element]| vector.iter().map(|e| e.labels.clone()).collect();
        let known = Known {
            from: operands.map(labels),
            follows: follows.clone(),
        };
        self.0.insert(part, known);
        Ok(follows)
    }
}

/// Whether the elements have the very label sets, in their order.
fn are(labels: &[Labels], elements: &[Element]) -> bool {
    labels.len() == elements.len()
        && labels
            .iter()
            .zip(elements)
            .all(|(labels, element)| labels.is_same(&element.labels))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::promql::{Options, Repeated, STALE_NAN, Store, evaluate, parse, parse_series};

    /// Series that come, go, and come again at different times, every ten seconds.
    const SERIES: [&str; 6] = [
        "a{x=\"1\", y=\"1\"} 1 2 3 _ _ _ _ _ _ 4 5 stale _ _ 6 7 8 9",
        "a{x=\"1\", y=\"2\"} _ _ 3 4 5 stale _ _ _ _ _ 6 7 8 9 _ _ _",
        "a{x=\"2\", y=\"1\"} 0+1x18",
        "b{x=\"1\"} 5 stale _ _ 5 6 7 stale _ _ 8 9 9 9 9 9 9 9",
        "h_bucket{x=\"1\", le=\"1\"} _ _ 1 2 3 stale _ _ _ 1 2 3 4 5 6 7 8",
        "h_bucket{x=\"1\", le=\"+Inf\"} 0+3x9 stale _ _ _ 40 50 60 70 80",
    ];

    /// One for each kind of thing that is remembered, some inside others.
    const EXPRESSIONS: [&str; 10] = [
        "sum by (x) (a)",
        "sum without (y) (rate(a[30s]))",
        "topk(1, a)",
        "a / on (x) group_left () b",
        "sum by (x) (a) / on (x) b",
        "sum by (x) (a) > bool on (x) b",
        "a and on (x) b",
        "a unless on (x) b or b",
        "histogram_quantile(0.5, sum by (le) (rate(h_bucket[30s])))",
        "max_over_time(sum by (x) (a)[40s:10s])",
    ];

    #[test]
    fn what_is_remembered_changes_nothing() {
        let options = Options::default();
        for text in EXPRESSIONS {
            let expr = Arc::new(parse(text).unwrap());
            let mut repeated = Repeated::new(expr.clone());
            let mut store = Store::default();
            let series = SERIES.map(|line| parse_series(line).unwrap());
            let (mut answers, mut last) = (Vec::new(), String::new());
            for step in 0..18_usize {
                let at_ms = i64::try_from(step * 10_000).unwrap();
                for (labels, values) in &series {
                    let value = values.get(step).copied().flatten();
                    // A gap is an end: else the look-back would fill it.
                    store.append(labels, at_ms, value.unwrap_or(STALE_NAN));
                }
                let anew = format!("{:?}", evaluate(&expr, &store, at_ms, &options));
                if let Some(again) = repeated.evaluate(&store, at_ms, &options).transpose() {
                    last = format!("{again:?}");
                }
                assert_eq!(last, anew, "{text} at {at_ms}");
                answers.push(anew);
            }
            answers.sort();
            answers.dedup();
            assert!(answers.len() > 2, "{text}: {answers:?}");
        }
    }
}
