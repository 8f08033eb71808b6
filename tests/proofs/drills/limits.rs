//! A drill stops when its own requests have used up what they may, and puts everything back.

use firedrill::base::{At, Duration, Money, Tokens};
use firedrill::drill::journal::{Observed, Stage};
use firedrill::drill::plan::{Brief, Plan};
use firedrill::drill::verdict::Verdict;
use firedrill::drill::{Code, Machine, Outcome, Run};
use firedrill::world::{Ask, Outcome as End, Shot, World};

use super::stage::{brief, drill, world};

/// Runs a drill, whose world may be left to count by itself what is used, or not.
fn drilled(brief: Brief, world_counts: bool) -> (Verdict, Observed) {
    let mut world = world(1, &[]);
    let before = world.snapshot_places();
    let mut run = Run::new(brief);
    let mut step = run.begin(At::START);
    while !step.done {
        for (tag, mut ask) in step.asks {
            if let Ask::Traffic(schedule) = &mut ask
                && !world_counts
            {
                schedule.cap = None;
            }
            world.ask(tag, ask);
        }
        let (at, incoming) = world.advance(step.wake);
        step = run.step(at, incoming);
    }
    assert!(before == world.snapshot_places(), "everything was put back");
    let verdict = run.verdict().cloned().expect("a verdict");
    (verdict, run.seen().clone())
}

fn limited(spend: &str, tokens: u64) -> Brief {
    let mut drill = drill("provider-blackhole");
    drill.limits.spend = spend.parse().expect("an amount");
    drill.limits.tokens = Tokens::new(tokens);
    brief(drill)
}

/// Why it was stopped, and nothing else is wrong.
fn stopped((verdict, seen): &(Verdict, Observed)) -> &str {
    assert_eq!(verdict.outcome, Outcome::Inconclusive, "{verdict:#?}");
    let finding = verdict.findings.first().expect("a finding");
    assert_eq!(finding.code, Code::LimitReached);
    assert!(
        !seen.stages.contains_key(&Stage::Recover),
        "no more requests"
    );
    &finding.detail
}

#[test]
fn a_world_that_counts_sends_nothing_that_could_cost_too_much() {
    let told = drilled(limited("$0.10", 100_000_000), true);
    assert!(stopped(&told).contains("of $0.10"), "{}", stopped(&told));
    let seen = told.1;
    let limit: Money = "$0.10".parse().expect("an amount");
    assert!(seen.spent <= limit && seen.spent > Money::default());
    assert!(seen.injected.is_some(), "it lasts into the fault");
    assert!(seen.entered(Stage::Watch) < seen.entered(Stage::PutBack));
}

#[test]
fn where_the_world_does_not_count_the_run_is_ended_by_what_was_spent() {
    let told = drilled(limited("$0.10", 100_000_000), false);
    assert_eq!(stopped(&told), "$0.10 of $0.10 were spent");
    assert!(told.1.entered(Stage::Watch) < told.1.entered(Stage::PutBack));
}

#[test]
fn where_the_world_does_not_count_the_run_is_ended_by_the_tokens_that_were_used() {
    // Used up before anything is broken.
    let told = drilled(limited("$100.00", 20_000), false);
    assert!(stopped(&told).ends_with(" tokens of 20k were used"));
    assert!(told.1.injected.is_none());
}

#[test]
fn nothing_is_stopped_by_limits_that_hold_the_worst_case() {
    let (verdict, seen) = drilled(brief(drill("provider-blackhole")), false);
    assert_eq!(verdict.outcome, Outcome::Pass);
    let most = seen.plan.as_deref().expect("a plan").worst_case();
    assert!(seen.spent > Money::default() && seen.spent <= most.spend);
    assert!(seen.tokens > 0 && seen.tokens <= most.tokens.count());
    assert!(u64::try_from(seen.shots.len()).is_ok_and(|sent| sent <= most.requests));
}

fn plan(brief: Brief) -> Plan {
    let (_, seen) = drilled(brief, true);
    *seen.plan.expect("a plan")
}

#[test]
fn a_request_costs_what_is_told_else_by_the_profile_else_by_a_dear_price() {
    let priced = limited("$0.01", 1);
    assert!(priced.prices.is_some(), "the shipped profile names prices");
    let unpriced = plan(Brief {
        prices: None,
        ..priced.clone()
    });
    let priced = plan(priced);
    let ended = |tokens: u32, end: End| Shot {
        tokens,
        ..Shot::ended(At::START, Duration::from_secs(1), end)
    };
    let micros = |plan: &Plan, shot: &Shot| plan.cost_of(shot).micros();
    // 64 of them may have been the answer: 100 for $0.15/1M and 64 for $0.60/1M.
    assert_eq!(micros(&priced, &ended(164, End::Ok)), 54);
    assert_eq!(micros(&unpriced, &ended(164, End::Ok)), 1_640);
    // An answer without a number counts as long as it may be; what was not answered is free.
    assert_eq!(micros(&priced, &ended(0, End::Cut)), 54);
    assert_eq!(micros(&priced, &ended(0, End::Timeout)), 0);
    let told = Shot {
        cost: Some(Money::from_micros(7)),
        ..ended(164, End::Ok)
    };
    assert_eq!(micros(&priced, &told), 7);
    assert_eq!(priced.tokens_of(&ended(0, End::Ok)), 164);
}
