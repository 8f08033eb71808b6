//! What surrounds the decisions: the clock, signals, the history, and the runs themselves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::board::Board;
use super::history_file::HistoryFile;
use super::signals::Signals;
use crate::base::{Duration, ServerTime};
use crate::cli::exit::Exit;
use crate::cli::retention::{self, Keep};
use crate::cli::run::Around;
use crate::cli::workspace::Workspace;
use crate::cli::world::Place;
use crate::cli::{clock, notify, recover, run, speak};
use crate::drill::{Outcome, Recovered, settling};
use crate::schedule::{Ended, Entry, Scheduler, Then};
use crate::spec::target::Zone;

/// Clocks may be set, and machines sleep: nothing is waited for any longer at once.
const WAITS_MOST: Duration = Duration::from_secs(20);

/// A scheduler at work.
pub(super) struct Shell<'a> {
    pub(super) place: &'a Place,
    pub(super) workspace: &'a Workspace,
    pub(super) out: &'a Path,
    pub(super) keep: Keep,
    pub(super) history: HistoryFile,
    pub(super) signals: Signals,
    pub(super) board: Board,
}

impl Shell<'_> {
    /// Does what is decided until a signal comes: how the program ends then.
    pub(super) fn work(&mut self, mut scheduler: Scheduler) -> Exit {
        let mut left = false;
        loop {
            if let Some(signal) = self.signals.came() {
                speak::say(&format!("{signal} came: no drill is started any more"));
                return if left {
                    Exit::Drilled(Outcome::LeftBehind)
                } else {
                    Exit::Pass
                };
            }
            let now = clock::now();
            let step = scheduler.step(now);
            self.board.goes_on();
            let zone = scheduler.settings().zone.clone();
            // Without a durable history a drill might be started twice.
            if let Err(why) = self.record(step.entries, &zone) {
                return failed(&why, left);
            }
            self.board.show(&scheduler, now);
            let entries = match step.then {
                Then::Wait { until } => {
                    self.wait(until);
                    continue;
                }
                Then::PutBack => {
                    let result = self.put_back();
                    left = left && result.is_err();
                    scheduler.put_back(clock::now(), result)
                }
                Then::Start { drill, due } => {
                    let ended = self.run(&scheduler, &drill, due);
                    left |= ended.outcome == Some(Outcome::LeftBehind);
                    scheduler.finished(clock::now(), ended)
                }
            };
            if let Err(why) = self.record(entries, &zone) {
                return failed(&why, left);
            }
        }
    }

    /// Writes what the history must say, and says it.
    pub(super) fn record(&mut self, entries: Vec<Entry>, zone: &Zone) -> Result<(), String> {
        for entry in &entries {
            if let Some(line) = told(entry, zone) {
                speak::say(&line);
            }
        }
        self.board.count(&entries);
        self.history.append(entries, clock::now())
    }

    fn wait(&self, until: ServerTime) {
        let ms = until.unix_ms().saturating_sub(clock::now().unix_ms());
        let length = Duration::from_ms(u64::try_from(ms).unwrap_or(0)).min(WAITS_MOST);
        self.signals.wait(length);
    }

    /// Puts back what earlier runs left; nothing is owed on the platform in memory.
    fn put_back(&self) -> Result<usize, String> {
        let Place::Live { settings, .. } = self.place else {
            return Ok(0);
        };
        let mut settings = (**settings).clone();
        // A drill may sit on it.
        settings.sink = None;
        let board = &self.board;
        match recover::put_back(&settings, false, &|| board.goes_on())? {
            Recovered::Clean(changes) => Ok(changes),
            Recovered::Alive(run) => {
                speak::say(&format!(
                    "run {run} is alive elsewhere, and puts back by itself"
                ));
                Ok(0)
            }
            Recovered::LeftBehind(what) => Err(what.join("; ")),
            Recovered::Unknown(why) => Err(format!("what is owed cannot be told: {why}")),
        }
    }

    fn run(&self, scheduler: &Scheduler, name: &str, due: ServerTime) -> Ended {
        let without = |why: String| {
            let why = format!("{name}: {why}");
            speak::say(&format!("error: {why}"));
            notify::tell(self.place, Outcome::Error, &[], std::slice::from_ref(&why));
            Ended {
                why: Some(why),
                ..Ended::default()
            }
        };
        let folder = retention::name(due, name);
        let root: PathBuf = self.out.join(&folder);
        let mut drills = self.workspace.drills.iter();
        let Some(drill) = drills.find(|drill| drill.name == name) else {
            return without("there is no such drill any more".to_owned());
        };
        let board = &self.board;
        let told = match run::once(
            self.place,
            self.workspace,
            drill,
            &Around {
                root: &root,
                stops: self.signals.any(),
                goes_on: &|| board.goes_on(),
            },
        ) {
            Ok(told) => told,
            Err(why) => return without(why),
        };
        speak::out(&format!(
            "{name}: {}; results: {}",
            told.outcome().word(),
            root.display()
        ));
        let reports: Vec<_> = told.report().into_iter().collect();
        notify::tell(self.place, told.outcome(), &reports, &[]);
        retention::prune(self.out, self.keep, clock::now(), &root);
        let timed = scheduler.settings().drills.iter();
        let next = timed.filter_map(|timed| {
            let mut drills = self.workspace.drills.iter();
            drills.find(|drill| drill.name == timed.name)
        });
        // In memory each run has a platform of its own.
        let next = next.filter(|_| self.place.is_live());
        let settling: BTreeMap<String, Duration> = next
            .map(|next| (next.name.clone(), settling(told.run.seen(), next).wait))
            .collect();
        Ended {
            outcome: Some(told.outcome()),
            why: told.written.err(),
            results: Some(folder),
            settling,
        }
    }
}

fn failed(why: &str, left: bool) -> Exit {
    speak::say(&format!(
        "error: {why}\n  the scheduler ends: without its history it might start a drill twice"
    ));
    Exit::Drilled(if left {
        Outcome::LeftBehind
    } else {
        Outcome::Error
    })
}

/// A line of the history for people.
fn told(entry: &Entry, zone: &Zone) -> Option<String> {
    Some(match entry {
        Entry::Began { drills, .. } => {
            let names: Vec<&str> = drills.keys().map(String::as_str).collect();
            format!("scheduled in {zone}: {}", names.join(", "))
        }
        Entry::Started { drill, due, .. } => {
            format!("{drill} begins, due at {}", zone.tell(*due))
        }
        Entry::Skipped {
            drill,
            first,
            last,
            times,
            why,
            ..
        } => match times {
            1 => format!("{drill} is skipped, due at {}: {why}", zone.tell(*first)),
            times => format!(
                "{drill} is skipped, due {times} times from {} to {}: {why}",
                zone.tell(*first),
                zone.tell(*last)
            ),
        },
        Entry::Finished {
            drill,
            due,
            outcome: None,
            why,
            ..
        } => format!(
            "{drill}, due at {}, has no verdict: {}",
            zone.tell(*due),
            why.as_deref().unwrap_or("why is not known")
        ),
        Entry::Finished { .. } => return None,
        Entry::Owed { why, .. } => {
            format!("nothing is started: what an earlier run left is not put back: {why}")
        }
        Entry::Cleared { changes, .. } => {
            format!("{changes} changes of an earlier run put back; nothing is owed")
        }
    })
}
