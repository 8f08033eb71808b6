//! What a Prometheus server can be configured to, as far as it changes an answer.

use crate::base::Duration;

/// Whose answers are given, where versions of Prometheus differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Major {
    /// Those of 2.42: a window holds the sample at its first moment too, and sums of many series
    /// lose what is small.
    Two,
    /// Those of 3.5.
    #[default]
    Three,
}

impl Major {
    /// By how many milliseconds a window and the look-back begin earlier than their first moment,
    /// which they leave out.
    pub(super) const fn earlier_ms(self) -> i64 {
        match self {
            Self::Two => 1,
            Self::Three => 0,
        }
    }
}

/// How a server is configured; the default is that of a Prometheus 3 server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Whose answers are given, where versions of Prometheus differ.
    pub major: Major,
    /// How old a sample may be and still be a series' value (`--query.lookback-delta`).
    pub look_back: Duration,
    /// The step of a subquery that names none: the server's global evaluation interval.
    pub subquery_step: Duration,
    /// Whether metric names are dropped at the end of the evaluation only
    /// (`--enable-feature=promql-delayed-name-removal`).
    pub delayed_name_removal: bool,
    /// How many samples one evaluation may hold (`--query.max-samples`).
    pub sample_limit: usize,
}

impl Options {
    /// How old a sample must be to be no series' value any more, in milliseconds.
    pub(super) fn look_back_ms(&self) -> i64 {
        let look_back = i64::try_from(self.look_back.ms()).unwrap_or(i64::MAX);
        look_back.saturating_add(self.major.earlier_ms())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            major: Major::Three,
            look_back: Duration::from_mins(5),
            subquery_step: Duration::from_mins(1),
            delayed_name_removal: false,
            sample_limit: 50_000_000,
        }
    }
}
