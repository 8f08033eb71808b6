//! A platform that nothing is wrong with.

use super::*;
use crate::base::ServerTime;
use crate::world::{Caller, Outcome, Series, WorldName};

#[test]
fn the_facts_of_a_healthy_platform_are_all_there_and_quiet() {
    let mut runner = runner(&[]);
    let facts = runner.facts();
    let world = WorldName::Embedded {
        seed: 1,
        weaknesses: Vec::new(),
    };
    assert_eq!(facts.world, world);
    assert_eq!(facts.scrape_interval, Ok(Duration::from_secs(15)));
    assert_eq!(facts.alerts, Ok(Alerts::default()));
    assert_eq!(facts.silences, Ok(Vec::new()));
    assert_eq!(facts.routing.as_deref(), Ok(ROUTING));
    assert_eq!(facts.owed, Ok(Vec::new()));
    assert_eq!(facts.lock.map(|lease| lease.holder), Ok(None));
    let rules = facts.rules.unwrap();
    let names: Vec<&str> = rules.iter().map(|rule| &*rule.alert).collect();
    let shipped = [
        "FallbackServing",
        "ProviderErrorRateHigh",
        "ModelEndpointDown",
        "LatencyP95Exceeded",
    ];
    assert_eq!(names, shipped);
    assert_eq!(rules[0].interval, Duration::from_secs(15));
    assert_eq!(rules[0].labels.get("severity"), "sev2");
    let newest = facts
        .prometheus_clock
        .unwrap()
        .at(rules[0].last_evaluation.unwrap());
    assert!(newest >= At::from_ms(-15_000), "{newest}");
    assert!(rules.iter().all(|rule| rule.error.is_none()));
    assert!(facts.targets.unwrap().iter().all(|target| target.up));
    let counts: Vec<_> = facts
        .expressions
        .into_iter()
        .map(|(_, count)| count)
        .collect();
    assert_eq!(counts, [Ok(3), Ok(30), Ok(0)]);
    assert!(facts.probes.iter().all(|(_, known)| known.is_ok()));
    let heartbeat = facts.heartbeat.unwrap();
    assert!(heartbeat < Duration::from_ms(100), "{heartbeat}");
    let found = facts.places[0].1.clone().unwrap().unwrap();
    assert_eq!(found.content, Content::Absent);
    let found = facts.places[1].1.clone().unwrap().unwrap();
    assert_eq!(found.content, is_true());
    runner.run_to(secs(600));
    assert_eq!(runner.pages, [], "a heartbeat is no page");
}

#[test]
fn two_looks_have_a_heartbeat_each_even_under_the_same_tag() {
    let mut runner = runner(&[]);
    assert!(runner.facts().heartbeat.is_ok());
    assert!(runner.facts().heartbeat.is_ok());
    runner.world.kill_runner();
    runner.tag = 0;
    assert!(runner.facts().heartbeat.is_ok());
}

#[test]
fn traffic_comes_back_once_a_second_with_who_answered() {
    let mut runner = runner(&[]);
    runner.run_to(secs(10));
    assert_eq!(runner.ask(chat(5)), Ok(Answer::Done));
    runner.run_to(secs(70));
    assert_eq!(
        runner.ask(Ask::StopTraffic(Caller::Ordinary)),
        Ok(Answer::Done)
    );
    runner.run_to(secs(100));
    let shots = &runner.shots;
    assert_eq!(shots.len(), 301);
    let mut due: Vec<i64> = shots.iter().map(|shot| shot.due.ms()).collect();
    due.sort_unstable();
    assert_eq!((due[0], due[1], due[300]), (10_000, 10_200, 70_000));
    assert!(share(shots, |shot| shot.outcome.is_ok()) > 0.99);
    let primary = share(shots, |shot| shot.served_by.as_deref() == Some("primary"));
    assert!(primary > 0.95, "{primary}");
    assert!(
        share(shots, |shot| shot.tokens > 64) > 0.99,
        "prompts have tokens, too"
    );
}

#[test]
fn a_question_about_a_stretch_of_time_gives_series() {
    let mut runner = runner(&[]);
    runner.run_to(secs(60));
    let clock = runner.facts().prometheus_clock.unwrap();
    let range = |expr: &str| Ask::Range {
        expr: expr.into(),
        from: clock.server_time(secs(-600)),
        to: clock.server_time(secs(60)),
        step: Duration::from_secs(15),
    };
    let answer = runner.ask(range("sum(rate(llm_requests_total[1m]))"));
    let Ok(Answer::Series { series }) = answer else {
        panic!("{answer:?}");
    };
    let [Series { labels, points }] = &series[..] else {
        panic!("{series:?}");
    };
    assert_eq!((labels, points.len()), (&Labels::empty(), 45));
    assert!(
        points
            .iter()
            .all(|point| (5.0..50.0).contains(&point.value))
    );
    let Err(Refusal::Failed { why }) = runner.ask(range("sum(")) else {
        panic!("it is no expression");
    };
    assert!(
        why.starts_with("Prometheus cannot evaluate `sum(`: "),
        "{why}"
    );
}

#[test]
fn what_does_not_exist_is_refused_with_what_does() {
    let mut runner = runner(&[]);
    let probe = Ask::Probe {
        probe: "primary".into(),
        timeout: Duration::from_secs(5),
    };
    let Err(Refusal::Failed { why }) = runner.ask(probe) else {
        panic!("there is no such probe");
    };
    assert!(why.contains("`provider-primary`"), "{why}");
    let nowhere = runner.ask(Ask::Read(enabled("cache")));
    assert_eq!(nowhere, Ok(Answer::Found { found: None }));
}

#[test]
fn a_probe_takes_as_long_as_a_provider_does() {
    let mut runner = runner(&[]);
    let probe = Ask::Probe {
        probe: "provider-primary".into(),
        timeout: Duration::from_secs(5),
    };
    let before = runner.world.now();
    let Ok(Answer::Probe { outcome, took }) = runner.ask(probe) else {
        panic!("it is healthy");
    };
    assert_eq!(outcome, Outcome::Ok);
    assert_eq!(runner.world.now().since(before), took);
    assert!((100..4_000).contains(&took.ms()), "{took}");
}

#[test]
fn the_servers_clocks_start_at_a_fixed_date() {
    let clock = runner(&[]).facts().alertmanager_clock.unwrap();
    let expected = ServerTime::from_unix_ms(1_767_668_400_000);
    assert!(clock.at(expected).ms().unsigned_abs() <= clock.error.ms());
}
