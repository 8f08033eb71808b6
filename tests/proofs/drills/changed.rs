//! A verdict is about the rules and routes that the plan was made from.

use std::sync::Arc;

use firedrill::alerts::rules::RuleFile;
use firedrill::base::{At, Source};
use firedrill::drill::journal::Event;
use firedrill::drill::{Code, Outcome};

use super::stage::{brief, drill, run, shipped, world};

fn codes(verdict: &firedrill::drill::verdict::Verdict) -> Vec<Code> {
    verdict.findings.iter().map(|found| found.code).collect()
}

#[test]
fn rules_that_are_deployed_during_a_drill_make_it_inconclusive() {
    let text = "groups:\n- name: new\n  rules:\n  - alert: New\n    expr: vector(1) > 2\n";
    let file = RuleFile::parse(&Source::new("new.yaml", text)).expect("a sound rule");
    let mut world = world(1, &[]);
    world.load_rules_at(At::from_ms(240_000), Arc::new(file));
    let (verdict, _) = run(&mut world, brief(drill("provider-blackhole")));
    assert_eq!(verdict.outcome, Outcome::Inconclusive);
    assert_eq!(codes(&verdict), [Code::RulesChanged]);
    let detail = &verdict.findings[0].detail;
    assert!(detail.contains("the alert rules changed"), "{detail}");
}

#[test]
fn another_configuration_of_alertmanager_makes_it_inconclusive() {
    let mut routing = shipped("alertmanager.yaml");
    routing.text = format!("# deployed meanwhile\n{}", routing.text).into();
    let mut world = world(1, &[]);
    // After the page, so that it is all that is wrong.
    world
        .load_routing_at(At::from_ms(500_000), &routing)
        .expect("sound routes");
    let (verdict, _) = run(&mut world, brief(drill("provider-blackhole")));
    assert_eq!(
        verdict.outcome,
        Outcome::Inconclusive,
        "{:?}",
        verdict.findings
    );
    assert_eq!(codes(&verdict), [Code::RoutingChanged]);
}

#[test]
fn another_image_that_is_deployed_during_a_drill_makes_it_inconclusive() {
    let mut world = world(1, &[]);
    world.deploy_at(At::from_ms(500_000), "gateway", "llm-gateway:2.4.2");
    let (verdict, _) = run(&mut world, brief(drill("provider-blackhole")));
    assert_eq!(verdict.outcome, Outcome::Inconclusive);
    assert_eq!(codes(&verdict), [Code::ImagesChanged]);
    let detail = &verdict.findings[0].detail;
    assert!(detail.contains("llm-gateway:2.4.1` (sha256:"), "{detail}");
    assert!(
        detail.contains("at its end `registry.example/llm-gateway:2.4.2`"),
        "{detail}"
    );
}

#[test]
fn the_same_that_is_loaded_again_is_no_change() {
    let mut world = world(1, &[]);
    world
        .load_routing_at(At::from_ms(500_000), &shipped("alertmanager.yaml"))
        .expect("sound routes");
    let (verdict, journal) = run(&mut world, brief(drill("provider-blackhole")));
    assert_eq!(verdict.outcome, Outcome::Pass, "{:?}", verdict.findings);
    let again = journal
        .iter()
        .filter(|(_, event)| matches!(event, Event::LookedAgain { .. }));
    assert_eq!(again.count(), 1, "it was looked at once more");
}
