//! Whether something changed by so much that it matters.

use super::Measured;
use crate::base::{Duration, Ratio};
use crate::drill::Outcome;
use crate::report::words::spoken;

/// Seconds that the count of bad ones may be off, at its two ends.
const BAD_SECONDS_ERROR: f64 = 1.0;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Same,
    Better,
    Worse,
    /// It is only in the newer run.
    New,
}

impl Change {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Better => "better",
            Self::Worse => "WORSE",
            Self::New => "new",
        }
    }
}

/// One thing of one drill, then and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) drill: String,
    pub(super) what: &'static str,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) change: Change,
}

/// A value and its error; lower is better.
#[derive(Clone, Copy, Debug)]
struct Value {
    value: f64,
    error: f64,
}

pub(super) fn rows(
    drill: &str,
    before: Option<&Measured>,
    after: Option<&Measured>,
    tolerance: Ratio,
) -> Vec<Row> {
    let row = |what, before: String, after: String, change| Row {
        drill: drill.to_owned(),
        what,
        before,
        after,
        change,
    };
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (Some(before), None) => {
            let was = before.outcome.word().to_owned();
            return vec![row("outcome", was, "missing".to_owned(), Change::Worse)];
        }
        (None, after) => {
            let is = after.map_or("missing", |after| after.outcome.word());
            return vec![row("outcome", "–".to_owned(), is.to_owned(), Change::New)];
        }
    };
    let judge = |before, after| changed(before, after, tolerance.as_f64());
    let time = |what, was: Option<(Duration, Duration)>, is: Option<(Duration, Duration)>| {
        let change = judge(was.map(length), is.map(length));
        row(what, told(was), told(is), change)
    };
    vec![
        row(
            "outcome",
            before.outcome.word().to_owned(),
            after.outcome.word().to_owned(),
            outcome(before.outcome, after.outcome),
        ),
        time(
            "time to detect",
            before.time_to_detect,
            after.time_to_detect,
        ),
        time(
            "time to mitigate",
            before.time_to_mitigate,
            after.time_to_mitigate,
        ),
        row(
            "bad seconds",
            count(before.bad_seconds),
            count(after.bad_seconds),
            judge(before.bad_seconds.map(bad), after.bad_seconds.map(bad)),
        ),
        row(
            "answered",
            share(before),
            share(after),
            judge(before.success.map(failed), after.success.map(failed)),
        ),
        time("p95", before.p95, after.p95),
    ]
}

/// By more than the tolerance, and by more than both errors. What was measured once and is not any
/// more is worse.
fn changed(before: Option<Value>, after: Option<Value>, tolerance: f64) -> Change {
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (Some(_), None) => return Change::Worse,
        (None, Some(_)) => return Change::Better,
        (None, None) => return Change::Same,
    };
    let errors = before.error + after.error;
    let beyond = |low: f64, high: f64| high > low * (1.0 + tolerance) && high - low > errors;
    if beyond(before.value, after.value) {
        Change::Worse
    } else if beyond(after.value, before.value) {
        Change::Better
    } else {
        Change::Same
    }
}

fn outcome(before: Outcome, after: Outcome) -> Change {
    match after.cmp(&before) {
        std::cmp::Ordering::Greater => Change::Worse,
        std::cmp::Ordering::Equal => Change::Same,
        std::cmp::Ordering::Less => Change::Better,
    }
}

fn length((length, error): (Duration, Duration)) -> Value {
    Value {
        value: length.secs_f64(),
        error: error.secs_f64(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "seconds of a run")]
fn bad(seconds: u64) -> Value {
    Value {
        value: seconds as f64,
        error: BAD_SECONDS_ERROR,
    }
}

/// The share that was not answered.
fn failed(success: crate::drill::measure::Share) -> Value {
    Value {
        value: 1.0 - success.value(),
        error: success.error(),
    }
}

fn told(length: Option<(Duration, Duration)>) -> String {
    length.map_or_else(
        || "never".to_owned(),
        |(length, error)| format!("{} ± {}", spoken(length), spoken(error)),
    )
}

fn count(count: Option<u64>) -> String {
    count.map_or_else(|| "–".to_owned(), |count| count.to_string())
}

fn share(measured: &Measured) -> String {
    measured.success.map_or_else(
        || "–".to_owned(),
        |share| {
            format!(
                "{:.2}% ± {:.2}%",
                share.value() * 100.0,
                share.error() * 100.0
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_counts_beyond_the_tolerance_and_beyond_the_errors() {
        let value = |value, error| Some(Value { value, error });
        let changed = |before, after| changed(before, after, 0.2);
        assert_eq!(changed(value(100.0, 1.0), value(119.0, 1.0)), Change::Same);
        assert_eq!(changed(value(100.0, 1.0), value(121.0, 1.0)), Change::Worse);
        assert_eq!(
            changed(value(100.0, 15.0), value(121.0, 15.0)),
            Change::Same
        );
        assert_eq!(
            changed(value(121.0, 1.0), value(100.0, 1.0)),
            Change::Better
        );
        assert_eq!(changed(value(0.0, 0.0), value(0.1, 0.01)), Change::Worse);
        assert_eq!(changed(value(1.0, 0.0), None), Change::Worse);
        assert_eq!(changed(None, value(1.0, 0.0)), Change::Better);
        assert_eq!(changed(None, None), Change::Same);
    }

    #[test]
    fn an_outcome_that_is_worse_in_the_order_of_exit_codes_is_worse() {
        assert_eq!(outcome(Outcome::Pass, Outcome::Inconclusive), Change::Worse);
        assert_eq!(outcome(Outcome::Fail, Outcome::Fail), Change::Same);
        assert_eq!(outcome(Outcome::Fail, Outcome::Pass), Change::Better);
    }
}
