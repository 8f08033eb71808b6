//! `firedrill run`

mod order;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::arguments::{ControlArgument, DrillArguments, Inconclusive, RunArguments};
use super::beating::GoesOn;
use super::exit::Exit;
use super::journal_file::Voice;
use super::results::Results;
use super::session::Session;
use super::workspace::Workspace;
use super::world::Place;
use super::{clock, notify, retention, run_id, speak};
use crate::base::Problem;
use crate::drill::Outcome;
use crate::drill::fault;
use crate::drill::plan::{Brief, Control, quick};
use crate::report::{self, RunReport};
use crate::spec::Drill;
use order::Runner;

pub(super) use order::Told;

/// What surrounds a run that somebody else begins.
pub(super) struct Around<'a> {
    /// Where its results go.
    pub(super) root: &'a Path,
    /// Whether it is not begun any more.
    pub(super) stops: &'a AtomicBool,
    /// Hears of each of its steps.
    pub(super) goes_on: GoesOn<'a>,
}

/// Executes the drills, and says what they came to.
pub(super) fn run(arguments: &RunArguments) -> Exit {
    let prepared = prepare(&arguments.which).and_then(|(workspace, place)| {
        place
            .may_be_drilled(arguments.production.as_deref())
            .map_err(|problem| vec![*problem])?;
        let briefs = briefs(arguments, &workspace, &place);
        let briefs = briefs.map_err(|problem| vec![*problem])?;
        Ok((workspace, place, briefs))
    });
    let (workspace, place, briefs) = match prepared {
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
    let root = directory(arguments, &briefs);
    let runner = Runner {
        place: &place,
        results: Results {
            root: &root,
            formats: &arguments.format,
        },
        stops: &AtomicBool::new(false),
        goes_on: &|| (),
    };
    let mut session = Session::new(&place, &workspace);
    let results = if place.is_live() || arguments.no_settle {
        runner.one_by_one(&mut session, briefs, !arguments.no_settle)
    } else {
        runner.side_by_side(&mut session, &briefs)
    };
    let exit = tell(arguments, &workspace, (&place, runner.results), &results);
    if let Some(reports) = &arguments.reports {
        retention::prune(reports, arguments.keep.kept(), clock::now(), &root);
    }
    exit
}

/// Executes one drill and writes its reports to a folder, unless it is to stop before it begins.
/// Once it has begun it hears of signals by itself.
///
/// # Errors
/// There is no way to the world, or no place for the results; or it was to stop.
pub(super) fn once(
    place: &Place,
    workspace: &Workspace,
    drill: &Drill,
    around: &Around<'_>,
) -> Result<Told, String> {
    let brief = place.brief(workspace, drill);
    let brief = brief.map_err(|problem| problem.message)?;
    let results = Results {
        root: around.root,
        formats: &[],
    };
    let runner = Runner {
        place,
        results,
        stops: around.stops,
        goes_on: around.goes_on,
    };
    let mut told = runner.one(&mut Session::new(place, workspace), brief, Voice::AtOnce)?;
    let common = told
        .report()
        .map(|report| results.write_common(&[report], &[]));
    told.written = told.written.and(common.unwrap_or(Ok(())));
    Ok(told)
}

/// What is drilled, and where.
pub(super) fn prepare(which: &DrillArguments) -> Result<(Workspace, Place), Vec<Problem>> {
    let workspace = Workspace::read(which.drills.as_deref())?;
    let place = match &which.target {
        Some(target) => Place::live(target)?,
        None => Place::embedded(which.seed.unwrap_or(1), &which.weakness),
    };
    Ok((workspace, place))
}

/// What each run is given; nothing was started yet when one of them is wrong.
fn briefs(
    arguments: &RunArguments,
    workspace: &Workspace,
    place: &Place,
) -> Result<Vec<Brief>, Box<Problem>> {
    let briefs = workspace.drills.iter().map(|drill| {
        let mut brief = place.brief(workspace, drill)?;
        brief.control = control(arguments, drill)?;
        if arguments.quick {
            let (drill, told) = quick(&brief.drill);
            brief.drill = drill;
            brief.remarks.extend(told);
        }
        Ok(brief)
    });
    briefs.collect()
}

/// What is done instead of breaking something.
fn control(arguments: &RunArguments, drill: &Drill) -> Result<Option<Control>, Box<Problem>> {
    let restarts = || fault::restart(&drill.fault.via).is_some();
    match arguments.control {
        None => Ok(None),
        Some(ControlArgument::Nothing) => Ok(Some(Control::Nothing)),
        Some(ControlArgument::Restart) if restarts() => Ok(Some(Control::Restart)),
        Some(ControlArgument::Restart) => {
            let message = format!(
                "`--control=restart`: the drill `{}` restarts no pods",
                drill.name
            );
            let hint = "leave out `=restart`, or name a drill via `env`, `deployment`, or `config-map` \
                        with `restarts`";
            Err(Box::new(
                Problem::error("run/no-restart", message).hint(hint),
            ))
        }
    }
}

/// Where the results are written, if nobody said it: in a folder named for the first run.
fn directory(arguments: &RunArguments, briefs: &[Brief]) -> PathBuf {
    arguments.out.clone().unwrap_or_else(|| {
        let first = briefs.first();
        let name = first.map_or("", |brief| run_id::session(&brief.run));
        let reports = arguments.reports.as_deref();
        reports.unwrap_or(Path::new("target/firedrill")).join(name)
    })
}

/// Writes the reports and says what it all came to.
fn tell(
    arguments: &RunArguments,
    workspace: &Workspace,
    (place, files): (&Place, Results<'_>),
    results: &[Result<Told, String>],
) -> Exit {
    for why in results.iter().filter_map(|result| result.as_ref().err()) {
        speak::say(&format!("error: {why}"));
    }
    let told = || results.iter().flatten();
    let reports: Vec<RunReport> = told().filter_map(Told::report).collect();
    let done: Vec<&str> = reports.iter().map(RunReport::drill).collect();
    let drills = workspace.drills.iter().map(|drill| drill.name.as_str());
    let skipped: Vec<&str> = drills.filter(|name| !done.contains(name)).collect();
    let mut written: Vec<_> = told().map(|told| told.written.clone()).collect();
    if !reports.is_empty() {
        written.push(files.write_common(&reports, &skipped));
    }
    let (width, colour) = speak::terminal();
    speak::out(&report::terminal(&reports, colour, width));
    if !reports.is_empty() {
        speak::say(&format!("results: {}", files.first(&reports).display()));
    }
    for error in written.into_iter().filter_map(Result::err) {
        speak::say(&format!("error: not everything could be written: {error}"));
    }
    let outcomes = results.iter().map(|result| match result {
        Ok(told) => told.outcome(),
        Err(_) => Outcome::Error,
    });
    let outcome = outcomes.max().unwrap_or(Outcome::Error);
    let without = results.iter().filter_map(|result| result.as_ref().err());
    notify::tell(
        place,
        outcome,
        &reports,
        &without.cloned().collect::<Vec<_>>(),
    );
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
