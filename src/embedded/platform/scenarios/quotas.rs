//! Tenants that use more than they may.

use super::*;
use crate::base::Money;

/// Requests of an agent that runs away: long questions, and no limit to their answers.
fn runaway(request: SyntheticRequest) -> SyntheticRequest {
    SyntheticRequest {
        id: request.id + 10_000_000,
        tenant: Tenant::Runaway,
        prompt_tokens: 4_000,
        max_tokens: None,
        ..request
    }
}

fn spend(finished: &[Finished]) -> f64 {
    let money = finished
        .iter()
        .fold(Money::default(), |sum, one| sum + one.cost);
    f64::from(u32::try_from(money.micros()).unwrap()) / 1e6
}

fn blocked(finished: &[Finished], limit: Limit) -> usize {
    finished
        .iter()
        .filter(|one| one.blocked == Some(limit))
        .count()
}

#[test]
fn a_runaway_is_blocked_by_its_tokens_and_told_so_at_once() {
    let mut platform = warm(1, Policy::default());
    let finished = drive_with(&mut platform, At::START, at(120), 200, runaway);
    let (served, refused): (Vec<Finished>, Vec<Finished>) = finished
        .into_iter()
        .partition(|one| one.outcome == Outcome::Ok);
    assert!((74..80).contains(&served.len()), "{}", served.len());
    assert!(
        refused
            .iter()
            .all(|one| one.outcome == Outcome::Status(429))
    );
    assert!(refused.iter().all(|one| one.latency() == Duration::ZERO));
    assert_eq!(blocked(&refused, Limit::Tokens), refused.len());
    assert!(spend(&served) < 0.50, "{}", spend(&served));
    let rejected = total(
        &platform,
        "llm_quota_rejections_total",
        &["firedrill-runaway", "tokens"],
    );
    assert!((rejected - f64::from(u32::try_from(refused.len()).unwrap())).abs() < 0.5);
    let counted = total(
        &platform,
        "llm_budget_spent_dollars",
        &["firedrill-runaway"],
    );
    assert!((counted - spend(&served)).abs() < 1e-6, "{counted}");
}

#[test]
fn nobody_is_blocked_while_nobody_runs_away() {
    for seed in 0..20 {
        let mut platform = warm(seed, Policy::default());
        let finished = drive(&mut platform, At::START, at(900));
        assert!(finished.iter().all(|one| one.blocked.is_none()));
        let rejected = total(&platform, "llm_quota_rejections_total", &[]);
        assert!(rejected < 1.0, "seed {seed}: {rejected}");
    }
}

#[test]
fn others_do_not_feel_a_runaway() {
    let (alone, beside) = (
        beside(&Policy::default(), 0),
        beside(&Policy::default(), 50),
    );
    assert_eq!(p95(&alone), p95(&beside));
}

/// The drill's ordinary requests beside so many of a runaway's a second.
fn beside(policy: &Policy, per_second: usize) -> Vec<Finished> {
    let mut platform = warm(1, *policy);
    let mut others = Vec::new();
    for tenth in 0..1_200 {
        let from = At::from_ms(tenth * 100);
        if per_second > 0 {
            for number in 0..per_second / 10 {
                let id = u64::try_from(tenth).unwrap() * 100 + number as u64;
                let timeout = Duration::from_secs(20);
                let request = SyntheticRequest::ordinary(id, Model::Chat, false, timeout);
                platform.send(from, runaway(request));
            }
        }
        others.extend(drive(&mut platform, from, from + Duration::from_ms(100)));
    }
    others.retain(|one| one.id < 10_000_000);
    others
}

#[test]
fn limits_above_the_budget_block_nothing_before_it_is_spent() {
    let mut platform = warm(1, weak(Weakness::QuotaAboveBudget));
    let finished = drive_with(&mut platform, At::START, at(180), 200, runaway);
    assert!(spend(&finished) > 2.0, "{}", spend(&finished));
    assert!(finished.iter().all(|one| one.blocked.is_none()));
}

#[test]
fn what_counts_late_is_overshot_by_what_is_under_way() {
    let spent = |policy| {
        let mut platform = warm(1, policy);
        spend(&drive_with(&mut platform, At::START, at(60), 50, runaway))
    };
    let (counted, late) = (
        spent(Policy::default()),
        spent(weak(Weakness::QuotaCountsLate)),
    );
    assert!(counted < 0.15, "{counted}");
    assert!(late > 4.0 * counted, "{late} {counted}");
}

#[test]
fn what_a_limit_blocks_is_served_by_a_fallback_outside_of_it() {
    let mut platform = warm(1, weak(Weakness::FallbackOutsideQuota));
    let finished = drive_with(&mut platform, At::START, at(120), 200, runaway);
    assert!(
        finished
            .iter()
            .all(|one| one.outcome != Outcome::Status(429))
    );
    assert!(share(&finished, |one| one.served_by == Some(Provider::Secondary)) > 0.8);
    let counted = total(
        &platform,
        "llm_budget_spent_dollars",
        &["firedrill-runaway"],
    );
    assert!(spend(&finished) > 3.0 * counted, "{counted}");
    let rejected = total(&platform, "llm_quota_rejections_total", &["tokens"]);
    assert!(rejected > 100.0, "{rejected}");
}

#[test]
fn budgets_that_are_too_small_block_the_steady_load() {
    let mut platform = warm(1, weak(Weakness::BudgetBlocksHealthy));
    let finished = drive(&mut platform, At::START, at(120));
    assert!(blocked(&finished, Limit::Budget) > finished.len() / 2);
    assert!(total(&platform, "llm_quota_rejections_total", &["acme", "budget"]) > 500.0);
}

#[test]
fn one_tenants_runaway_starves_the_others() {
    let policy = weak(Weakness::RunawayStarvesOthers);
    let (alone, crowded) = (beside(&policy, 0), beside(&policy, 50));
    assert!(p95(&alone) < Duration::from_secs(2), "{}", p95(&alone));
    assert!(p95(&crowded) > Duration::from_secs(4), "{}", p95(&crowded));
    // With a share of its own for each tenant the same places are enough for the others.
    let mut fair = policy;
    fair.capacity.per_tenant = Some(8);
    let fair = p95(&beside(&fair, 50));
    assert!(fair < Duration::from_secs(3), "{fair}");
}
