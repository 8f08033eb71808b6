//! Each weakness does what it says.

use super::*;
use crate::embedded::platform::Weakness as OfPlatform;
use crate::world::PageStatus;

const ALERT: &str = "FallbackServing";

/// A world with a weakness, five minutes after the primary was broken.
fn broken(weakness: Weakness) -> Runner {
    let mut runner = runner(&[weakness]);
    runner.ask(chat(5)).unwrap();
    runner.break_primary(secs(60));
    runner.run_to(secs(360));
    runner
}

#[test]
fn an_alert_whose_sides_never_match_stays_silent() {
    let mut runner = broken(Weakness::AlertNeverMatches);
    assert_eq!(runner.phase(ALERT), None);
    assert_eq!(runner.pages, []);
    let rules = runner.facts().rules.unwrap();
    assert!(rules.iter().all(|rule| rule.error.is_none()));
}

#[test]
fn an_alert_that_is_too_slow_is_still_pending() {
    let mut runner = broken(Weakness::AlertTooSlow);
    assert_eq!(runner.phase(ALERT), Some(Phase::Pending));
    assert_eq!(runner.pages, []);
    let rules = runner.facts().rules.unwrap();
    assert_eq!(rules[0].hold, Duration::from_mins(8));
    runner.run_to(secs(780));
    assert_eq!(runner.pages_of(ALERT).len(), 1);
}

#[test]
fn a_silenced_alert_fires_and_nobody_is_paged() {
    let mut runner = broken(Weakness::Silenced);
    assert_eq!(runner.phase(ALERT), Some(Phase::Firing));
    assert_eq!(runner.pages, []);
    let facts = runner.facts();
    let silences = facts.silences.unwrap();
    assert_eq!(silences[0].matchers, [r#"alertname="FallbackServing""#]);
    let routed = &facts.alerts.unwrap().alertmanager[0];
    assert_eq!(routed.silenced_by, [silences[0].id.clone()]);
}

#[test]
fn a_misrouted_alert_reaches_another_receiver() {
    let mut runner = broken(Weakness::Misrouted);
    let receivers: Vec<&str> = runner.pages.iter().map(|page| &*page.receiver).collect();
    assert_eq!(receivers, ["team-chat"]);
    assert_eq!(runner.alerts().alertmanager[0].receivers, ["team-chat"]);
    let facts = runner.facts();
    assert!(facts.routing.unwrap().contains("FallbackServing"));
    assert!(facts.heartbeat.is_ok());
}

#[test]
fn an_inhibited_alert_fires_and_nobody_is_paged() {
    let mut runner = broken(Weakness::Inhibited);
    assert_eq!(runner.phase(ALERT), Some(Phase::Firing));
    assert!(runner.pages_of(ALERT).is_empty());
    let alerts = runner.alerts().alertmanager;
    let ours = alerts
        .iter()
        .find(|alert| alert.labels.get("alertname") == ALERT);
    let source = alerts
        .iter()
        .find(|alert| alert.labels.get("alertname") == "MaintenanceAnnounced");
    assert_eq!(
        ours.unwrap().inhibited_by,
        [source.unwrap().fingerprint.clone()]
    );
}

#[test]
fn an_alert_that_fires_already_was_paged_before() {
    let mut runner = runner(&[Weakness::AlreadyFiring]);
    let alerts = runner.facts().alerts.unwrap();
    let [alert] = &alerts.prometheus[..] else {
        panic!("{alerts:?}");
    };
    assert_eq!(alert.phase, Phase::Firing);
    assert_eq!(alert.labels.get("provider"), "primary");
    runner.break_primary(secs(60));
    runner.run_to(secs(600));
    assert_eq!(runner.pages_of(ALERT).len(), 0);
}

#[test]
fn a_telemetry_gap_takes_the_series_away_for_four_minutes() {
    let mut runner = runner(&[Weakness::TelemetryGap]);
    let broken = runner.break_primary(secs(60));
    let up = |runner: &mut Runner| {
        let facts = runner.facts();
        let counts: Vec<_> = facts
            .expressions
            .into_iter()
            .map(|(_, count)| count)
            .collect();
        (facts.targets.unwrap()[0].up, counts[1].clone())
    };
    runner.run_to(broken + Duration::from_secs(80));
    assert_eq!(up(&mut runner), (true, Ok(30)));
    runner.run_to(broken + Duration::from_secs(110));
    assert_eq!(up(&mut runner), (false, Ok(0)));
    runner.run_to(broken + Duration::from_secs(240));
    assert_eq!(runner.phase(ALERT), None, "its windows are empty");
    runner.run_to(broken + Duration::from_secs(90 + 260));
    assert_eq!(up(&mut runner), (true, Ok(30)));
    runner.run_to(broken + Duration::from_secs(600));
    assert!(!runner.pages_of("ModelEndpointDown").is_empty());
}

#[test]
fn a_fault_that_somebody_reverts_is_gone_after_two_minutes() {
    let mut runner = runner(&[Weakness::FaultReverted]);
    let broken = runner.break_primary(secs(60));
    let reverted = broken + Duration::from_mins(2);
    runner.run_to(reverted - Duration::from_secs(1));
    assert_eq!(runner.read(toxics()).content, hang());
    runner.run_to(reverted);
    let found = runner.read(toxics());
    assert_eq!((found.content, found.mark), (Content::Absent, None));
}

#[test]
fn an_undo_that_fails_leaves_the_fault_in_place_and_lets_a_fence_pass() {
    let mut runner = runner(&[Weakness::UndoFails]);
    let fence = runner.write(toxics(), Content::Absent, None);
    assert_eq!(runner.ask(fence), Ok(Answer::Done));
    runner.break_primary(secs(60));
    let undone = runner.set(toxics(), Content::Absent);
    assert!(matches!(undone, Err(Refusal::Failed { .. })), "{undone:?}");
    assert_eq!(runner.read(toxics()).content, hang());
}

#[test]
fn the_platforms_own_weaknesses_are_felt() {
    let served = |weakness| {
        let runner = broken(weakness);
        let late: Vec<Shot> = runner
            .shots
            .into_iter()
            .filter(|shot| shot.due > secs(120))
            .collect();
        let ok = share(&late, |shot| shot.outcome.is_ok());
        (ok, share(&late, |shot| shot.took > Duration::from_secs(5)))
    };
    assert!(served(Weakness::Platform(OfPlatform::NoFallback)).0 < 0.05);
    assert!(served(Weakness::Platform(OfPlatform::SlowFallback)).1 > 0.8);
    assert!(served(Weakness::Platform(OfPlatform::NoTimeout)).0 < 0.05);
    assert!(served(Weakness::Platform(OfPlatform::RetryStorm)).0 < 0.05);
}

#[test]
fn a_weakness_of_an_alert_that_no_rule_has_is_refused() {
    let routing = Source::new("alertmanager.yaml", ROUTING);
    for weakness in Weakness::all() {
        let setup = Setup::new(1, BTreeSet::from([weakness]), Vec::new(), &routing);
        let refused = weakness.needs_the_alert();
        assert_eq!(setup.is_err(), refused, "{weakness}");
    }
    let error = Setup::new(1, [Weakness::Silenced].into(), Vec::new(), &routing).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the weakness `silenced` is about an alert on a mitigation, as FallbackServing, and none is \
         among the rules"
    );
}

#[test]
fn all_weaknesses_together_can_be_set_up() {
    let mut runner = runner(&Weakness::all().collect::<Vec<_>>());
    let facts = runner.facts();
    assert_eq!(facts.silences.map(|silences| silences.len()), Ok(4));
    runner.run_to(secs(60));
    assert!(
        runner
            .pages
            .iter()
            .all(|page| page.status == PageStatus::Firing)
    );
}
