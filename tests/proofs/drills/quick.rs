//! The quick profile: shorter, and judged as the whole drill is.

use firedrill::base::Duration;
use firedrill::drill::plan::quick;
use firedrill::drill::verdict::{Status, Verdict};
use firedrill::drill::{Code, Outcome};
use firedrill::embedded::Weakness;
use firedrill::lab::each;

use super::expected::TABLE;
use super::stage::{self, brief, drill, drills, run, world};

fn verdict(name: &str, seed: u64, weaknesses: &[Weakness]) -> Verdict {
    let (short, _) = quick(&drill(name));
    run(&mut world(seed, weaknesses), brief(short)).0
}

#[test]
fn a_quick_drill_passes_where_the_whole_one_does_and_keeps_the_same_promises() {
    let seeds: Vec<u64> = (1..=20).collect();
    for name in drills() {
        let wrong: Vec<String> = each(&seeds, |seed| {
            let short = verdict(&name, *seed, &[]);
            let all_kept = short
                .promises
                .iter()
                .all(|promise| promise.status == Status::Kept);
            (short.outcome != Outcome::Pass || !all_kept).then(|| {
                format!(
                    "{name}, seed {seed}: {:#?} {:#?}",
                    short.findings, short.promises
                )
            })
        })
        .into_iter()
        .flatten()
        .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// Or says that its hold is too short for a rule that is far slower than was promised.
#[test]
fn a_quick_drill_comes_to_what_the_whole_one_does() {
    let shipped = drills();
    let rows: Vec<_> = TABLE
        .iter()
        .filter(|(_, name, ..)| shipped.iter().any(|one| one == name))
        .collect();
    let wrong: Vec<String> = each(&rows, |(weakness, name, ..)| {
        let short = verdict(name, 1, &[*weakness]);
        let whole = stage::verdict(name, 1, &[*weakness]);
        let codes = |verdict: &Verdict| -> Vec<Code> {
            verdict.findings.iter().map(|found| found.code).collect()
        };
        let same = short.outcome == whole.outcome || codes(&short) == [Code::HoldTooShort];
        (!same).then(|| {
            let (short, whole) = (codes(&short), codes(&whole));
            format!("{weakness} × {name}: {short:?} instead of {whole:?}")
        })
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_shortened_is_said_and_reaches_beyond_every_deadline() {
    let whole = drill("provider-blackhole");
    let (short, told) = quick(&whole);
    assert!(short.fault.hold < whole.fault.hold, "{}", short.fault.hold);
    assert!(
        short.fault.hold > Duration::from_mins(5),
        "the page's deadline"
    );
    assert_eq!(
        short.expect, whole.expect,
        "nothing that is promised is changed"
    );
    assert!(
        told.iter()
            .any(|line| line.contains("is held for") && line.contains("instead of 10m")),
        "{told:?}"
    );
}
