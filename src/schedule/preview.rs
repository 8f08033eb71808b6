//! What a scheduler would do in the days to come.

use super::entry::Entry;
use super::scheduler::{Ended, Scheduler, Then};
use crate::base::{Duration, ServerTime};
use crate::drill::Outcome;
use crate::schedule::settings::after;

/// The most rows that are worked out.
const ROWS_MOST: usize = 10_000;

/// What would become of a drill that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It would be started at this moment.
    Runs(ServerTime),
    /// It would be passed over, so many times in a row.
    Skipped {
        /// How often.
        times: u64,
        /// Why.
        why: String,
    },
}

/// A drill that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub drill: String,
    /// When; the first time, if several are passed over at once.
    pub due: ServerTime,
    /// What would become of it.
    pub fate: Fate,
}

/// What it would do until a moment, if every run took as long as this says and then the platform
/// settled for that long.
pub fn preview(
    mut scheduler: Scheduler,
    from: ServerTime,
    until: ServerTime,
    takes: impl Fn(&str) -> (Duration, Duration),
) -> Vec<Row> {
    let mut now = from;
    let mut rows = Vec::new();
    while now < until && rows.len() < ROWS_MOST {
        let step = scheduler.step(now);
        rows.extend(step.entries.into_iter().filter_map(row));
        match step.then {
            Then::PutBack => drop(scheduler.put_back(now, Ok(0))),
            Then::Wait { until: later } => now = now.max(later),
            Then::Start { drill, .. } => {
                let (takes, settles) = takes(&drill);
                now = after(now, takes);
                let drills = scheduler.settings().drills.iter();
                let settling = drills.map(|timed| (timed.name.clone(), settles));
                let ended = Ended {
                    outcome: Some(Outcome::Pass),
                    settling: settling.collect(),
                    ..Ended::default()
                };
                drop(scheduler.finished(now, ended));
            }
        }
    }
    rows.sort_by(|one, other| (one.due, &one.drill).cmp(&(other.due, &other.drill)));
    rows
}

fn row(entry: Entry) -> Option<Row> {
    match entry {
        Entry::Started { at, drill, due } => Some(Row {
            drill,
            due,
            fate: Fate::Runs(at),
        }),
        Entry::Skipped {
            drill,
            first,
            times,
            why,
            ..
        } => Some(Row {
            drill,
            due: first,
            fate: Fate::Skipped { times, why },
        }),
        Entry::Began { .. }
        | Entry::Finished { .. }
        | Entry::Owed { .. }
        | Entry::Cleared { .. } => None,
    }
}
