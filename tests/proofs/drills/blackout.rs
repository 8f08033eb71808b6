//! No drill begins when its target's calendar lets none run, or reaches into such a time.

use firedrill::drill::plan::Brief;
use firedrill::drill::verdict::Finding;
use firedrill::drill::{Code, Outcome};
use firedrill::embedded::Weakness;
use firedrill::spec::target::{Blackout, Calendar};

use super::stage::{brief, drill, drills, run, world};

/// What forbids a drill on the platform in memory, on which it is three o'clock in the night of a
/// Tuesday in January, universal time.
fn forbidden(from: &str, to: &str) -> Option<(Outcome, Finding)> {
    let mut calendar = Calendar::open("Europe/Berlin".parse().expect("a zone"));
    calendar.blackouts = vec![Blackout {
        days: "tue".parse().expect("a day"),
        from: from.parse().expect("a time"),
        to: to.parse().expect("a time"),
        reason: "the night batch runs".into(),
    }];
    let brief = Brief {
        calendar: Some(calendar),
        ..brief(drill("provider-blackhole"))
    };
    let mut world = world(1, &[]);
    let before = world.snapshot_places();
    let (verdict, _) = run(&mut world, brief);
    assert!(before == world.snapshot_places(), "it is put back");
    let finding = verdict.findings.first()?;
    assert!(verdict.moments.injected_ms.is_none(), "nothing was changed");
    Some((verdict.outcome, finding.clone()))
}

#[test]
fn a_drill_that_would_begin_in_a_window_is_refused_and_told_until_when() {
    let (outcome, finding) = forbidden("03:30", "06:00").expect("it is refused");
    assert_eq!(
        (outcome, finding.code),
        (Outcome::Inconclusive, Code::Blackout)
    );
    assert_eq!(
        finding.detail,
        "drills may not run here until Tue 2026-01-06 06:00 CET: the night batch runs"
    );
}

#[test]
fn a_drill_that_might_not_be_put_back_before_a_window_is_refused() {
    let longest = brief(drill("provider-blackhole")).put_back_within();
    let (_, finding) = forbidden("04:15", "06:00").expect("it is refused");
    assert_eq!(
        finding.detail,
        format!(
            "drills may not run here from Tue 2026-01-06 04:15 CET until Tue 2026-01-06 06:00 CET: \
             the night batch runs; this one may take up to {} until everything is put back",
            longest.short()
        )
    );
}

#[test]
fn a_drill_that_is_put_back_in_time_runs() {
    assert_eq!(forbidden("06:00", "08:00"), None);
    assert_eq!(forbidden("02:00", "03:30"), None, "it is over");
}

#[test]
fn every_drill_is_put_back_within_the_time_that_is_reckoned_with() {
    use firedrill::drill::journal::{Event, Stage};
    for name in drills() {
        for weaknesses in [&[][..], &[Weakness::UndoFails]] {
            let brief = brief(drill(&name));
            let longest = brief.put_back_within();
            let (_, journal) = run(&mut world(1, weaknesses), brief);
            let over = journal.iter().find(|(_, event)| {
                matches!(
                    event,
                    Event::Entered {
                        stage: Stage::Recover | Stage::Gather
                    }
                )
            });
            let (at, _) = over.expect("it ends");
            assert!(at.ms() > 60_000, "{name}");
            let needed = at.since(firedrill::base::At::START);
            assert!(needed <= longest, "{name}: {needed} of {longest}");
        }
    }
}
