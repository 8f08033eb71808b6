//! `firedrill run`

use std::fs;
use std::path::{Path, PathBuf};

use super::arguments::{DrillArguments, Inconclusive, RunArguments};
use super::exit::Exit;
use super::journal_file::JournalFile;
use super::results::Results;
use super::session::Session;
use super::workspace::Workspace;
use super::world::Place;
use super::{run_id, speak};
use crate::base::Duration;
use crate::drill::journal::Observed;
use crate::drill::plan::{Brief, quick};
use crate::drill::verdict::Verdict;
use crate::drill::{Outcome, Run, Settling, drive, settling};
use crate::report::{self, Progress, RunReport};
use crate::spec::Drill;

/// Executes the drills one after another.
pub(super) fn run(arguments: &RunArguments) -> Exit {
    let (workspace, place) = match prepare(&arguments.which) {
        Ok(prepared) => prepared,
        Err(problems) => {
            speak::complain(&problems);
            return Exit::Usage;
        }
    };
    speak::say(&format!(
        "drills: {}; on {}",
        workspace.origin,
        place.describe()
    ));
    let mut session = Session::new(&place, &workspace);
    let mut results: Vec<Told> = Vec::new();
    let mut out = None;
    for drill in &workspace.drills {
        let mut brief = match place.brief(&workspace, drill) {
            Ok(brief) => Brief {
                control: arguments.control,
                ..brief
            },
            Err(problem) => {
                speak::complain(&[*problem]);
                return Exit::Usage;
            }
        };
        if arguments.quick {
            let (drill, told) = quick(&brief.drill);
            brief.drill = drill;
            brief.remarks.extend(told);
        }
        if let Some(before) = results.last() {
            let settling = settling(&before.seen, &brief.drill);
            match settle(&mut session, arguments, &settling, &drill.name) {
                Ok(remark) => brief.remarks.extend(remark),
                Err(why) => {
                    speak::say(&format!("{why}: {} is not run", drill.name));
                    break;
                }
            }
        }
        let root = out.get_or_insert_with(|| directory(arguments, &brief));
        let folder = root.join(&drill.name);
        match one(&mut session, place.is_live(), brief, drill, &folder) {
            Ok((run, hash)) => {
                let Some(verdict) = run.verdict().cloned() else {
                    continue;
                };
                let left_behind = verdict.outcome == Outcome::LeftBehind;
                results.push(Told {
                    seen: run.seen().clone(),
                    verdict,
                    hash,
                });
                if left_behind {
                    break; // the next drill would stand on a broken platform
                }
            }
            Err(error) => {
                speak::say(&format!("error: {error}"));
                return Exit::Drilled(Outcome::Error);
            }
        }
    }
    tell(arguments, &workspace, out.as_deref(), &results)
}

/// A run that is over.
struct Told {
    seen: Observed,
    verdict: Verdict,
    /// The last hash of its journal.
    hash: String,
}

/// What is drilled, and where.
pub(super) fn prepare(
    which: &DrillArguments,
) -> Result<(Workspace, Place), Vec<crate::base::Problem>> {
    let workspace = Workspace::read(which.drills.as_deref())?;
    let place = match &which.target {
        Some(target) => Place::live(target)?,
        None => Place::embedded(which.seed.unwrap_or(1), &which.weakness),
    };
    Ok((workspace, place))
}

fn directory(arguments: &RunArguments, brief: &Brief) -> PathBuf {
    arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("target/firedrill").join(run_id::session(&brief.run)))
}

/// Waits until the drill before is forgotten; what is to be said of it where nobody waits.
fn settle(
    session: &mut Session,
    arguments: &RunArguments,
    settling: &Settling,
    next: &str,
) -> Result<Option<String>, String> {
    if settling.wait == Duration::ZERO {
        return Ok(None);
    }
    if arguments.no_settle {
        return Ok(Some(format!(
            "not settled after the drill before, as was asked for: missing: {}",
            settling.why()
        )));
    }
    let (wait, why) = (settling.wait.short(), settling.why());
    speak::say(&format!("settling {wait} before {next}: {why}"));
    session.settle(settling.wait).map(|()| None)
}

fn one(
    session: &mut Session,
    live: bool,
    brief: Brief,
    drill: &Drill,
    folder: &Path,
) -> Result<(Run, String), String> {
    let failed = |what: &Path, error: std::io::Error| format!("{}: {error}", what.display());
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let path = folder.join("journal.jsonl");
    if !live {
        // The platform in memory gives the same journal again.
        drop(fs::remove_file(&path));
    }
    let progress = Some(Progress::default());
    let mut journal = JournalFile::create(&path, &brief.run.0, &drill.name, live, progress)
        .map_err(|error| failed(&path, error))?;
    let mut run = Run::new(brief);
    session.with_world(async |world| {
        drive(&mut run, world, &mut journal).await;
    })?;
    Ok((run, journal.hash().to_owned()))
}

/// Writes the reports and says what it all came to.
fn tell(
    arguments: &RunArguments,
    workspace: &Workspace,
    out: Option<&Path>,
    results: &[Told],
) -> Exit {
    let reports: Vec<RunReport> = results
        .iter()
        .map(|told| RunReport::of(&told.seen, &told.verdict).sealed(&told.hash))
        .collect();
    let done: Vec<&str> = reports.iter().map(RunReport::drill).collect();
    let drills = workspace.drills.iter().map(|drill| drill.name.as_str());
    let skipped: Vec<&str> = drills.filter(|name| !done.contains(name)).collect();
    let files = out.map(|root| Results {
        root,
        formats: &arguments.format,
    });
    let written = files
        .as_ref()
        .map_or(Ok(()), |files| files.write(&reports, &skipped));
    let (width, colour) = speak::terminal();
    speak::out(&report::terminal(&reports, colour, width));
    if let Some(files) = files {
        speak::say(&format!("results: {}", files.first(&reports).display()));
    }
    if let Err(error) = written {
        speak::say(&format!("error: a report could not be written: {error}"));
    }
    let outcome = results.iter().map(|told| told.verdict.outcome).max();
    let outcome = outcome.unwrap_or(Outcome::Error);
    let exit = Exit::of(outcome, arguments.inconclusive);
    if exit.code() != outcome.exit_code() {
        let asked = match arguments.inconclusive {
            Inconclusive::Warn => "warn",
            Inconclusive::Fail => "fail",
            Inconclusive::Error => "error",
        };
        speak::say(&format!(
            "WARNING: no verdict can be given; by `--inconclusive {asked}` the exit code is {} \
             instead of {}",
            exit.code(),
            outcome.exit_code()
        ));
    }
    exit
}
