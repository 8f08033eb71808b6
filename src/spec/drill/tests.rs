//! Drills read, filled in and written out again.

use super::{
    AlertRole, Drill, Effective, Failure, Kind, Limits, ServiceWindow, ShareSignal, Shows,
    SignalBound, Via,
};
use crate::base::{Bound, Duration, Money, Problem, Rate, Ratio, Source, Tokens};

const SMALLEST: &str = "\
drill: provider-blackhole
title: The primary provider stops answering
hypothesis: The fallback answers within 30 s
traffic: {model: chat}
fault: {proxy: provider-primary}
expect: {alerts: [{alert: FallbackServing, fires: 3m}]}
";

const SHIPPED: &str = include_str!("../../../drills/provider-blackhole.yaml");

fn read(text: &str) -> Result<Drill, Vec<Problem>> {
    Drill::read(&Source::new("drills/a-drill.yaml", text))
}

fn sound(text: &str) -> Drill {
    read(text).unwrap_or_else(|problems| panic!("{}\n{text}", problems[0]))
}

#[test]
fn what_is_left_out_has_the_kinds_default() {
    let drill = sound(SMALLEST);
    assert_eq!(drill.name, "a-drill");
    assert_eq!(drill.kind, Kind::ProviderBlackhole);
    assert_eq!(drill.traffic.rate, Rate::per_second(5));
    assert_eq!(drill.traffic.timeout, Duration::from_secs(30));
    assert_eq!(drill.traffic.max_tokens, 64);
    assert_eq!(drill.fault.hold, Duration::from_mins(10));
    let Via::Toxiproxy { proxy, failure } = &drill.fault.via else {
        panic!("{:?}", drill.fault.via);
    };
    assert_eq!(
        (proxy.as_str(), failure),
        ("provider-primary", &Failure::Hang)
    );
    let expected = Effective {
        shows: Shows::Probe {
            probe: "provider-primary".into(),
            fails: Bound::at_least(Ratio::from_millionths(900_000)),
        },
        within: Duration::from_secs(30),
    };
    assert_eq!(drill.effective, expected);
    let abort = drill.abort.unwrap();
    assert_eq!(abort.limit.to_string(), "success < 50%");
    assert_eq!(abort.length, Duration::from_mins(2));
    assert_eq!(drill.recovery.within, Duration::from_mins(5));
    // 5 a second for at most 18 minutes, each of 64 tokens and 100 for the question.
    let expected = Limits {
        spend: Money::from_micros(8_860_000),
        tokens: Tokens::new(886_000),
    };
    assert_eq!(drill.limits, expected);
}

#[test]
fn the_shipped_drill_says_what_the_design_promises() {
    let drill = sound(SHIPPED);
    assert_eq!(drill.traffic.streaming.to_string(), "25%");
    let mitigation = &drill.expect.mitigation[0];
    assert!(matches!(
        mitigation.limit,
        SignalBound::Share {
            signal: ShareSignal::FallbackShare,
            ..
        }
    ));
    let [fallback, backstop] = &drill.expect.alerts[..] else {
        panic!("two alerts");
    };
    let AlertRole::Fires {
        within,
        pages,
        resolves,
    } = &fallback.role
    else {
        panic!("it fires");
    };
    assert_eq!(*within, Duration::from_mins(3));
    assert_eq!(pages.as_ref().unwrap().within, Duration::from_mins(5));
    assert_eq!(*resolves, Some(Duration::from_mins(10)));
    assert_eq!(backstop.role, AlertRole::Backstop);
    assert_eq!(backstop.labels.get("provider"), "primary");
    let windows: Vec<_> = drill
        .expect
        .service
        .iter()
        .map(|promise| promise.window)
        .collect();
    assert_eq!(
        windows,
        [ServiceWindow::AfterMitigation, ServiceWindow::DuringFault]
    );
    assert_eq!(
        drill.expect.service[1].bad_seconds,
        Some(Bound::at_most(45))
    );
    assert_eq!(
        drill.expect.no_other_pages.unwrap().labels.get("namespace"),
        "ai"
    );
    assert!(!drill.hypothesis.contains('\n'), "folded into one line");
}

#[test]
fn what_is_written_out_reads_as_the_same_drill() {
    let strange = SMALLEST
        .replace(
            "The primary provider stops answering",
            "\"it's: \\\"gone\\\" # {1} é\"",
        )
        .replace("model: chat", "model: \"yes\"")
        .replace(
            "alert: FallbackServing",
            "alert: \"a: b, c\", labels: {\"on\": \"1\", x: \"\\\\d\"}",
        );
    let texts = [
        SHIPPED.to_owned(),
        SMALLEST.to_owned(),
        strange,
        SMALLEST.replace(
            "provider-primary}",
            "provider-primary, failure: slow, latency: 5s}",
        ),
        SMALLEST.replace(
            "provider-primary}",
            "provider-primary, failure: cut-stream, after: 2000}",
        ),
        SMALLEST.to_owned() + "abort: never\n",
        SMALLEST.to_owned() + "abort: {signal: p95, is: \">= 20s\", for: 90s}\n",
        SMALLEST.replace(
            "{alerts: [{alert: FallbackServing, fires: 3m}]}",
            "{no_other_pages: {}}",
        ),
    ];
    for text in texts {
        let drill = sound(&text);
        let written = drill.to_string();
        assert_eq!(sound(&written), drill, "{written}");
    }
}

#[test]
fn a_drill_survives_the_journal() {
    let drill = sound(SHIPPED);
    let json = serde_json::to_string(&drill).unwrap();
    assert_eq!(serde_json::from_str::<Drill>(&json).unwrap(), drill);
}

#[test]
fn a_short_drill_gets_short_defaults() {
    let text = SMALLEST
        .replace("provider-primary}", "provider-primary, hold: 1m}")
        .replace("fires: 3m", "fires: 45s");
    let drill = sound(&text);
    assert_eq!(drill.effective.within, Duration::from_secs(15));
    assert_eq!(drill.abort.unwrap().length, Duration::from_secs(30));
}

#[test]
fn every_wrong_value_is_reported_at_once_in_the_order_of_the_file() {
    let text = SMALLEST
        .replace("model: chat", "rate: fast")
        .replace("provider-primary}", "provider-primary, hold: 10}")
        .replace("fires: 3m", "fires: soon");
    let problems = read(&text).unwrap_err();
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(
        codes,
        [
            "yaml/missing-key",
            "value/quantity",
            "value/quantity",
            "value/quantity"
        ]
    );
}

#[test]
fn a_value_given_by_an_alias_counts_and_its_problem_is_where_it_is_used() {
    let text = SMALLEST
        .replace("model: chat", "model: &name chat")
        .replace("fires: 3m", "fires: *name");
    let problems = read(&text).unwrap_err();
    let (source, span, _) = problems[0].place.clone().unwrap();
    assert_eq!(&source.text[span.start..span.end], "*name");
}
