//! `firedrill report`: tells a run again, from its journal alone.

use std::path::Path;

use super::arguments::{Format, ReportArguments};
use super::exit::Exit;
use super::speak;
use crate::drill::journal::{self, Event, Observed};
use crate::drill::verdict::{self, Verdict};
use crate::report::{self, RunReport};

/// The largest journal that is read: hours of traffic at the highest rate.
const JOURNAL_BYTES_MOST: u64 = 1 << 30;

/// Renders a journal, or checks it.
pub(super) fn report(arguments: &ReportArguments) -> Exit {
    let (seen, verdict, records) = match read(&arguments.journal) {
        Ok(read) => read,
        Err(why) => {
            speak::say(&format!("error: {}: {why}", arguments.journal.display()));
            return Exit::Usage;
        }
    };
    let told = RunReport::of(&seen, &verdict);
    if arguments.verify {
        speak::out(&format!("{records} records, each as it was written"));
        return Exit::Pass;
    }
    match arguments.format {
        Some(Format::Json) => speak::out(&report::json(&told)),
        Some(Format::Junit) => speak::out(&report::junit(&[told], &[])),
        None => {
            let (width, colour) = speak::terminal();
            speak::out(&report::terminal(&[told], colour, width));
        }
    }
    Exit::Drilled(verdict.outcome)
}

fn read(path: &Path) -> Result<(Observed, Verdict, usize), String> {
    let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() || about.len() > JOURNAL_BYTES_MOST {
        return Err("is not a journal: not a file, or larger than 1 GiB".to_owned());
    }
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let (_, lines) = journal::read(&text).map_err(|error| error.to_string())?;
    let mut seen = Observed::default();
    let mut judged = None;
    for line in &lines {
        seen.absorb(line.at, &line.event);
        if let Event::Judged { verdict } = &line.event {
            judged = Some((**verdict).clone());
        }
    }
    // A run that died has no verdict of its own; what it saw can be judged all the same.
    let verdict = judged.unwrap_or_else(|| verdict::judge(&seen));
    Ok((seen, verdict, lines.len()))
}
