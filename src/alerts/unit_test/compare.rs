//! Comparing what was expected with what came.

use super::difference::{Difference, Item, Standing, differences};
use super::{AlertTest, ExpectedAlert, ExpectedSample, QueryTest};
use crate::base::{Duration, Span};

/// One thing that a test expects, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// Where it stands in the file.
    pub span: Span,
    /// Whether alerts or values are looked at.
    pub subject: Subject,
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
    /// Where it is not as expected: one by one, each with its nearest.
    pub differences: Vec<Difference>,
    /// What explains all of it, if anything does.
    pub note: Option<String>,
}

/// What an assertion is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The alerts that fire.
    Alert,
    /// The values of a query.
    Query,
}

/// Compares the alerts that fire; labels and annotations must be the same.
pub(super) fn alerts(
    test: &AlertTest,
    mut got: Vec<ExpectedAlert>,
    pending: &[ExpectedAlert],
) -> Assertion {
    let mut expected = test.expected.clone();
    expected.sort();
    got.sort();
    let passed = expected == got;
    let items = |alerts: &[ExpectedAlert]| alerts.iter().map(Item::alert).collect::<Vec<_>>();
    let (expected, got) = (items(&expected), items(&got));
    Assertion {
        span: test.span,
        subject: Subject::Alert,
        what: test.alertname.clone(),
        at: test.eval_time,
        passed,
        expected: shown(&expected),
        got: shown(&got),
        differences: if passed {
            Vec::new()
        } else {
            differences(expected, got, (Standing::Pending, &items(pending)))
        },
        note: None,
    }
}

/// Compares the values of a query; without `fuzzy` every bit must be the same. `given` are series
/// that come into question where nothing came.
pub(super) fn samples(
    test: &QueryTest,
    mut got: Vec<ExpectedSample>,
    fuzzy: bool,
    given: impl FnOnce() -> Vec<ExpectedSample>,
) -> Assertion {
    let mut expected = test.expected.clone();
    expected.sort_by(|a, b| a.labels.cmp(&b.labels));
    got.sort_by(|a, b| a.labels.cmp(&b.labels));
    let passed = expected.len() == got.len()
        && expected
            .iter()
            .zip(&got)
            .all(|(e, g)| e.labels == g.labels && same(e.value, g.value, fuzzy));
    let items = |samples: &[ExpectedSample]| samples.iter().map(Item::sample).collect::<Vec<_>>();
    Assertion {
        span: test.span,
        subject: Subject::Query,
        what: test.text.clone(),
        at: test.eval_time,
        passed,
        expected: shown(&items(&expected)),
        got: shown(&items(&got)),
        differences: if passed {
            Vec::new()
        } else {
            // What is the same but for a bit is no difference, if that is allowed.
            let twin = |one: &ExpectedSample, others: &[ExpectedSample]| {
                let mut others = others.iter();
                others
                    .any(|other| other.labels == one.labels && same(one.value, other.value, fuzzy))
            };
            let unlike = |some: &[ExpectedSample], others: &[ExpectedSample]| {
                let some = some.iter().filter(|one| !twin(one, others));
                some.map(Item::sample).collect::<Vec<_>>()
            };
            let (missing, surplus) = (unlike(&expected, &got), unlike(&got, &expected));
            let given = if missing.len() > surplus.len() {
                items(&given())
            } else {
                Vec::new()
            };
            differences(missing, surplus, (Standing::Given, &given))
        },
        note: None,
    }
}

fn shown(items: &[Item]) -> Vec<String> {
    items.iter().map(|item| item.shown.clone()).collect()
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
