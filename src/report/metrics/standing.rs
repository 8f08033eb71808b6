//! What is owed in an environment, and how its drills ended last.

use super::page::{Family, Page};
use crate::base::{Duration, ServerTime};
use crate::drill::Outcome;
use crate::world::{RunEnd, Standing};

const OWED: Family = Family::gauge(
    "firedrill_debts_owed",
    "Changes that drills made and that are not put back yet.",
);
const OVERDUE: Family = Family::gauge(
    "firedrill_debts_overdue",
    "Changes that should have been put back by now.",
);
const UNREADABLE: Family = Family::gauge(
    "firedrill_debts_unreadable",
    "Records that look like changes of drills and are not understood: nobody puts them back.",
);
const SILENT: Family = Family::gauge(
    "firedrill_keepers_silent",
    "Those who keep such changes and did not answer when they were asked last: what is owed there is not \
     known.",
);
const AGE: Family = Family::gauge(
    "firedrill_oldest_debt_age_seconds",
    "How long the oldest change is owed, of those whose keeper says when they were made; 0 if none.",
);
const LATE: Family = Family::gauge(
    "firedrill_most_overdue_seconds",
    "How far the change that is most overdue is past its deadline; 0 if none is.",
);
const ENDS_UNKNOWN: Family = Family::gauge(
    "firedrill_drills_unknown",
    "1 if how the drills ended last cannot be read.",
);
const RUN: Family = Family::gauge(
    "firedrill_drill_last_run_timestamp_seconds",
    "When the drill's last run ended, in Unix time.",
);
const PASS: Family = Family::gauge(
    "firedrill_drill_last_pass_timestamp_seconds",
    "When the drill passed last, in Unix time; absent if it never has.",
);
const OUTCOME: Family = Family::gauge(
    "firedrill_drill_last_outcome",
    "1 for what the drill's last run came to, 0 for everything else.",
);

const EXPECTED: Family = Family::gauge(
    "firedrill_drill_expected",
    "1 for each drill that is to be run by itself, whether it ever was or not.",
);

/// How a drill ended last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrillEnd {
    /// Its name.
    pub drill: String,
    /// The name of what it came to, as `left-behind`.
    pub outcome: String,
    /// When its last run ended.
    pub ended: ServerTime,
    /// When it passed last; none if it never has.
    pub passed: Option<ServerTime>,
}

impl From<&RunEnd> for DrillEnd {
    fn from(end: &RunEnd) -> Self {
        Self {
            drill: end.drill.clone(),
            outcome: end.outcome.clone(),
            ended: end.ended,
            passed: end.passed,
        }
    }
}

/// Adds what is owed, and how each drill ended last.
pub fn tell_standing(page: &mut Page, standing: &Standing) {
    tell_owed(page, standing);
    page.one(&ENDS_UNKNOWN, count(usize::from(standing.ended.is_err())));
    if let Ok(ended) = &standing.ended {
        tell_ends(page, &ended.iter().map(DrillEnd::from).collect::<Vec<_>>());
    }
}

/// Adds which drills are to be run by themselves.
pub(super) fn tell_expected<'a>(page: &mut Page, drills: impl IntoIterator<Item = &'a str>) {
    let drills = drills.into_iter().map(|drill| ([("drill", drill)], 1.0));
    page.each(&EXPECTED, drills);
}

/// Adds what is owed.
pub(super) fn tell_owed(page: &mut Page, standing: &Standing) {
    let now = standing.now;
    let overdue = || standing.debts.iter().filter_map(|debt| debt.overdue(now));
    let ages = standing.debts.iter().filter_map(|debt| debt.age(now));
    page.one(&OWED, count(standing.debts.len()));
    page.one(&OVERDUE, count(overdue().count()));
    page.one(&UNREADABLE, count(standing.unreadable.len()));
    page.one(&SILENT, count(standing.silent.len()));
    page.one(&AGE, ages.max().unwrap_or(Duration::ZERO).secs_f64());
    page.one(&LATE, overdue().max().unwrap_or(Duration::ZERO).secs_f64());
}

/// Adds how each drill ended last.
pub(super) fn tell_ends(page: &mut Page, ended: &[DrillEnd]) {
    page.each(
        &RUN,
        ended
            .iter()
            .map(|end| ([("drill", &*end.drill)], seconds(end.ended))),
    );
    page.each(
        &PASS,
        ended
            .iter()
            .filter_map(|end| Some(([("drill", &*end.drill)], seconds(end.passed?)))),
    );
    let outcomes = ended.iter().flat_map(|end| {
        Outcome::ALL.map(|outcome| {
            let labels = [("drill", &*end.drill), ("outcome", outcome.name())];
            let is_this = end.outcome == outcome.name();
            (labels, if is_this { 1.0 } else { 0.0 })
        })
    });
    page.each(&OUTCOME, outcomes);
}

/// A moment as Prometheus counts them.
pub(super) fn seconds(time: ServerTime) -> f64 {
    time.since(ServerTime::default()).secs_f64()
}

pub(super) fn count(number: usize) -> f64 {
    // More than that are not counted anywhere.
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
