//! A healthy platform passes, whatever its noise.

use firedrill::drill::Outcome;

use super::stage::verdict;

const SEEDS: u64 = 200;

#[test]
fn a_healthy_platform_passes_on_two_hundred_seeds() {
    let not_passed: Vec<_> = (1..=SEEDS)
        .map(|seed| (seed, verdict(seed, &[])))
        .filter(|(_, verdict)| verdict.outcome != Outcome::Pass)
        .map(|(seed, verdict)| (seed, verdict.findings))
        .collect();
    assert!(
        not_passed.is_empty(),
        "{} of {SEEDS}: {not_passed:#?}",
        not_passed.len()
    );
    println!("healthy: {SEEDS} of {SEEDS} seeds pass");
}
