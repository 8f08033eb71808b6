//! Promises that no healthy platform can keep, and what they are called when they are broken.

use std::sync::Arc;

use firedrill::alerts::rules::RuleFile;
use firedrill::base::{Duration, Labels, Source};
use firedrill::drill::plan::{Brief, Control};
use firedrill::drill::{Code, Outcome};
use firedrill::spec::Drill;
use firedrill::spec::drill::{AlertPromise, AlertRole, ShareSignal, SignalBound};

use super::stage::{brief, drill, run, world, world_with};

/// What is found when a shipped drill promises something else of a healthy platform.
fn found(name: &str, change: impl Fn(&mut Drill)) -> Vec<Code> {
    let mut changed = drill(name);
    change(&mut changed);
    let (verdict, _) = run(&mut world(1, &[]), brief(changed));
    assert_eq!(verdict.outcome, Outcome::Fail, "{:#?}", verdict.findings);
    verdict
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn a_quota_that_is_later_than_promised_is_late() {
    let codes = found("runaway-tokens", |drill| {
        drill.expect.mitigation[0].within = Duration::from_ms(1);
    });
    assert_eq!(codes, [Code::QuotaLate]);
}

#[test]
fn a_quota_that_lets_some_through_again_did_not_last() {
    let codes = found("runaway-tokens", |drill| {
        drill.expect.mitigation[0].limit = SignalBound::Share {
            signal: ShareSignal::Blocked,
            is: ">= 99.9%".parse().expect("a bound"),
        };
    });
    assert!(codes.contains(&Code::QuotaUnstable), "{codes:?}");
}

#[test]
fn requests_that_cost_more_than_promised_are_found() {
    let codes = found("cache-disable", |drill| {
        drill.expect.service[0].cost_factor = Some("<= 1.1".parse().expect("a bound"));
    });
    assert_eq!(codes, [Code::CostFactor]);
}

#[test]
fn a_cache_that_does_not_fill_as_promised_is_cold() {
    let codes = found("cache-disable", |drill| {
        drill.recovery.cache_hit_ratio = Some(">= 99%".parse().expect("a bound"));
    });
    assert_eq!(codes, [Code::CacheCold]);
}

#[test]
fn an_alert_that_fires_while_nothing_is_broken_is_found_by_a_control() {
    // The platform in memory begins at three o'clock.
    let text = "groups:\n- name: clock\n  rules:\n  - alert: FiveMinutesPast\n    \
                expr: vector(1) and on () minute() >= 5 and on () minute() < 30\n    \
                labels: {severity: sev3}\n";
    let clock = RuleFile::parse(&Source::new("clock.yaml", text)).expect("a rule");
    let mut drill = drill("provider-blackhole");
    drill.expect.alerts = vec![AlertPromise {
        alert: "FiveMinutesPast".into(),
        labels: Labels::empty(),
        role: AlertRole::Backstop,
    }];
    let control = Brief {
        control: Some(Control::Nothing),
        ..brief(drill)
    };
    let (verdict, _) = run(&mut world_with(1, &[], [Arc::new(clock)]), control);
    let codes: Vec<Code> = verdict
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, [Code::ControlFired]);
}
