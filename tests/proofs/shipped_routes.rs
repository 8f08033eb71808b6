//! The shipped routes at work: what is told apart, and what is told once.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::path::Path;
use std::sync::Arc;

use firedrill::alerts::routing::{AlertUpdate, Dispatcher, Notification, Routing};
use firedrill::base::{At, Labels, Source};

/// Alertmanager with the shipped configuration, and when it has heard of which alerts.
struct Pager {
    dispatcher: Dispatcher,
    told: Vec<Notification>,
}

impl Pager {
    fn new() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("drills/alertmanager.yaml");
        let text = std::fs::read_to_string(path).unwrap();
        let routing = Routing::parse(&Source::new("alertmanager.yaml", text)).unwrap();
        Self {
            dispatcher: Dispatcher::new(Arc::new(routing)),
            told: Vec::new(),
        }
    }

    /// An alert begins to fire, and goes on.
    fn fires(&mut self, second: i64, labels: &[(&str, &str)]) {
        let at = At::from_ms(second * 1_000);
        self.told.extend(self.dispatcher.advance(at));
        let update = AlertUpdate {
            labels: Labels::new(labels.iter().copied()).with("namespace", "ai"),
            annotations: Labels::empty(),
            starts_at: at,
            ends_at: Some(At::from_ms((second + 3_600) * 1_000)),
        };
        self.dispatcher.receive(at, &[update]);
    }

    /// Who was told of which alerts until then, and after how many seconds.
    fn told_until(mut self, second: i64) -> Vec<(i64, String, Vec<Labels>)> {
        self.told
            .extend(self.dispatcher.advance(At::from_ms(second * 1_000)));
        let told = self.told.into_iter().map(|one| {
            let alerts = one.alerts.into_iter().map(|alert| alert.labels);
            let receiver = one.receiver.to_string();
            (one.at.ms() / 1_000, receiver, alerts.collect())
        });
        told.collect()
    }
}

/// Each within the first wait of its own group; in one with the first it would wait five minutes.
#[test]
fn tenants_limits_models_versions_and_providers_are_told_apart() {
    let pairs = [
        ("TokenCostExplosion", "tenant", ["acme", "globex"]),
        ("QuotaTripped", "limit", ["tokens", "budget"]),
        ("RolloutAborted", "model", ["chat", "summarize"]),
        ("ModelQualityDrop", "version", ["chat-v1", "chat-v2"]),
        ("FallbackServing", "provider", ["primary", "other"]),
    ];
    for (alertname, label, values) in pairs {
        let mut pager = Pager::new();
        for (second, value) in [0, 60].into_iter().zip(values) {
            let alert = [
                ("alertname", alertname),
                ("severity", "sev2"),
                (label, value),
            ];
            pager.fires(second, &alert);
        }
        let told = pager.told_until(100);
        let moments: Vec<i64> = told.iter().map(|(second, ..)| *second).collect();
        assert_eq!(moments, [30, 90], "{alertname}: {told:?}");
        assert!(told.iter().all(|(.., alerts)| alerts.len() == 1));
    }
}

/// Two instances down are one page, which names both.
#[test]
fn instances_of_one_outage_are_told_together() {
    let mut pager = Pager::new();
    for instance in ["gpu-a", "gpu-b"] {
        let down = [
            ("alertname", "ModelEndpointDown"),
            ("severity", "sev1"),
            ("instance", instance),
        ];
        pager.fires(0, &down);
    }
    let told = pager.told_until(100);
    let receivers: Vec<&str> = told
        .iter()
        .map(|(_, receiver, _)| receiver.as_str())
        .collect();
    assert_eq!(receivers, ["incident-commander", "ai-oncall"], "{told:?}");
    assert!(
        told.iter().all(|(.., alerts)| alerts.len() == 2),
        "{told:?}"
    );
}

#[test]
fn a_version_that_makes_things_up_is_one_page_and_other_versions_and_safety_are_their_own() {
    let bad = [("model", "chat"), ("version", "chat-v2-bad")];
    let alert = |name, severity, version| {
        [
            ("alertname", name),
            ("severity", severity),
            ("model", "chat"),
            ("version", version),
        ]
    };
    let mut pager = Pager::new();
    pager.fires(0, &alert("HighHallucinationRate", "sev2", bad[1].1));
    pager.fires(300, &alert("ModelQualityDrop", "sev2", bad[1].1));
    pager.fires(300, &alert("ModelQualityDrop", "sev2", "chat-v1"));
    pager.fires(300, &alert("GuardrailViolationSpike", "sev1", bad[1].1));
    let told = pager.told_until(900);
    let mut heard: Vec<(&str, &str)> = told
        .iter()
        .filter(|(_, receiver, _)| receiver == "ai-oncall")
        .flat_map(|(.., alerts)| alerts)
        .map(|labels| (labels.get("alertname"), labels.get("version")))
        .collect();
    heard.sort_unstable();
    assert_eq!(
        heard,
        [
            ("GuardrailViolationSpike", "chat-v2-bad"),
            ("HighHallucinationRate", "chat-v2-bad"),
            ("ModelQualityDrop", "chat-v1"),
        ]
    );
}
