//! `firedrill compare`: is anything slower or worse than it was?

use std::path::Path;

use super::arguments::CompareArguments;
use super::exit::Exit;
use super::measured::{files, measured};
use super::speak;
use crate::drill::Outcome;
use crate::report::{self, Measured};

/// Compares two runs, and fails if the second is worse.
pub(super) fn compare(arguments: &CompareArguments) -> Exit {
    let mut sides = Vec::new();
    for path in [&arguments.baseline, &arguments.current] {
        match runs(path) {
            Ok(side) => sides.push(side),
            Err(why) => {
                speak::say(&format!("error: {why}"));
                return Exit::Usage;
            }
        }
    }
    let comparison = report::compare(&sides[0], &sides[1], arguments.tolerance);
    speak::out(&comparison.text);
    if comparison.worse == 0 {
        Exit::Pass
    } else {
        Exit::Drilled(Outcome::Fail)
    }
}

/// The runs at a path.
fn runs(path: &Path) -> Result<Vec<Measured>, String> {
    let named = |path: &Path, why: String| format!("{}: {why}", path.display());
    let files = files(path).map_err(|why| named(path, why))?;
    let read = files.iter();
    read.map(|file| measured(file).map_err(|why| named(file, why)))
        .collect()
}
