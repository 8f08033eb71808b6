//! `firedrill schedule`: runs the drills by themselves, when they are due.

mod board;
mod history_file;
mod list;
mod shell;
mod signals;

use std::collections::BTreeMap;

use super::arguments::ScheduleArguments;
use super::exit::Exit;
use super::workspace::Workspace;
use super::world::Place;
use super::{clock, run, speak};
use crate::base::{Duration, Problem};
use crate::drill::{Outcome, settling_ahead};
use crate::schedule::{Known, Scheduler, Settings, Timed};
use crate::spec::Drill;
use crate::spec::target::zone_of;
use board::{Board, HANGS_AFTER};
use history_file::HistoryFile;
use shell::Shell;
use signals::Signals;

/// Runs drills when they are due until a signal comes, or says what would be run.
pub(super) fn schedule(arguments: &ScheduleArguments) -> Exit {
    let prepared = run::prepare(&arguments.which).and_then(|(workspace, place)| {
        let checked = place.may_be_drilled(arguments.production.as_deref());
        checked.map_err(|problem| vec![*problem])?;
        let settings = settings(arguments, &workspace, &place);
        let settings = settings.map_err(|problem| vec![*problem])?;
        Ok((workspace, place, settings))
    });
    let (workspace, place, settings) = match prepared {
        Ok(prepared) => prepared,
        Err(problems) => {
            speak::complain(&problems);
            return Exit::Usage;
        }
    };
    let told = match arguments.list {
        Some(days) => listed(arguments, &workspace, settings, days),
        None => at_work(arguments, &workspace, &place, settings),
    };
    told.unwrap_or_else(|why| {
        speak::say(&format!("error: {why}"));
        Exit::Drilled(Outcome::Error)
    })
}

fn listed(
    arguments: &ScheduleArguments,
    workspace: &Workspace,
    settings: Settings,
    days: u16,
) -> Result<Exit, String> {
    let past = Known::of(&history_file::read(&arguments.out)?.entries);
    let now = clock::now();
    let (scheduler, _) = Scheduler::begin(settings, past, now);
    speak::out(&list::list(scheduler, &workspace.drills, now, days));
    Ok(Exit::Pass)
}

fn at_work(
    arguments: &ScheduleArguments,
    workspace: &Workspace,
    place: &Place,
    settings: Settings,
) -> Result<Exit, String> {
    let signals = Signals::listen()?;
    let now = clock::now();
    let history = HistoryFile::open(&arguments.out, now)?;
    let board = Board::open(arguments.listen, place, HANGS_AFTER)?;
    speak::say(&format!(
        "drills: {}; on {}; history and results: {}",
        workspace.origin,
        place.describe(),
        arguments.out.display()
    ));
    let past = Known::of(history.entries());
    let (scheduler, entries) = Scheduler::begin(settings, past, now);
    let mut shell = Shell {
        place,
        workspace,
        out: &arguments.out,
        keep: arguments.keep.kept(),
        history,
        signals,
        board,
    };
    shell.record(entries, &scheduler.settings().zone)?;
    let exit = shell.work(scheduler);
    shell.board.close();
    Ok(exit)
}

/// What the scheduler goes by.
fn settings(
    arguments: &ScheduleArguments,
    workspace: &Workspace,
    place: &Place,
) -> Result<Settings, Box<Problem>> {
    let (calendar, spread) = match place {
        Place::Embedded { .. } => (None, "memory"),
        Place::Live { target, .. } => (target.calendar.clone(), target.environment.as_str()),
    };
    let zone = zone_of(calendar.as_ref(), arguments.time_zone.as_ref())?;
    let drills = workspace.drills.iter();
    let drills: Result<Vec<Timed>, _> = drills
        .filter_map(|drill| timed(workspace, place, drill).transpose())
        .collect();
    let drills = drills?;
    if drills.is_empty() {
        return Err(Box::new(
            Problem::error(
                "schedule/nothing",
                format!("no drill in {} says when it is run", workspace.origin),
            )
            .hint("add `schedule: \"0 3 * * 1-5\"` to a drill file"),
        ));
    }
    Ok(Settings {
        zone,
        calendar,
        drills,
        tolerance: arguments.tolerance,
        jitter: arguments.jitter,
        spread: spread.to_owned(),
        settles: settles(workspace, place),
    })
}

/// How long the platform settles between any two of them at the most; in memory each run has a
/// platform of its own.
fn settles(workspace: &Workspace, place: &Place) -> BTreeMap<String, BTreeMap<String, Duration>> {
    let drills = || workspace.drills.iter().filter(|_| place.is_live());
    let before = drills().map(|before| {
        let next = drills().map(|next| {
            let longest = settling_ahead(before, next, &workspace.rules, &workspace.routing);
            (next.name.clone(), longest)
        });
        (before.name.clone(), next.collect())
    });
    before.collect()
}

/// A drill that says when it is run; nothing is begun where one of them does not suit the target.
fn timed(
    workspace: &Workspace,
    place: &Place,
    drill: &Drill,
) -> Result<Option<Timed>, Box<Problem>> {
    let Some(cron) = drill.schedule.clone() else {
        return Ok(None);
    };
    let brief = place.brief(workspace, drill)?;
    Ok(Some(Timed {
        name: drill.name.clone(),
        cron,
        put_back_within: brief.put_back_within(),
    }))
}
