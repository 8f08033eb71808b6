//! What a scheduler goes by.

use std::collections::BTreeMap;

use crate::base::{Duration, ServerTime};
use crate::spec::drill::Cron;
use crate::spec::target::{Calendar, Zone};

/// How many of the times that a drill is due are looked at for one at which it may run.
const DUES_MOST: usize = 3_000;

/// What a scheduler goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// By whose clocks drills are due.
    pub zone: Zone,
    /// When none may run; none where they always may.
    pub calendar: Option<Calendar>,
    /// The drills, by name.
    pub drills: Vec<Timed>,
    /// How late a drill may begin; later it is passed over.
    pub tolerance: Duration,
    /// Over how long the beginnings of drills are spread.
    pub jitter: Duration,
    /// What is spread, as the target's name: those of different names differ.
    pub spread: String,
    /// For each drill, and each that may follow it: how long the platform settles in between if
    /// nobody lived to tell, at the most.
    pub settles: BTreeMap<String, BTreeMap<String, Duration>>,
}

/// A drill that is due by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timed {
    /// Its name.
    pub name: String,
    /// When it is due.
    pub cron: Cron,
    /// From its beginning until everything is put back, at the most.
    pub put_back_within: Duration,
}

impl Settings {
    /// When a drill begins next, if nothing is in its way but the calendar; none if that lets it
    /// run at no time that can be foreseen.
    pub fn next(&self, timed: &Timed, now: ServerTime) -> Option<ServerTime> {
        let delay = self.delay(&timed.name);
        let back = i64::try_from(delay.ms()).unwrap_or(i64::MAX);
        let mut due = ServerTime::from_unix_ms(now.unix_ms().saturating_sub(back));
        for _ in 0..DUES_MOST {
            due = timed.cron.next(&self.zone, due)?;
            let begins = after(due, delay);
            let calendar = self.calendar.as_ref();
            let closed = calendar.and_then(|it| it.closed(begins, timed.put_back_within));
            if closed.is_none() {
                return Some(begins);
            }
        }
        None
    }

    /// How long after it is due a drill begins. It is always the same for the same drill on the same
    /// target, so that people know it, and differs between targets, so that not all of them are
    /// drilled at once.
    pub(super) fn delay(&self, drill: &str) -> Duration {
        let whole = self.jitter.ms().saturating_add(1);
        let bytes = self.spread.bytes().chain([0]).chain(drill.bytes());
        // FNV-1a: the same on every machine and in every version.
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Duration::from_ms((hash ^ (hash >> 32)) % whole)
    }
}

/// A moment later than another.
pub(super) fn after(moment: ServerTime, length: Duration) -> ServerTime {
    let length = i64::try_from(length.ms()).unwrap_or(i64::MAX);
    ServerTime::from_unix_ms(moment.unix_ms().saturating_add(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_spread_and_stay_where_they_are() {
        let settings = |spread: &str, jitter: Duration| Settings {
            zone: Zone::UTC,
            calendar: None,
            drills: Vec::new(),
            tolerance: Duration::ZERO,
            jitter,
            spread: spread.to_owned(),
            settles: BTreeMap::new(),
        };
        let minutes = Duration::from_mins(10);
        let delays: std::collections::BTreeSet<_> = (0..100)
            .map(|number| settings(&format!("cluster-{number}"), minutes).delay("a"))
            .collect();
        assert!(delays.len() > 90, "{} of 100 differ", delays.len());
        assert!(delays.iter().all(|delay| *delay <= minutes));
        assert!(delays.first() < Some(&Duration::from_mins(1)));
        assert!(delays.last() > Some(&Duration::from_mins(9)));
        let one = settings("cluster-1", minutes);
        assert_eq!(one.delay("a"), one.delay("a"));
        assert_ne!(one.delay("a"), one.delay("b"));
        assert_eq!(settings("x", Duration::ZERO).delay("a"), Duration::ZERO);
    }
}
