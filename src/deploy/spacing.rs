//! Drills of one environment that are due so close to each other that one meets what the other left.

use std::collections::BTreeMap;

use super::Order;
use crate::base::{Duration, ServerTime};
use crate::drill::plan::Timing;
use crate::spec::Drill;
use crate::spec::drill::Cron;
use crate::spec::target::Zone;

/// Where schedules are looked at from: the beginning of 2026, so that the same files say the same.
const FROM: ServerTime = ServerTime::from_unix_ms(1_767_225_600_000);
/// How far: schedules repeat within a year, but for leap days.
const FOR: Duration = Duration::from_mins(366 * 24 * 60);
/// How many times that drills are due are looked at.
const DUES_MOST: usize = 20_000;

/// A drill that may begin before what another left is over.
struct Close<'a> {
    before: &'a Drill,
    next: &'a Drill,
    /// How long after it, at the least.
    gap: Duration,
    /// How long after it would do.
    needs: Duration,
}

/// A sentence for each drill that is due too soon after another.
pub(super) fn told(order: &Order<'_>) -> Vec<String> {
    let told = close(order).into_iter().map(|close| {
        let Close {
            before,
            next,
            gap,
            needs,
        } = close;
        format!(
            "the drill `{}` is due {} after `{}`, which may take, with the time that the platform \
             needs to settle, {}: a CronJob does not wait for that, so that it may be refused the lock \
             or meet alerts of the one before; move one of their schedules, or deploy with `--form \
             scheduler`, which waits",
            next.name,
            gap.short(),
            before.name,
            needs.short()
        )
    });
    told.collect()
}

/// Each pair that is too close, where it is closest.
fn close<'a>(order: &Order<'a>) -> Vec<Close<'a>> {
    let zone: Zone = order.time_zone.parse().unwrap_or(Zone::UTC);
    let scheduled: Vec<(&Drill, &Cron)> = order
        .drills
        .iter()
        .filter_map(|drill| Some((drill, drill.schedule.as_ref()?)))
        .collect();
    // From the beginning of each until each other may begin.
    let needs: Vec<Vec<Duration>> = (scheduled.iter())
        .map(|(before, _)| {
            let lasts = Timing::at(order.target, before).over_within(before);
            let next = scheduled.iter();
            next.map(|(next, _)| lasts + (order.settles)(before, next))
                .collect()
        })
        .collect();
    let dues = dues(&scheduled, &zone);
    let mut found: BTreeMap<(usize, usize), Close<'a>> = BTreeMap::new();
    for (at, (due, before)) in dues.iter().enumerate() {
        let needs = &needs[*before];
        let longest = needs.iter().max().copied().unwrap_or_default();
        for (later, next) in &dues[at + 1..] {
            let gap = later.since(*due);
            if gap >= longest {
                break;
            }
            if next == before || gap >= needs[*next] {
                continue;
            }
            let close = Close {
                before: scheduled[*before].0,
                next: scheduled[*next].0,
                gap,
                needs: needs[*next],
            };
            let known = found.entry((*before, *next)).or_insert(close);
            known.gap = gap.min(known.gap);
        }
    }
    found.into_values().collect()
}

/// When each of them is due, in order.
fn dues(scheduled: &[(&Drill, &Cron)], zone: &Zone) -> Vec<(ServerTime, usize)> {
    let share = DUES_MOST / scheduled.len().max(1);
    let mut dues = Vec::new();
    for (which, (_, cron)) in scheduled.iter().enumerate() {
        let mut due = FROM;
        for _ in 0..share {
            match cron.next(zone, due) {
                Some(next) if next.since(FROM) < FOR => due = next,
                Some(_) | None => break,
            }
            dues.push((due, which));
        }
    }
    dues.sort();
    dues
}
