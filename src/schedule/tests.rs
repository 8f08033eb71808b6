//! The decisions, each alone.

mod simulated;

use std::collections::BTreeMap;

use super::{Ended, Entry, Fate, Known, Reason, Scheduler, Settings, Then, Timed, preview};
use crate::base::{Duration, ServerTime};
use crate::drill::Outcome;
use crate::spec::target::{Blackout, Calendar, Freeze, Holiday};

fn moment(text: &str) -> ServerTime {
    let moment: jiff::Timestamp = text.parse().unwrap();
    ServerTime::from_unix_ms(moment.as_millisecond())
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_mins(minutes)
}

fn timed(name: &str, cron: &str) -> Timed {
    Timed {
        name: name.to_owned(),
        cron: cron.parse().unwrap(),
        put_back_within: minutes(30),
    }
}

fn settings(zone: &str, drills: Vec<Timed>) -> Settings {
    Settings {
        zone: zone.parse().unwrap(),
        calendar: None,
        drills,
        tolerance: minutes(60),
        jitter: Duration::ZERO,
        spread: "staging".to_owned(),
        settles: BTreeMap::new(),
    }
}

/// Nothing in the evening and at weekends, at Christmas and at the end of the year.
fn calendar(zone: &str) -> Calendar {
    let mut calendar = Calendar::open(zone.parse().unwrap());
    let blackout = |days: &str, from: &str, to: &str| Blackout {
        days: days.parse().unwrap(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        reason: format!("{days} from {from}"),
    };
    calendar.blackouts = vec![
        blackout("mon-fri", "17:00", "23:00"),
        blackout("sat", "00:00", "24:00"),
    ];
    calendar.freezes = vec![Freeze {
        from: "2026-12-28".parse().unwrap(),
        to: "2027-01-03".parse().unwrap(),
        reason: "the year ends".into(),
    }];
    calendar.holidays = vec![Holiday {
        date: "2026-12-25".parse().unwrap(),
        reason: "Christmas".into(),
    }];
    calendar
}

/// The only line of a history that passes a drill over.
fn passed_over(entries: &[Entry]) -> Vec<(u64, &str)> {
    let told = entries.iter().filter_map(|entry| {
        let Entry::Skipped { times, why, .. } = entry else {
            return None;
        };
        Some((*times, why.as_str()))
    });
    told.collect()
}

/// The same, each with its reason in one word.
fn reasons(entries: &[Entry]) -> Vec<Reason> {
    let told = entries.iter().filter_map(|entry| {
        let Entry::Skipped { reason, .. } = entry else {
            return None;
        };
        Some(*reason)
    });
    told.collect()
}

fn begun(settings: Settings, now: &str) -> Scheduler {
    let (mut scheduler, _) = Scheduler::begin(settings, Known::default(), moment(now));
    assert_eq!(
        scheduler.step(moment(now)).then,
        Then::PutBack,
        "what is owed comes first"
    );
    assert_eq!(scheduler.put_back(moment(now), Ok(0)), []);
    scheduler
}

#[test]
fn what_is_due_in_a_blackout_is_passed_over_and_not_queued() {
    let settings = Settings {
        calendar: Some(calendar("UTC")),
        ..settings("UTC", vec![timed("a", "30 22 * * *")])
    };
    let mut scheduler = begun(settings, "2026-11-26T12:00:00Z");
    let step = scheduler.step(moment("2026-11-26T22:30:00Z"));
    let why = "drills may not run until Thu 2026-11-26 23:00 UTC: mon-fri from 17:00";
    assert_eq!(passed_over(&step.entries), [(1, why)]);
    assert_eq!(reasons(&step.entries), [Reason::Calendar]);
    let step = scheduler.step(moment("2026-11-26T23:01:00Z"));
    assert!(
        step.entries.is_empty() && matches!(step.then, Then::Wait { .. }),
        "{step:?}"
    );
}

#[test]
fn what_might_reach_into_a_blackout_is_passed_over() {
    let settings = Settings {
        calendar: Some(calendar("UTC")),
        ..settings("UTC", vec![timed("a", "31 16 * * *")])
    };
    let mut scheduler = begun(settings, "2026-11-26T12:00:00Z");
    let step = scheduler.step(moment("2026-11-26T16:31:00Z"));
    let why = "it might not be put back by Thu 2026-11-26 17:00 UTC, when drills may not run until \
               Thu 2026-11-26 23:00 UTC: mon-fri from 17:00";
    assert_eq!(passed_over(&step.entries), [(1, why)]);
}

#[test]
fn what_was_missed_is_made_up_for_within_the_tolerance_and_once() {
    let drills = vec![timed("a", "0 * * * *")];
    let past = {
        let scheduler = begun(settings("UTC", drills.clone()), "2026-11-26T00:30:00Z");
        scheduler.known().clone()
    };
    let back = moment("2026-11-26T04:20:00Z");
    let (mut scheduler, _) = Scheduler::begin(settings("UTC", drills), past, back);
    scheduler.put_back(back, Ok(0));
    let step = scheduler.step(back);
    let why = "the scheduler was not running; it is due again since";
    assert_eq!(passed_over(&step.entries), [(3, why)]);
    assert_eq!(reasons(&step.entries), [Reason::Missed]);
    let due = moment("2026-11-26T04:00:00Z");
    let drill = "a".to_owned();
    assert_eq!(step.then, Then::Start { drill, due });
}

#[test]
fn what_waits_for_another_drill_too_long_is_passed_over_and_says_for_which() {
    let drills = vec![timed("a", "0 3 * * *"), timed("b", "10 3 * * *")];
    let mut scheduler = begun(settings("UTC", drills), "2026-11-26T00:00:00Z");
    let started = scheduler.step(moment("2026-11-26T03:00:00Z")).then;
    assert!(matches!(started, Then::Start { drill, .. } if drill == "a"));
    let meanwhile = scheduler.step(moment("2026-11-26T03:10:00Z"));
    assert!(matches!(meanwhile.then, Then::Wait { .. }), "one at a time");
    scheduler.finished(moment("2026-11-26T04:11:00Z"), Ended::default());
    let step = scheduler.step(moment("2026-11-26T04:11:00Z"));
    assert_eq!(
        passed_over(&step.entries),
        [(1, "`a` was running; it may begin 1h late")]
    );
    assert_eq!(reasons(&step.entries), [Reason::Busy]);
}

#[test]
fn the_platform_settles_before_the_next_drill_also_after_a_restart() {
    let drills = vec![timed("a", "0 3 * * *"), timed("b", "0 3 * * *")];
    let mut scheduler = begun(settings("UTC", drills.clone()), "2026-11-26T00:00:00Z");
    scheduler.step(moment("2026-11-26T03:00:00Z"));
    let over = moment("2026-11-26T03:20:00Z");
    let settling = |length| Ended {
        outcome: Some(Outcome::Pass),
        settling: [("b".to_owned(), minutes(length))].into(),
        ..Ended::default()
    };
    let mut other = scheduler.clone();
    scheduler.finished(over, settling(15));
    let until = moment("2026-11-26T03:35:00Z");
    assert_eq!(scheduler.step(over).then, Then::Wait { until });
    let (mut scheduler, _) =
        Scheduler::begin(settings("UTC", drills), scheduler.known().clone(), over);
    scheduler.put_back(over, Ok(0));
    assert_eq!(scheduler.step(over).then, Then::Wait { until });
    assert!(matches!(scheduler.step(until).then, Then::Start { .. }));
    // What would settle for too long is told at once.
    other.finished(over, settling(41));
    let why = "the platform settles after `a` until Thu 2026-11-26 04:01 UTC";
    let step = other.step(over);
    assert_eq!(passed_over(&step.entries), [(1, why)]);
    assert_eq!(reasons(&step.entries), [Reason::Settling]);
}

#[test]
fn nothing_is_started_while_something_is_left_and_each_try_waits_longer() {
    let drills = vec![timed("a", "0 3 * * *"), timed("b", "30 3 * * *")];
    let mut scheduler = begun(settings("UTC", drills), "2026-11-26T00:00:00Z");
    scheduler.step(moment("2026-11-26T03:00:00Z"));
    let left = Ended {
        outcome: Some(Outcome::LeftBehind),
        ..Ended::default()
    };
    let mut now = moment("2026-11-26T03:20:00Z");
    scheduler.finished(now, left);
    let (mut tries, mut told) = (Vec::new(), Vec::new());
    while now < moment("2026-11-26T05:00:00Z") {
        let step = scheduler.step(now);
        told.extend(step.entries);
        match step.then {
            Then::PutBack => {
                tries.push((now.unix_ms() - moment("2026-11-26T03:20:00Z").unix_ms()) / 60_000);
                told.extend(scheduler.put_back(now, Err("it is refused".into())));
            }
            Then::Wait { until } => now = until,
            Then::Start { .. } => panic!("something is left behind"),
        }
    }
    assert_eq!(tries, [0, 1, 3, 7, 15, 31, 47, 63, 79, 95]);
    let owed = told
        .iter()
        .filter(|entry| matches!(entry, Entry::Owed { .. }));
    assert_eq!(owed.count(), 1, "the same is told once");
    let why = "something an earlier run changed may be left: it is refused; it may begin 1h late";
    assert_eq!(passed_over(&told), [(1, why)]);
    assert_eq!(reasons(&told), [Reason::Owed]);
    assert!(scheduler.is_blocked());
    let cleared = scheduler.put_back(now, Ok(1));
    assert!(matches!(cleared[..], [Entry::Cleared { changes: 1, .. }]));
    assert!(!scheduler.is_blocked());
}

#[test]
fn the_next_run_is_the_next_that_the_calendar_lets_begin() {
    let settings = Settings {
        calendar: Some(calendar("UTC")),
        jitter: minutes(9),
        ..settings(
            "UTC",
            vec![timed("a", "0 18 * * 1-5"), timed("b", "0 18 * * *")],
        )
    };
    // In the evening of working days drills may not run: on the 29th the drill is due on a Sunday.
    let (now, next) = (
        moment("2026-11-26T12:00:00Z"),
        moment("2026-11-29T18:00:00Z"),
    );
    assert_eq!(settings.next(&settings.drills[0], now), None);
    let begins = settings.next(&settings.drills[1], now).unwrap();
    let late = begins.since(next);
    assert!(begins >= next && late <= minutes(9), "{late}");
    // While it is due already, and begins later, that is the next time.
    assert_eq!(settings.next(&settings.drills[1], next), Some(begins));
}

#[test]
fn what_settles_longer_counts_whatever_ran_since() {
    let drills = vec![timed("a", "0 3 * * *"), timed("b", "10 3 * * *")];
    let mut scheduler = begun(settings("UTC", drills), "2026-11-26T00:00:00Z");
    let settling = |length| Ended {
        outcome: Some(Outcome::Pass),
        settling: [("a".to_owned(), minutes(length))].into(),
        ..Ended::default()
    };
    scheduler.step(moment("2026-11-26T03:00:00Z"));
    scheduler.finished(moment("2026-11-26T03:05:00Z"), settling(60));
    scheduler.step(moment("2026-11-26T03:10:00Z"));
    scheduler.finished(moment("2026-11-26T03:15:00Z"), settling(1));
    let until = moment("2026-11-26T04:05:00Z");
    assert_eq!(scheduler.known().settles("a"), Some((until, "a")));
}

#[test]
fn a_drill_that_was_running_when_its_scheduler_died_is_not_started_again() {
    let drills = vec![timed("a", "0 3 * * *")];
    let mut scheduler = begun(settings("UTC", drills.clone()), "2026-11-26T00:00:00Z");
    scheduler.step(moment("2026-11-26T03:00:00Z"));
    let back = moment("2026-11-26T03:02:00Z");
    let past = scheduler.known().clone();
    let (mut scheduler, entries) = Scheduler::begin(settings("UTC", drills), past, back);
    assert!(
        matches!(&entries[0], Entry::Finished { outcome: None, why: Some(why), .. }
            if why == "its scheduler ended while it ran"),
        "{entries:?}"
    );
    scheduler.put_back(back, Ok(1));
    assert!(matches!(scheduler.step(back).then, Then::Wait { .. }));
}

#[test]
fn a_platform_settles_as_long_as_it_may_have_to_after_a_scheduler_died() {
    let settings = Settings {
        settles: [("a".to_owned(), [("b".to_owned(), minutes(20))].into())].into(),
        ..settings(
            "UTC",
            vec![timed("a", "0 3 * * *"), timed("b", "1 3 * * *")],
        )
    };
    let mut scheduler = begun(settings.clone(), "2026-11-26T00:00:00Z");
    scheduler.step(moment("2026-11-26T03:00:00Z"));
    let back = moment("2026-11-26T03:02:00Z");
    let (mut scheduler, _) = Scheduler::begin(settings.clone(), scheduler.known().clone(), back);
    scheduler.put_back(back, Ok(1));
    let until = moment("2026-11-26T03:22:00Z");
    assert_eq!(scheduler.step(back).then, Then::Wait { until });
    // Another restart knows it as well, and makes it no longer.
    let later = moment("2026-11-26T03:10:00Z");
    let (mut scheduler, _) = Scheduler::begin(settings, scheduler.known().clone(), later);
    scheduler.put_back(later, Ok(0));
    assert_eq!(scheduler.step(later).then, Then::Wait { until });
}

#[test]
fn a_drill_whose_schedule_was_changed_counts_from_then_on() {
    let then = "2026-11-20T00:00:00Z";
    let past = begun(settings("UTC", vec![timed("a", "0 3 * * *")]), then);
    let now = moment("2026-11-26T12:00:00Z");
    let changed = settings(
        "UTC",
        vec![timed("a", "0 4 * * *"), timed("b", "0 5 * * *")],
    );
    let (mut scheduler, _) = Scheduler::begin(changed, past.known().clone(), now);
    scheduler.put_back(now, Ok(0));
    assert_eq!(passed_over(&scheduler.step(now).entries), []);
}

#[test]
fn thousands_of_missed_times_are_told_in_a_few_lines() {
    let drills = vec![timed("a", "* * * * *")];
    let past = begun(settings("UTC", drills.clone()), "2026-11-20T00:00:00Z");
    let now = moment("2026-11-26T12:00:30Z");
    let (mut scheduler, _) = Scheduler::begin(settings("UTC", drills), past.known().clone(), now);
    scheduler.put_back(now, Ok(0));
    let mut told = Vec::new();
    while let Then::Wait { .. } = {
        let step = scheduler.step(now);
        told.extend(step.entries);
        step.then
    } {}
    let times: Vec<u64> = passed_over(&told).iter().map(|(times, _)| *times).collect();
    assert_eq!(times.iter().sum::<u64>(), 6 * 24 * 60 + 12 * 60 - 1);
    assert!(times.len() < 12, "{times:?}");
}

#[test]
fn a_preview_says_what_runs_and_what_does_not() {
    let settings = Settings {
        calendar: Some(calendar("UTC")),
        ..settings(
            "UTC",
            vec![timed("a", "0 18 * * *"), timed("b", "0 3 * * *")],
        )
    };
    let now = moment("2026-11-26T12:00:00Z");
    let (scheduler, _) = Scheduler::begin(settings, Known::default(), now);
    let until = moment("2026-11-28T00:00:00Z");
    let rows = preview(scheduler, now, until, |_| (minutes(20), minutes(5)));
    let told: Vec<_> = rows
        .iter()
        .map(|row| (&*row.drill, matches!(row.fate, Fate::Runs(_))))
        .collect();
    assert_eq!(told, [("a", false), ("b", true), ("a", false)]);
}
