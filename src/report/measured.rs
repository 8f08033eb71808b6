//! What is compared of a run, and set beside other clusters' runs.

use super::RunReport;
use super::json::JsonReport;
use crate::base::Duration;
use crate::drill::Outcome;
use crate::drill::measure::Share;
use crate::drill::verdict::Finding;

/// The numbers of one run of one drill.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    pub(super) drill: String,
    /// The run's name; none if it had none yet.
    pub(super) run: Option<String>,
    /// Where it ran, in words; none if that could not be seen.
    pub(super) place: Option<String>,
    pub(super) outcome: Outcome,
    /// Each with its error.
    pub(super) time_to_detect: Option<(Duration, Duration)>,
    pub(super) time_to_mitigate: Option<(Duration, Duration)>,
    pub(super) p95: Option<(Duration, Duration)>,
    /// Of requests during the fault.
    pub(super) success: Option<Share>,
    pub(super) bad_seconds: Option<u64>,
    /// What was found first.
    pub(super) finding: Option<Finding>,
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
            run: report.run.clone(),
            place: report.place(),
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
            finding: report.verdict.findings.first().cloned(),
        }
    }
}
