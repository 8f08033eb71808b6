//! A calendar as it is typed.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::calendar::{Date, DayTime, Days, Zone};
use crate::spec::yaml::{Given, Text};

/// When drills may not run.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["time_zone"]))]
pub(in crate::spec) struct LowCalendar {
    /// Whose clocks count, as `Europe/Berlin`.
    pub(in crate::spec::target) time_zone: Given<Text<Zone>>,
    /// Windows of every week.
    pub(in crate::spec::target) blackouts: Given<Vec<Given<LowBlackout>>>,
    /// Spans of dates.
    pub(in crate::spec::target) freezes: Given<Vec<Given<LowFreeze>>>,
    /// Single dates.
    pub(in crate::spec::target) holidays: Given<Vec<Given<LowHoliday>>>,
}

/// A window of every week in which no drill may run.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["reason"]))]
pub(in crate::spec) struct LowBlackout {
    /// The days on which it begins, as `[mon-thu, sat]`; without it, every day.
    pub(in crate::spec::target) days: Given<Vec<Given<Text<Days>>>>,
    /// When it begins; without it, with the day.
    pub(in crate::spec::target) from: Given<Text<DayTime>>,
    /// When it ends, before `from` on the next day; without it, with the day.
    pub(in crate::spec::target) to: Given<Text<DayTime>>,
    /// Why; whoever is refused reads it.
    pub(in crate::spec::target) reason: Given<Text<String>>,
}

/// Days on which no drill may run.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["from", "to", "reason"]))]
pub(in crate::spec) struct LowFreeze {
    /// Its first day.
    pub(in crate::spec::target) from: Given<Text<Date>>,
    /// Its last day, which belongs to it.
    pub(in crate::spec::target) to: Given<Text<Date>>,
    /// Why; whoever is refused reads it.
    pub(in crate::spec::target) reason: Given<Text<String>>,
}

/// A day on which no drill may run.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["date", "reason"]))]
pub(in crate::spec) struct LowHoliday {
    /// Which day.
    pub(in crate::spec::target) date: Given<Text<Date>>,
    /// Why; whoever is refused reads it.
    pub(in crate::spec::target) reason: Given<Text<String>>,
}
