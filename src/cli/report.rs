//! `firedrill report`: tells a run again, from its journal alone.

use std::path::Path;

use super::arguments::{Format, ReportArguments};
use super::exit::Exit;
use super::speak;
use crate::report;

/// The largest journal that is read: hours of traffic at the highest rate.
const JOURNAL_BYTES_MOST: u64 = 1 << 30;

/// Renders a journal, or checks it.
pub(super) fn report(arguments: &ReportArguments) -> Exit {
    let text = match read(&arguments.journal) {
        Ok(text) => text,
        Err(why) => {
            speak::say(&format!("error: {}: {why}", arguments.journal.display()));
            return Exit::Usage;
        }
    };
    let told = match report::from_journal(&text) {
        Ok(told) => told,
        Err(bad) => {
            speak::say(&format!("error: {}: {bad}", arguments.journal.display()));
            return Exit::Usage;
        }
    };
    if arguments.verify {
        speak::out(&format!(
            "{} records, each as it was written",
            told.records()
        ));
        return Exit::Pass;
    }
    match arguments.format {
        Some(Format::Json) => speak::out(&report::json(&told.report())),
        Some(Format::Junit) => speak::out(&report::junit(&[told.report()], &[])),
        None => {
            let (width, colour) = speak::terminal();
            speak::out(&report::terminal(&[told.report()], colour, width));
        }
    }
    Exit::Drilled(told.outcome())
}

fn read(path: &Path) -> Result<String, String> {
    let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() || about.len() > JOURNAL_BYTES_MOST {
        return Err("is not a journal: not a file, or larger than 1 GiB".to_owned());
    }
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}
