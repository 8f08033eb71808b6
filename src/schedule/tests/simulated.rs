//! A year of virtual time, with both changes of the clocks, in two time zones; and random months.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{calendar, minutes, moment, settings, timed};
use crate::base::{Duration, ServerTime};
use crate::drill::Outcome;
use crate::schedule::settings::after;
use crate::schedule::{Ended, Entry, History, Known, Scheduler, Settings, Then, Timed};
use crate::spec::target::Zone;

/// Numbers that look random.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }
}

/// A scheduler in a world in which runs take their time, and schedulers die.
struct Simulated {
    settings: Settings,
    chance: Chance,
    /// One in so many steps is the last of its scheduler; 0 for none.
    dies: u64,
    text: String,
}

impl Simulated {
    fn new(settings: Settings, seed: u64, dies: u64) -> Self {
        Self {
            settings,
            chance: Chance(seed),
            dies,
            text: String::new(),
        }
    }

    fn dies(&mut self) -> bool {
        self.dies > 0 && self.chance.below(self.dies) == 0
    }

    fn write(&mut self, entries: &[Entry]) {
        self.text.extend(entries.iter().map(Entry::line));
    }

    /// Runs schedulers, one after another, until a moment; the whole history.
    fn until(mut self, from: ServerTime, until: ServerTime) -> Vec<Entry> {
        let mut now = from;
        while now < until {
            let history = History::read(&self.text).unwrap();
            self.text.truncate(history.whole);
            let known = Known::of(&history.entries);
            let (mut scheduler, entries) = Scheduler::begin(self.settings.clone(), known, now);
            self.write(&entries);
            now = self.live(&mut scheduler, now, until);
            // It died while it wrote, and nobody notices for a while.
            self.text += "{\"entry\":\"star";
            now = after(now, minutes(self.chance.below(300)));
        }
        // One that does not die tells of everything that those before it were too dead to tell of.
        self.dies = 0;
        let history = History::read(&self.text).unwrap();
        self.text.truncate(history.whole);
        let known = Known::of(&history.entries);
        let (mut scheduler, entries) = Scheduler::begin(self.settings.clone(), known, now);
        self.write(&entries);
        self.live(&mut scheduler, now, after(now, minutes(60)));
        let history = History::read(&self.text).unwrap();
        history.entries
    }

    fn live(
        &mut self,
        scheduler: &mut Scheduler,
        mut now: ServerTime,
        until: ServerTime,
    ) -> ServerTime {
        while now < until && !self.dies() {
            let step = scheduler.step(now);
            self.write(&step.entries);
            let entries = match step.then {
                Then::Wait { until: later } => {
                    now = now.max(later);
                    continue;
                }
                Then::PutBack => {
                    let failed = self.dies > 0 && self.chance.below(3) == 0;
                    let why = || "the API server does not answer".to_owned();
                    scheduler.put_back(now, if failed { Err(why()) } else { Ok(0) })
                }
                Then::Start { .. } => {
                    now = after(now, minutes(5 + self.chance.below(25)));
                    if self.dies() {
                        return now;
                    }
                    let outcome = match self.chance.below(20) {
                        0 if self.dies > 0 => Some(Outcome::LeftBehind),
                        1 => None,
                        _ => Some(Outcome::Pass),
                    };
                    let settles = minutes(self.chance.below(20));
                    let drills = self.settings.drills.iter();
                    let settling = drills.map(|timed| (timed.name.clone(), settles)).collect();
                    scheduler.finished(
                        now,
                        Ended {
                            outcome,
                            settling,
                            ..Ended::default()
                        },
                    )
                }
            };
            self.write(&entries);
        }
        now
    }
}

/// What must be so whatever happens.
fn hold(settings: &Settings, entries: &[Entry], from: ServerTime, until: ServerTime) {
    never_two_at_once(entries);
    for timed in &settings.drills {
        each_once_and_none_lost(settings, timed, entries, (from, until));
    }
    for entry in entries {
        let Entry::Started { at, drill, due } = entry else {
            continue;
        };
        let late = ServerTime::unix_ms(*at) - due.unix_ms();
        let most = settings.tolerance + settings.jitter;
        assert!(
            late >= 0 && late <= i64::try_from(most.ms()).unwrap(),
            "{entry:?}"
        );
        let timed = settings.drills.iter().find(|timed| timed.name == *drill);
        let length = timed.unwrap().put_back_within;
        let closed = settings.calendar.as_ref();
        let closed = closed.and_then(|calendar| calendar.closed(*at, length));
        assert_eq!(closed, None, "{entry:?}");
    }
}

fn never_two_at_once(entries: &[Entry]) {
    let mut running: Option<&str> = None;
    for entry in entries {
        match entry {
            Entry::Started { drill, .. } => {
                assert_eq!(running, None, "{entry:?}");
                running = Some(drill);
            }
            Entry::Finished { drill, .. } => {
                assert_eq!(running, Some(drill.as_str()), "{entry:?}");
                running = None;
            }
            Entry::Began { .. }
            | Entry::Skipped { .. }
            | Entry::Owed { .. }
            | Entry::Cleared { .. } => {}
        }
    }
}

/// Each time that a drill was due it was started or passed over, once, and in its order.
fn each_once_and_none_lost(
    settings: &Settings,
    timed: &Timed,
    entries: &[Entry],
    (from, until): (ServerTime, ServerTime),
) {
    let mut told = from;
    let mut next = || {
        told = timed.cron.next(&settings.zone, told).unwrap();
        told
    };
    let mut last = from;
    for entry in entries {
        match entry {
            Entry::Started { drill, due, .. } if *drill == timed.name => {
                assert_eq!(next(), *due, "{entry:?}");
                last = *due;
            }
            Entry::Skipped {
                drill,
                first,
                last: to,
                times,
                why,
                ..
            } if *drill == timed.name => {
                let dues: Vec<ServerTime> = (0..*times).map(|_| next()).collect();
                assert_eq!(
                    (dues.first(), dues.last()),
                    (Some(first), Some(to)),
                    "{entry:?}"
                );
                assert!(!why.is_empty());
                last = *to;
            }
            Entry::Began { .. }
            | Entry::Started { .. }
            | Entry::Finished { .. }
            | Entry::Skipped { .. }
            | Entry::Owed { .. }
            | Entry::Cleared { .. } => {}
        }
    }
    // What is not told of yet is not too late yet.
    let open = next();
    let patience = settings.tolerance + settings.jitter + minutes(60);
    assert!(
        after(open, patience) > until,
        "{} after {last:?}",
        timed.name
    );
}

/// When a drill was started, as clocks showed it.
fn started(zone: &Zone, entries: &[Entry], wanted: &str) -> BTreeMap<String, String> {
    let started = entries.iter().filter_map(|entry| {
        let Entry::Started { at, drill, .. } = entry else {
            return None;
        };
        (drill == wanted).then(|| zone.tell(*at))
    });
    started.map(|told| (told[4..14].to_owned(), told)).collect()
}

fn a_year(zone: &str) -> (Settings, Vec<Entry>) {
    let drills = vec![
        timed("night", "30 2 * * *"),
        timed("workday", "0 10 * * 1-5"),
        timed("often", "*/20 8-17 * * *"),
    ];
    let settings = Settings {
        calendar: Some(calendar(zone)),
        ..settings(zone, drills)
    };
    let (from, until) = (
        moment("2026-01-01T12:00:00Z"),
        moment("2027-01-01T12:00:00Z"),
    );
    let entries = Simulated::new(settings.clone(), 7, 0).until(from, until);
    hold(&settings, &entries, from, until);
    (settings, entries)
}

#[test]
fn a_year_in_berlin() {
    let (settings, entries) = a_year("Europe/Berlin");
    let nights = started(&settings.zone, &entries, "night");
    assert_eq!(nights["2026-03-27"], "Fri 2026-03-27 02:30 CET");
    assert_eq!(
        nights["2026-03-29"], "Sun 2026-03-29 03:00 CEST",
        "the hour was left out"
    );
    assert_eq!(
        nights["2026-10-25"], "Sun 2026-10-25 02:30 CEST",
        "of two the first"
    );
    assert_eq!(nights["2026-10-26"], "Mon 2026-10-26 02:30 CET");
    assert!(!nights.contains_key("2026-12-25") && nights.contains_key("2026-12-24"));
    assert!(nights.contains_key("2026-12-27") && !nights.contains_key("2026-12-28"));
}

#[test]
fn a_year_in_new_york() {
    let (settings, entries) = a_year("America/New_York");
    let nights = started(&settings.zone, &entries, "night");
    assert_eq!(nights["2026-03-08"], "Sun 2026-03-08 03:00 EDT");
    assert_eq!(nights["2026-11-01"], "Sun 2026-11-01 02:30 EST");
    assert_eq!(nights["2026-11-02"], "Mon 2026-11-02 02:30 EST");
    let workdays = started(&settings.zone, &entries, "workday");
    assert!(
        workdays.len() > 230 && workdays.len() < 261,
        "{}",
        workdays.len()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_happens_none_is_lost_none_runs_twice_and_never_two_at_once(
        seed: u64,
        zone in prop::sample::select(vec!["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
        month in 1..12_u32,
        jitter in 0..90_u64,
        tolerance in 0..120_u64,
        dies in prop::sample::select(vec![0_u64, 5, 40]),
        with_calendar: bool,
    ) {
        let drills = vec![
            timed("night", "30 2 * * *"),
            timed("often", "*/20 * * * *"),
            timed("seldom", "15 1-3,9 */2 * 0"),
        ];
        let settings = Settings {
            calendar: with_calendar.then(|| calendar(zone)),
            jitter: minutes(jitter),
            tolerance: minutes(tolerance),
            ..settings(zone, drills)
        };
        let from = moment(&format!("2026-{month:02}-10T07:07:07Z"));
        let until = after(from, Duration::from_mins(30 * 24 * 60));
        let entries = Simulated::new(settings.clone(), seed, dies).until(from, until);
        hold(&settings, &entries, from, until);
    }
}
