//! What is said while a run goes on.

use super::{Scene, inconclusive, left_behind, pass};
use crate::base::{At, Duration, Labels, ServerTime};
use crate::drill::journal::Event;
use crate::report::Progress;
use crate::world::{Alerts, FiringAlert, Outcome, Page, PageStatus, Phase, Shot};

fn said(progress: &mut Progress, scene: &Scene) -> Vec<String> {
    let lines = scene.events.iter();
    lines
        .filter_map(|(at, event)| progress.line(*at, event))
        .collect()
}

#[test]
fn each_thing_worth_telling_is_one_line_with_its_time() {
    let lines = said(&mut Progress::default(), &pass());
    assert_eq!(
        lines.join("\n"),
        "00:00.7  provider-blackhole on target staging
00:00.7  taking the lock
00:00.7  watching the healthy platform (1m)
01:04.7  injecting the fault
01:04.7  changing the toxics of Toxiproxy's `provider-primary` to `{\"type\":\"timeout\"}`
01:04.7  injected, and read back
01:04.7  waiting for the effect (at most 30s)
01:13.0  the fault shows, since 01:05.5: T0
01:13.0  watching alerts, pages and callers (10m)
11:04.7  putting everything back
11:04.7  settled: put back
11:04.7  waiting for recovery (promised within 5m)
11:41.0  collecting the evidence"
    );
    let lines = said(&mut Progress::default(), &inconclusive());
    assert_eq!(
        lines[7],
        "01:34.7  ending early: the fault had no effect in time"
    );
}

#[test]
fn what_is_left_behind_is_loud_and_names_the_command() {
    let lines = said(&mut Progress::default(), &left_behind());
    let loud = lines.last().unwrap();
    assert_eq!(loud.matches("LEFT BEHIND").count(), 3, "{loud}");
    assert!(
        loud.contains("remove it with: curl -X DELETE http://"),
        "{loud}"
    );
    let coloured = said(&mut Progress::new(true), &left_behind());
    assert!(coloured.last().unwrap().contains("\u{1b}["));
}

#[test]
fn alerts_are_told_when_they_change_and_a_storm_in_few_lines() {
    let look = |alerts: &[(&str, Phase)]| Event::Alerts {
        alerts: Box::new(Alerts {
            prometheus: alerts
                .iter()
                .map(|(name, phase)| FiringAlert {
                    labels: Labels::new([("alertname", *name), ("provider", "primary")]),
                    phase: *phase,
                    active_at: ServerTime::default(),
                })
                .collect(),
            alertmanager: Vec::new(),
        }),
    };
    let mut progress = Progress::default();
    let mut tell = |alerts: &[(&str, Phase)]| progress.line(At::START, &look(alerts));
    let line = |text: &str| Some(format!("00:00.0  {text}"));
    let fallback = "FallbackServing{provider=\"primary\"}";
    assert_eq!(
        tell(&[("FallbackServing", Phase::Pending)]),
        line(&format!("{fallback} is pending"))
    );
    assert_eq!(
        tell(&[("FallbackServing", Phase::Firing)]),
        line(&format!("{fallback} fires"))
    );
    assert_eq!(tell(&[("FallbackServing", Phase::Firing)]), None);
    assert_eq!(tell(&[]), line(&format!("{fallback} is over")));
    let names = ["A", "B", "C", "D", "E", "F", "G", "H"];
    let storm: Vec<(&str, Phase)> = names.iter().map(|name| (*name, Phase::Firing)).collect();
    let told = tell(&storm).unwrap();
    assert_eq!(told.lines().count(), 6);
    assert!(told.ends_with("and 3 more alerts changed"), "{told}");
}

#[test]
fn pages_are_told_with_their_receiver() {
    let page = Page {
        arrived: At::from_ms(173_770),
        receiver: "ai-oncall".into(),
        status: PageStatus::Firing,
        labels: Labels::new([("alertname", "FallbackServing\u{1b}[2J")]),
        starts_at: ServerTime::default(),
        ends_at: None,
        fingerprint: String::new(),
        group_key: String::new(),
    };
    let line = Progress::default().line(page.arrived, &Event::Paged { page: page.clone() });
    assert_eq!(
        line.unwrap(),
        "02:53.7  page for ai-oncall: FallbackServing [2J"
    );
}

#[test]
fn the_mitigation_is_told_once_it_holds_over_a_window() {
    let mut progress = Progress::default();
    let mut lines = Vec::new();
    for (at, event) in pass().events.iter().take(9) {
        lines.extend(progress.line(*at, event));
        if matches!(
            event,
            Event::Entered {
                stage: crate::drill::journal::Stage::Inject
            }
        ) {
            break;
        }
    }
    let mut mitigated = Vec::new();
    let mut rest = pass().events.into_iter().skip(3).take(6).peekable();
    for second in 0..200_i64 {
        let at = At::from_ms(second * 1_000);
        while let Some((_, event)) = rest.next_if(|(when, _)| *when <= at) {
            lines.extend(progress.line(at, &event));
        }
        let by = if second < 80 { "primary" } else { "fallback" };
        let shots = (0..5)
            .map(|part| Shot {
                served_by: Some(by.into()),
                tokens: 10,
                ..Shot::ended(
                    at + Duration::from_ms(part * 200),
                    Duration::from_ms(300),
                    Outcome::Ok,
                )
            })
            .collect();
        mitigated.extend(progress.line(at, &Event::Shots { shots }));
    }
    assert_eq!(mitigated.len(), 1, "{mitigated:?}");
    assert!(
        mitigated[0].contains("mitigated: fallback_share >= 95% since T0 + 14."),
        "{mitigated:?}"
    );
}
