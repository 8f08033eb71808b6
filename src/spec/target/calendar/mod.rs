//! When drills may not run on a target.

mod closed;
mod day;
mod zone;

use serde::{Deserialize, Serialize};

pub use closed::Closed;
pub use day::{Date, DayTime, Days};
pub use zone::Zone;

/// When drills may not run on a target, by the clocks of its time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Whose clocks count.
    pub time_zone: Zone,
    /// Windows of every week.
    pub blackouts: Vec<Blackout>,
    /// Spans of dates.
    pub freezes: Vec<Freeze>,
    /// Single dates.
    pub holidays: Vec<Holiday>,
}

/// A window of every week in which no drill may run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blackout {
    /// The days on which it begins.
    pub days: Days,
    /// When it begins.
    pub from: DayTime,
    /// When it ends; not later than `from` means on the next day.
    pub to: DayTime,
    /// Why; whoever is refused reads it.
    pub reason: String,
}

/// Days on which no drill may run, from one date to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    /// Its first day.
    pub from: Date,
    /// Its last day, which belongs to it.
    pub to: Date,
    /// Why; whoever is refused reads it.
    pub reason: String,
}

/// A day on which no drill may run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Which day.
    pub date: Date,
    /// Why; whoever is refused reads it.
    pub reason: String,
}

impl Calendar {
    /// A calendar in which nothing is closed.
    pub const fn open(time_zone: Zone) -> Self {
        Self {
            time_zone,
            blackouts: Vec::new(),
            freezes: Vec::new(),
            holidays: Vec::new(),
        }
    }
}
