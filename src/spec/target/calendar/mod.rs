//! When drills may not run on a target.

mod closed;
mod day;
mod zone;

use serde::{Deserialize, Serialize};

use crate::base::Problem;

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

/// The time zone of schedules: the calendar's, or where there is none the one that was named, or else
/// universal time.
///
/// # Errors
/// Another one was named than the calendar's.
pub fn zone_of(calendar: Option<&Calendar>, named: Option<&Zone>) -> Result<Zone, Box<Problem>> {
    match (calendar, named) {
        (Some(calendar), Some(zone)) if calendar.time_zone != *zone => Err(Box::new(
            Problem::error(
                "schedule/time-zone",
                format!(
                    "the target's calendar is in {}, and `--time-zone` says {zone}",
                    calendar.time_zone
                ),
            )
            .hint("leave `--time-zone` out: the calendar's counts"),
        )),
        (Some(calendar), _) => Ok(calendar.time_zone.clone()),
        (None, zone) => Ok(zone.cloned().unwrap_or(Zone::UTC)),
    }
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
