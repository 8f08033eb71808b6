//! One result of one cluster, in the words of every format.

use crate::base::Duration;
use crate::drill::Outcome;
use crate::report::Measured;
use crate::report::words::{one_line, spoken};

/// The heads of the columns.
pub(super) const HEADS: [&str; 6] = [
    "cluster",
    "drill",
    "outcome",
    "time to detect",
    "time to mitigate",
    "first finding",
];

/// One result of one cluster.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    cluster: String,
    pub(super) measured: Measured,
}

impl Row {
    /// A result, from this place if its cluster's name is not enough to tell it by.
    pub(super) fn new(measured: Measured, from: Option<String>) -> Self {
        let place = measured.place.as_deref();
        let place = one_line(place.unwrap_or("a platform that was not seen"));
        let cluster = match from {
            Some(from) => format!("{place} ({})", one_line(&from)),
            None => place,
        };
        Self { cluster, measured }
    }

    pub(super) fn cluster(&self) -> &str {
        &self.cluster
    }

    pub(super) const fn outcome(&self) -> Outcome {
        self.measured.outcome
    }

    /// What rows are sorted by.
    pub(super) fn key(&self) -> (&str, &str, Option<&str>) {
        let Measured { drill, run, .. } = &self.measured;
        (&self.cluster, drill, run.as_deref())
    }

    /// What stands in the columns.
    pub(super) fn cells(&self) -> [String; 6] {
        let measured = &self.measured;
        let time = |length: Option<(Duration, Duration)>| {
            length.map_or_else(|| "–".to_owned(), |(length, _)| spoken(length))
        };
        let finding = measured.finding.as_ref();
        let finding =
            finding.map(|finding| one_line(&format!("{} [{}]", finding.detail, finding.code)));
        [
            self.cluster.clone(),
            one_line(&measured.drill),
            measured.outcome.word().to_owned(),
            time(measured.time_to_detect),
            time(measured.time_to_mitigate),
            finding.unwrap_or_default(),
        ]
    }
}
