//! A drill stops when its own requests have used up what they may, and puts everything back.

use firedrill::base::{At, Money, Tokens};
use firedrill::drill::journal::{Observed, Stage};
use firedrill::drill::plan::Brief;
use firedrill::drill::verdict::Verdict;
use firedrill::drill::{Code, Outcome};
use firedrill::spec::profile::Prices;

use super::stage::{brief, drill, run, world};

fn drilled(brief: Brief) -> (Verdict, Observed) {
    let mut world = world(1, &[]);
    let before = world.snapshot_places();
    let (verdict, journal) = run(&mut world, brief);
    assert!(before == world.snapshot_places(), "everything was put back");
    let mut seen = Observed::default();
    for (at, event) in &journal {
        seen.absorb(*at, event);
    }
    (verdict, seen)
}

fn limited(spend: &str, prices: Option<Prices>) -> (Verdict, Observed) {
    let mut drill = drill();
    drill.limits.spend = spend.parse().expect("an amount");
    drilled(Brief {
        prices,
        ..brief(drill)
    })
}

/// The verdict names the limit and says what was spent of it.
fn stopped(verdict: &Verdict, detail: &str) {
    assert_eq!(verdict.outcome, Outcome::Inconclusive, "{verdict:#?}");
    let finding = verdict.findings.first().expect("a finding");
    assert_eq!(finding.code, Code::LimitReached);
    assert_eq!(finding.detail, detail);
}

#[test]
fn a_run_ends_early_when_its_money_is_spent() {
    let prices = brief(drill()).prices;
    assert!(prices.is_some(), "the shipped profile names prices");
    let (verdict, seen) = limited("$0.10", prices);
    stopped(
        &verdict,
        &format!("{} of $0.10 were spent", seen_at_stop(&seen)),
    );
    assert!(seen.injected.is_some(), "it lasts into the fault");
    let watched = seen.entered(Stage::Watch).expect("a watch");
    let put_back = seen.entered(Stage::PutBack).expect("putting back");
    assert!(watched < put_back);
    assert!(
        !seen.stages.contains_key(&Stage::Recover),
        "no more requests"
    );
}

#[test]
fn without_a_known_price_tokens_count_as_dear_as_the_default_assumes() {
    let known = limited("$0.10", brief(drill()).prices).1;
    let (verdict, unknown) = limited("$0.10", None);
    assert!(verdict.outcome == Outcome::Inconclusive);
    let stop = |seen: &Observed| seen.early.first().map(|early| early.at);
    assert!(stop(&unknown) < stop(&known), "$10.00/1M are dearer");
    assert!(
        unknown.injected.is_none(),
        "it is spent before anything is broken"
    );
}

#[test]
fn a_run_ends_early_when_its_tokens_are_used_up() {
    let mut drill = drill();
    drill.limits.tokens = Tokens::new(20_000);
    let (verdict, seen) = drilled(brief(drill));
    let used: u64 = until(&seen).map(|shot| u64::from(shot.tokens)).sum();
    stopped(&verdict, &format!("{used} tokens of 20k were used"));
}

#[test]
fn nothing_is_stopped_by_limits_that_hold_the_worst_case() {
    let (verdict, seen) = limited("$2.00", brief(drill()).prices);
    assert_eq!(verdict.outcome, Outcome::Pass);
    let plan = seen.plan.as_deref().expect("a plan");
    let most = plan.worst_case();
    assert!(seen.spent > Money::default() && seen.spent <= most.spend);
    assert!(seen.tokens > 0 && seen.tokens <= most.tokens.count());
    assert!(u64::try_from(seen.shots.len()).is_ok_and(|sent| sent <= most.requests));
}

/// Requests whose ends were known when the run was stopped.
fn until(seen: &Observed) -> impl Iterator<Item = &firedrill::world::Shot> {
    let stopped = seen.early.first().map_or(At::START, |early| early.at);
    seen.shots
        .iter()
        .filter(move |shot| shot.due + shot.took <= stopped)
}

/// What the requests cost that had ended when the run was stopped.
fn seen_at_stop(seen: &Observed) -> Money {
    let plan = seen.plan.as_deref().expect("a plan");
    until(seen).fold(Money::default(), |sum, shot| sum + plan.cost_of(shot))
}
