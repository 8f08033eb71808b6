//! `firedrill schema`

use super::arguments::{Described, SchemaArguments};
use super::exit::Exit;
use super::speak;
use crate::report;
use crate::spec::schema;

/// Prints the JSON schema of `report.json`, or of a file that people write.
pub(super) fn schema(arguments: &SchemaArguments) -> Exit {
    speak::out(&match arguments.of {
        Described::Report => report::schema(),
        Described::Drill => schema::drill(),
        Described::Target => schema::target(),
        Described::Profile => schema::profile(),
        Described::Runbook => schema::runbook(),
        Described::Inventory => schema::inventory(),
        Described::Policy => schema::policy(),
    });
    Exit::Pass
}
