//! What is compared of a run.

use crate::base::Duration;
use crate::drill::Outcome;
use crate::drill::measure::Share;
use crate::report::RunReport;
use crate::report::json::JsonReport;

/// The numbers of one run of one drill.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub(super) drill: String,
    pub(super) outcome: Outcome,
    /// Each with its error.
    pub(super) time_to_detect: Option<(Duration, Duration)>,
    pub(super) time_to_mitigate: Option<(Duration, Duration)>,
    pub(super) p95: Option<(Duration, Duration)>,
    /// Of requests during the fault.
    pub(super) success: Option<Share>,
    pub(super) bad_seconds: Option<u64>,
}

impl Measured {
    /// Those of a run.
    pub fn of(told: &RunReport) -> Self {
        Self::from(&JsonReport::of(told))
    }

    /// Those of a `report.json`.
    ///
    /// # Errors
    /// It is not one.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let report: JsonReport =
            serde_json::from_str(text).map_err(|error| format!("not a report: {error}"))?;
        Ok(Self::from(&report))
    }
}

impl From<&JsonReport> for Measured {
    fn from(report: &JsonReport) -> Self {
        let with_error = |ms: Option<u64>, error: Option<u64>| {
            ms.map(|ms| (Duration::from_ms(ms), Duration::from_ms(error.unwrap_or(0))))
        };
        let service = report.service_during_fault;
        Self {
            drill: report.drill.clone(),
            outcome: report.verdict.outcome,
            time_to_detect: with_error(report.time_to_detect_ms, report.time_to_detect_error_ms),
            time_to_mitigate: with_error(
                report.time_to_mitigate_ms,
                report.time_to_mitigate_error_ms,
            ),
            p95: service.and_then(|service| with_error(service.p95_ms, service.p95_error_ms)),
            success: service.map(|service| Share {
                good: service.answered,
                all: service.requests,
            }),
            bad_seconds: service.map(|service| service.bad_seconds),
        }
    }
}
