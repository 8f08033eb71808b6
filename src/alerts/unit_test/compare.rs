//! Comparing what was expected with what came.

use super::{AlertTest, ExpectedAlert, ExpectedSample, QueryTest};
use crate::base::{Duration, Span};

/// One thing that a test expects, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// Where it stands in the file.
    pub span: Span,
    /// What is looked at: the alert's name or the query.
    pub what: String,
    /// When, since the first value.
    pub at: Duration,
    /// Whether it is as expected.
    pub passed: bool,
    /// What was expected, one line each, sorted.
    pub expected: Vec<String>,
    /// What came, one line each, sorted.
    pub got: Vec<String>,
}

/// Compares the alerts that fire; labels and annotations must be the same.
pub(super) fn alerts(test: &AlertTest, mut got: Vec<ExpectedAlert>) -> Assertion {
    let mut expected = test.expected.clone();
    expected.sort();
    got.sort();
    let shown = |alerts: &[ExpectedAlert]| -> Vec<String> {
        let line = |alert: &ExpectedAlert| format!("{} {}", alert.labels, alert.annotations);
        alerts.iter().map(line).collect()
    };
    Assertion {
        span: test.span,
        what: test.alertname.clone(),
        at: test.eval_time,
        passed: expected == got,
        expected: shown(&expected),
        got: shown(&got),
    }
}

/// Compares the values of a query; without `fuzzy` every bit must be the same.
pub(super) fn samples(test: &QueryTest, mut got: Vec<ExpectedSample>, fuzzy: bool) -> Assertion {
    let mut expected = test.expected.clone();
    expected.sort_by(|a, b| a.labels.cmp(&b.labels));
    got.sort_by(|a, b| a.labels.cmp(&b.labels));
    let passed = expected.len() == got.len()
        && expected
            .iter()
            .zip(&got)
            .all(|(e, g)| e.labels == g.labels && same(e.value, g.value, fuzzy));
    let shown = |samples: &[ExpectedSample]| -> Vec<String> {
        let line = |sample: &ExpectedSample| format!("{} {}", sample.labels, sample.value);
        samples.iter().map(line).collect()
    };
    Assertion {
        span: test.span,
        what: test.text.clone(),
        at: test.eval_time,
        passed,
        expected: shown(&expected),
        got: shown(&got),
    }
}

#[expect(
    clippy::float_cmp,
    reason = "promtool compares bits, or lets the last one differ; the choice is the test's"
)]
fn same(expected: f64, got: f64, fuzzy: bool) -> bool {
    let near = [expected, expected.next_up(), expected.next_down()];
    (expected.is_nan() && got.is_nan()) || got == expected || (fuzzy && near.contains(&got))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_the_same_bit_by_bit_or_but_for_the_last_one() {
        assert!(same(3.0, 3.0, false));
        assert!(same(f64::NAN, f64::NAN, false));
        assert!(!same(3.0, 2.999_999_999_999_999_6, false));
        assert!(same(3.0, 2.999_999_999_999_999_6, true));
        assert!(same(3.0, 3.000_000_000_000_000_4, true));
        assert!(!same(3.0, 3.000_000_000_000_001_3, true));
    }
}
