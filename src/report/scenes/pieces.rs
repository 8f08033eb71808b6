//! A plan and a receipt for the scenes.

use crate::base::{ClockOffset, Duration, ServerTime, Source};
use crate::drill::plan::{Bounds, Brief, Forecast, Plan, Timing, resolve};
use crate::spec::Drill;
use crate::world::{
    Alerts, Change, Content, Facts, Lease, Place, Receipt, ReceiptId, RunId, WorldName,
};

const DRILL: &str = "drill: provider-blackhole
title: The primary provider stops answering
hypothesis: The gateway answers from the fallback.
incident: {class: availability, severity: sev2}
traffic: {model: chat, rate: 5/s}
steady: {for: 1m, success: \">= 99%\", p95: \"<= 2s\"}
fault: {via: toxiproxy, proxy: provider-primary, failure: hang, hold: 10m}
effective: {probe: provider-primary, fails: \">= 90%\", within: 30s}
expect:
  mitigation: [{signal: fallback_share, is: \">= 95%\", within: 30s}]
  alerts:
    - alert: FallbackServing
      labels: {provider: primary}
      fires: 3m
      pages: {receiver: ai-oncall, within: 5m}
recovery: {within: 5m}
limits: {spend: $2.00, tokens: 1500k}
";

/// What a run against `staging` would do.
pub(super) fn plan() -> Plan {
    let drill = Drill::read(&Source::new("drills/provider-blackhole.yaml", DRILL));
    let drill = drill.unwrap_or_else(|problems| panic!("{}", problems[0]));
    let brief = Brief {
        prices: None,
        control: None,
        run: RunId("20260106-030000".into()),
        drill,
        environment: None,
        signals: std::collections::BTreeMap::new(),
        takes_back: std::collections::BTreeMap::new(),
        requires: Vec::new(),
        images: None,
        rules: Vec::new(),
        calendar: None,
        timing: Timing::default(),
        recover: "firedrill recover --target staging.yaml".into(),
        remarks: Vec::new(),
    };
    let mut plan = resolve(brief, facts());
    plan.obstacles.clear();
    plan.alerts[0].forecast = Some(forecast());
    plan
}

fn forecast() -> Forecast {
    let seconds = Duration::from_secs;
    let up_to = |most: u64| Bounds::up_to(seconds(most));
    Forecast {
        onset: Bounds::default(),
        scrape: up_to(30),
        window: Bounds {
            best: seconds(15),
            expected: seconds(22),
            worst: seconds(32),
        },
        evaluation: up_to(15),
        hold: seconds(60),
        routing: Bounds::exactly(seconds(30)),
        delivery: up_to(1),
        over: seconds(360),
        joins_group: false,
        sure: true,
        assumes: std::collections::BTreeSet::new(),
    }
}

fn facts() -> Facts {
    let clock = ClockOffset {
        unix_ms_at_start: 1_767_668_400_000,
        error: Duration::from_ms(10),
    };
    Facts {
        world: WorldName::Live {
            target: "staging".into(),
        },
        environment: Some("staging".into()),
        prometheus_clock: Ok(clock),
        alertmanager_clock: Ok(clock),
        keeper_clock: None,
        scrape_interval: Ok(Duration::from_secs(15)),
        rules: Ok(Vec::new()),
        alerts: Ok(Alerts::default()),
        silences: Ok(Vec::new()),
        routing: Err("not asked for".into()),
        heartbeat: Ok(Duration::from_ms(20)),
        targets: Ok(Vec::new()),
        expressions: Vec::new(),
        images: None,
        places: Vec::new(),
        missing_rights: None,
        refused: Vec::new(),
        surroundings: None,
        probes: Vec::new(),
        owed: Ok(Vec::new()),
        lock: Ok(Lease {
            holder: None,
            beat: 0,
            length: Duration::from_secs(30),
        }),
        halt: None,
    }
}

/// The receipt of the fault.
pub(super) fn receipt() -> Receipt {
    Receipt {
        format: Receipt::FORMAT,
        id: ReceiptId("20260106-030000.1".into()),
        drill: "provider-blackhole".into(),
        change: Change {
            place: Place::Toxic {
                proxy: "provider-primary".into(),
            },
            before: Content::Absent,
            ours: Content::Is(serde_json::json!({"type": "timeout"})),
        },
        uid: "provider-primary".into(),
        deadline: ServerTime::from_unix_ms(0),
        undo: "curl -X DELETE http://toxiproxy:8474/proxies/provider-primary/toxics/firedrill"
            .into(),
    }
}
