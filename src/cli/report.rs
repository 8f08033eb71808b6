//! `firedrill report`: tells a run again, from its journal alone.

use std::path::Path;

use super::arguments::{Format, ReportArguments, ReportOf};
use super::exit::Exit;
use super::{merge, speak};
use crate::drill::journal::verify;
use crate::report;

/// The largest journal that is read: hours of traffic at the highest rate.
const JOURNAL_BYTES_MOST: u64 = 1 << 30;

/// Renders a journal, or checks it.
pub(super) fn report(arguments: &ReportArguments) -> Exit {
    match (&arguments.of, &arguments.journal) {
        (Some(ReportOf::Merge(arguments)), _) => merge::merge(arguments),
        (None, Some(journal)) => one(journal, arguments),
        // The arguments cannot be read without either.
        (None, None) => Exit::Usage,
    }
}

fn one(journal: &Path, arguments: &ReportArguments) -> Exit {
    let refused = |why: &str| {
        speak::say(&format!("error: {}: {why}", journal.display()));
        Exit::Usage
    };
    let text = match read(journal) {
        Ok(text) => text,
        Err(why) => return refused(&why),
    };
    if arguments.verify {
        return match verify(&text) {
            Ok(written) => {
                let records = written.lines.len();
                let hash = written.hash;
                speak::out(&format!(
                    "the chain of {records} records is whole, up to {hash}"
                ));
                Exit::Pass
            }
            Err(bad) => refused(&bad.to_string()),
        };
    }
    let told = match report::from_journal(&text) {
        Ok(told) => told,
        Err(bad) => return refused(&bad.to_string()),
    };
    let one = told.report();
    let (width, colour) = speak::terminal();
    speak::out(&match arguments.format.unwrap_or(Format::Terminal) {
        Format::Html => report::html(&one),
        Format::Markdown => report::markdown(&[one], &[]),
        Format::Json => report::json(&one),
        Format::Junit => report::junit(&[one], &[]),
        Format::Terminal => report::terminal(&[one], colour, width),
    });
    Exit::Drilled(told.outcome())
}

/// The text of a journal.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() || about.len() > JOURNAL_BYTES_MOST {
        return Err("is not a journal: not a file, or larger than 1 GiB".to_owned());
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        format!("line {line}: this line was altered: it is not text")
    })
}
