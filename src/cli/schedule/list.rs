//! `firedrill schedule --list`: what would run in the days to come, and what would not.

use std::fmt::Write;

use crate::base::{Duration, ServerTime};
use crate::schedule::{Fate, Row, Scheduler, preview};
use crate::spec::Drill;

/// A line for each time that a drill is due.
pub(super) fn list(scheduler: Scheduler, drills: &[Drill], now: ServerTime, days: u16) -> String {
    let zone = scheduler.settings().zone.clone();
    let length = i64::from(days) * 24 * 60 * 60 * 1_000;
    let until = ServerTime::from_unix_ms(now.unix_ms().saturating_add(length));
    let takes = |name: &str| {
        let drill = drills.iter().find(|drill| drill.name == name);
        let lasts = drill.map_or(Duration::ZERO, Drill::lasts_at_most);
        (lasts, Duration::ZERO)
    };
    let rows = preview(scheduler, now, until, takes);
    let names = rows.iter().map(|row| row.drill.chars().count());
    let width = names.max().unwrap_or(0);
    let mut text = format!(
        "until {} ({zone}), if each run takes as long as it may:\n",
        zone.tell(until)
    );
    for row in &rows {
        let Row { drill, due, fate } = row;
        let fate = match fate {
            Fate::Runs(at) if at == due => "runs".to_owned(),
            Fate::Runs(at) => format!("runs at {}", zone.tell(*at)),
            Fate::Skipped { times: 1, why } => format!("is skipped: {why}"),
            Fate::Skipped { times, why } => format!("is skipped {times} times: {why}"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}  {drill:<width$}  {fate}", zone.tell(*due));
    }
    if rows.is_empty() {
        text += "  nothing is due\n";
    }
    text
}
