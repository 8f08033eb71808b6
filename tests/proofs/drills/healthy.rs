//! A healthy platform passes, whatever its noise, and where nothing is broken nothing is found.

use firedrill::drill::Outcome;

use super::parallel::each;
use super::stage::{control, drills, verdict};

/// Seeds that each shipped drill must pass; `FIREDRILL_SEEDS` names another number.
const SEEDS: u64 = 200;

#[expect(
    clippy::disallowed_methods,
    reason = "a test says itself how long it is to run"
)]
fn seeds(usual: u64) -> u64 {
    let wanted = std::env::var("FIREDRILL_SEEDS").ok();
    wanted.map_or(usual, |number| number.parse().expect("a number of seeds"))
}

/// Seeds of controls, unless `FIREDRILL_SEEDS` names another number.
const CONTROLS: u64 = 50;

/// What is said of each seed that is not as it should be.
fn on_every_seed(seeds: u64, wrong: impl Fn(u64) -> Option<String> + Sync) -> Vec<String> {
    let seeds: Vec<u64> = (1..=seeds).collect();
    each(&seeds, |seed| wrong(*seed))
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn a_healthy_platform_passes_every_drill_on_every_seed() {
    for name in drills() {
        let seeds = seeds(SEEDS);
        let wrong = on_every_seed(seeds, |seed| {
            let verdict = verdict(&name, seed, &[]);
            // What is measured lies within what was predicted: there is no note either.
            (verdict.outcome != Outcome::Pass || !verdict.notes.is_empty())
                .then(|| format!("seed {seed}: {:#?} {:#?}", verdict.findings, verdict.notes))
        });
        assert!(
            wrong.is_empty(),
            "{name}: {} of {seeds}: {}",
            wrong.len(),
            wrong[..wrong.len().min(3)].join("\n")
        );
        println!("healthy: {name} passes on {seeds} of {seeds} seeds");
    }
}

#[test]
fn where_nothing_is_broken_nothing_fires_and_nothing_is_found() {
    for name in drills() {
        let seeds = seeds(CONTROLS);
        let wrong = on_every_seed(seeds, |seed| {
            let verdict = control(&name, seed);
            (verdict.outcome != Outcome::Pass)
                .then(|| format!("seed {seed}: {:#?}", verdict.findings))
        });
        assert!(
            wrong.is_empty(),
            "{name}: {} of {seeds}: {}",
            wrong.len(),
            wrong[..wrong.len().min(3)].join("\n")
        );
        println!("control: {name} finds nothing on {seeds} of {seeds} seeds");
    }
}
