//! What a fault does, and what happens once it is put back.

use super::*;
use crate::world::{Outcome, PageStatus};

fn probe(runner: &mut Runner, provider: &str) -> Outcome {
    let ask = Ask::Probe {
        probe: format!("provider-{provider}"),
        timeout: Duration::from_secs(5),
    };
    match runner.ask(ask) {
        Ok(Answer::Probe { outcome, .. }) => outcome,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_hang_is_felt_answered_by_the_fallback_paged_and_over_when_it_is_put_back() {
    let mut runner = runner(&[]);
    let before = runner.world.snapshot_places();
    runner.ask(chat(5)).unwrap();
    let broken = runner.break_primary(secs(60));
    assert_eq!(probe(&mut runner, "primary"), Outcome::Timeout);
    assert_eq!(probe(&mut runner, "secondary"), Outcome::Ok);
    runner.run_to(broken + Duration::from_mins(5));
    let late = broken + Duration::from_secs(30);
    let during: Vec<Shot> = runner
        .shots
        .iter()
        .filter(|shot| shot.due > late)
        .cloned()
        .collect();
    assert!(share(&during, |shot| shot.outcome.is_ok()) > 0.98);
    assert!(
        share(&during, |shot| shot.served_by.as_deref()
            == Some("secondary"))
            > 0.98
    );

    assert_eq!(runner.phase("FallbackServing"), Some(Phase::Firing));
    assert_eq!(runner.phase("ProviderErrorRateHigh"), None);
    let pages = runner.pages_of("FallbackServing");
    let [page] = &pages[..] else {
        panic!("{pages:?}");
    };
    assert_eq!(
        (&*page.receiver, page.status),
        ("ai-oncall", PageStatus::Firing)
    );
    assert_eq!(page.labels.get("provider"), "primary");
    let told = page.arrived.since(broken);
    let budget = Duration::from_secs(90)..Duration::from_mins(4);
    assert!(budget.contains(&told), "{told}");
    let routed = runner.alerts().alertmanager;
    assert_eq!(routed.len(), 1);
    assert_eq!(routed[0].receivers, ["ai-oncall"]);
    assert_eq!(routed[0].fingerprint, runner.pages[0].fingerprint);

    assert_eq!(runner.set(toxics(), Content::Absent), Ok(Answer::Done));
    let restored = runner.world.now();
    assert_eq!(runner.world.snapshot_places(), before);
    runner.run_to(restored + Duration::from_mins(3));
    assert_eq!(runner.phase("FallbackServing"), None);
    assert_eq!(probe(&mut runner, "primary"), Outcome::Ok);
    runner.run_to(restored + Duration::from_mins(10));
    let pages = runner.pages_of("FallbackServing");
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[1].status, PageStatus::Resolved);
    assert!(pages[1].ends_at.is_some());
    assert_eq!(runner.pages.len(), 2, "nothing else is paged");
}

#[test]
fn each_toxic_and_a_disabled_proxy_are_felt_in_their_own_way() {
    let toxic = |kind: &str, attributes: Value| {
        Content::Is(json!({"type": kind, "stream": "downstream", "attributes": attributes}))
    };
    let felt = |place: Place, content: Content| {
        let mut runner = runner(&[]);
        assert_eq!(runner.set(place, content), Ok(Answer::Done));
        probe(&mut runner, "primary")
    };
    assert_eq!(
        felt(toxics(), toxic("reset_peer", json!({}))),
        Outcome::Reset
    );
    let slow = toxic("latency", json!({"latency": 9_000}));
    assert_eq!(felt(toxics(), slow), Outcome::Timeout);
    let off = Content::Is(Value::Bool(false));
    assert_eq!(felt(enabled("provider-primary"), off), Outcome::Refused);
    let mut runner = runner(&[]);
    let unknown = runner.set(toxics(), toxic("bandwidth", json!({"rate": 1})));
    let Err(Refusal::Failed { why }) = unknown else {
        panic!("{unknown:?}");
    };
    assert!(why.contains("`bandwidth`"), "{why}");
    assert_eq!(probe(&mut runner, "primary"), Outcome::Ok);
}

#[test]
fn while_the_fallback_is_broken_too_callers_fail_and_the_backstop_fires() {
    let mut runner = runner(&[]);
    runner.break_primary(secs(10));
    let secondary = Place::Toxic {
        proxy: "provider-secondary".into(),
    };
    assert_eq!(runner.set(secondary, hang()), Ok(Answer::Done));
    runner.run_to(secs(600));
    assert_eq!(runner.phase("ProviderErrorRateHigh"), Some(Phase::Firing));
    assert!(!runner.pages_of("ProviderErrorRateHigh").is_empty());
    assert!(runner.pages_of("FallbackServing").is_empty());
}
