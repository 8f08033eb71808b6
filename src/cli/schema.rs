//! `firedrill schema`

use super::exit::Exit;
use super::speak;
use crate::report;

/// Prints the JSON schema of `report.json`.
pub(super) fn schema() -> Exit {
    speak::out(&report::schema());
    Exit::Pass
}
