//! The shipped rules and routes over the embedded platform: who is paged when the primary breaks,
//! and when, with a good setup and with each mistake in it.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]
#![expect(
    clippy::large_types_passed_by_value,
    reason = "a setup is written where it is used"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use firedrill::alerts::group::{GroupOptions, GroupState, SentAlert};
use firedrill::alerts::routing::{AlertUpdate, Dispatcher, Routing, Status};
use firedrill::alerts::rules::RuleFile;
use firedrill::base::{At, Duration, Labels, Source};
use firedrill::embedded::platform::{Link, Model, Platform, Policy, SyntheticRequest, Weakness};
use firedrill::promql::Store;

/// The platform runs alone for this long, then the primary is broken for `FAULT`.
const WARM_UP: i64 = 5 * 60;
const FAULT: i64 = 10 * 60;
const AFTER: i64 = 15 * 60;
const SCRAPE: i64 = 15;

/// When receivers were told of an alert, in seconds: since the fault began, and since it ended.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    fired: Option<i64>,
    paged: Option<i64>,
    resolved: Option<i64>,
}

/// Prometheus and Alertmanager beside a platform.
struct Watch {
    platform: Platform,
    store: Store,
    groups: Vec<GroupState>,
    dispatcher: Dispatcher,
    /// By receiver and alert.
    told: BTreeMap<(String, String), Told>,
}

impl Watch {
    fn new(policy: Policy) -> Self {
        let options = Arc::new(GroupOptions::default());
        let groups = [
            "cache",
            "cost",
            "detection",
            "provider",
            "quality",
            "service",
        ]
        .iter()
        .map(|name| shipped(&format!("alerts/{name}.yaml")))
        .flat_map(|source| RuleFile::parse(&source).unwrap().groups)
        .map(|group| GroupState::new(group, options.clone()))
        .collect();
        let routing = Routing::parse(&shipped("alertmanager.yaml")).unwrap();
        Self {
            platform: Platform::new(1, policy, At::from_ms(-WARM_UP * 1_000)),
            store: Store::default(),
            groups,
            dispatcher: Dispatcher::new(Arc::new(routing)),
            told: BTreeMap::new(),
        }
    }

    /// Breaks the primary, puts it back, and watches; rules are evaluated `lag` seconds after a
    /// scrape, and scrapes come `offset` seconds after the fault.
    fn drill(mut self, link: Link, offset: i64, lag: i64) -> BTreeMap<(String, String), Told> {
        for second in -WARM_UP..FAULT + AFTER {
            let at = At::from_ms(second * 1_000);
            if second == 0 {
                self.platform.set_link(at, "primary", link).unwrap();
            }
            if second == FAULT {
                self.platform
                    .set_link(at, "primary", Link::Healthy)
                    .unwrap();
            }
            self.traffic(second);
            self.platform.advance(at);
            if (second - offset).rem_euclid(SCRAPE) == 0 {
                self.scrape(at);
            }
            if (second - offset - lag).rem_euclid(SCRAPE) == 0 {
                self.evaluate(at);
            }
            self.hear(at);
        }
        self.told
    }

    /// The drill's own five requests a second.
    fn traffic(&mut self, second: i64) {
        for fifth in 0..5 {
            let ms = second * 1_000 + fifth * 200;
            let id = u64::try_from(ms + WARM_UP * 1_000).unwrap();
            let (stream, timeout) = (fifth % 2 == 0, Duration::from_secs(20));
            let request = SyntheticRequest::ordinary(id, Model::Chat, stream, timeout);
            self.platform.send(At::from_ms(ms), request);
        }
    }

    fn scrape(&mut self, at: At) {
        let store = &mut self.store;
        self.platform.scrape(&mut |labels, value| {
            let labels = labels.with("job", "llm-gateway").with("instance", "a");
            store.append(&labels, at.ms(), value);
        });
        for job in ["llm-gateway", "llm-inference"] {
            let up = Labels::new([(Labels::NAME, "up"), ("job", job), ("instance", "a")]);
            store.append(&up, at.ms(), 1.0);
        }
    }

    fn evaluate(&mut self, at: At) {
        for group in &mut self.groups {
            let evaluation = group.evaluate(at.ms(), &mut self.store);
            assert_eq!(evaluation.errors.len(), 0, "{:?}", evaluation.errors);
            let sent: Vec<AlertUpdate> = group.to_send(at.ms()).into_iter().map(update).collect();
            self.dispatcher.receive(at, &sent);
        }
    }

    fn hear(&mut self, at: At) {
        let seconds = at.ms() / 1_000;
        for notification in self.dispatcher.advance(at) {
            for alert in notification.alerts {
                let name = alert.labels.get("alertname").to_owned();
                let told = self
                    .told
                    .entry((notification.receiver.to_string(), name))
                    .or_default();
                match alert.status {
                    Status::Firing => {
                        told.fired.get_or_insert(alert.starts_at.ms() / 1_000);
                        told.paged.get_or_insert(seconds);
                    }
                    Status::Resolved => told.resolved = Some(seconds - FAULT),
                }
            }
        }
    }
}

fn update(sent: SentAlert) -> AlertUpdate {
    AlertUpdate {
        labels: sent.labels,
        annotations: sent.annotations,
        starts_at: At::from_ms(sent.starts_at_ms),
        ends_at: Some(At::from_ms(sent.ends_at_ms)),
    }
}

fn shipped(path: &str) -> Source {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("drills")
        .join(path);
    let text = std::fs::read_to_string(&path).unwrap();
    Source::new(path.display().to_string(), text)
}

/// The alerts that on-call hears of, by name; nobody else may hear of anything.
fn pages(policy: Policy, link: Link) -> BTreeMap<String, Told> {
    let told = Watch::new(policy).drill(link, 1, 7);
    told.into_iter()
        .map(|((receiver, alert), told)| {
            assert_eq!(receiver, "ai-oncall", "{link:?}: {alert}");
            (alert, told)
        })
        .collect()
}

/// Whether a moment came, and within these minutes.
fn within(moment: Option<i64>, minutes: i64) -> bool {
    moment.is_some_and(|seconds| seconds <= minutes * 60)
}

const OUTAGES: [Link; 4] = [Link::Hang, Link::Refuse, Link::Reset, Link::Status(500)];

#[test]
fn while_nothing_is_wrong_nobody_is_told_anything() {
    let pages = pages(Policy::default(), Link::Healthy);
    assert!(pages.is_empty(), "{pages:?}");
}

#[test]
fn with_a_good_setup_on_call_is_told_in_time_that_the_fallback_serves_and_nothing_else() {
    for link in OUTAGES {
        for (offset, lag) in [(0, 0), (1, 0), (1, 14), (7, 7), (14, 14)] {
            let all = Watch::new(Policy::default()).drill(link, offset, lag);
            let case = format!("{link:?}, scraped at {offset} s, evaluated {lag} s later: {all:?}");
            let key = ("ai-oncall".to_owned(), "FallbackServing".to_owned());
            let told = all.get(&key).copied().unwrap_or_default();
            assert_eq!(all.len(), 1, "{case}");
            assert!(within(told.fired, 3), "{case}");
            assert!(within(told.paged, 5), "{case}");
            assert!(within(told.resolved, 10), "{case}");
        }
    }
}

/// With a breaker the provider's own errors nearly stop when it opens, and still nobody is served.
#[test]
fn without_a_fallback_the_backstop_fires_with_and_without_a_breaker() {
    for link in OUTAGES {
        let with_breaker = Policy::default().weakened(Weakness::NoFallback);
        let mut without_breaker = with_breaker;
        without_breaker.breaker = None;
        for policy in [with_breaker, without_breaker] {
            let pages = pages(policy, link);
            let names: Vec<&String> = pages.keys().collect();
            assert_eq!(names, ["ProviderErrorRateHigh"], "{link:?}");
            let told = pages["ProviderErrorRateHigh"];
            assert!(within(told.paged, 5), "{link:?}: {told:?}");
            assert!(within(told.resolved, 10), "{link:?}: {told:?}");
        }
    }
}

/// Where the gateway waits for ever, no attempt ends and no error is counted: latency alone tells.
#[test]
fn each_mistake_in_the_setup_is_told_by_the_alert_that_its_callers_would_want() {
    const FALLBACK: &str = "FallbackServing";
    const LATENCY: &str = "LatencyP95Exceeded";
    const BACKSTOP: &str = "ProviderErrorRateHigh";
    let cases: [(Weakness, Link, &[&str]); 6] = [
        (Weakness::SlowFallback, Link::Hang, &[FALLBACK, LATENCY]),
        (Weakness::SlowFallback, Link::Refuse, &[FALLBACK, LATENCY]),
        (Weakness::NoTimeout, Link::Hang, &[LATENCY]),
        (Weakness::NoTimeout, Link::Refuse, &[FALLBACK]),
        (Weakness::RetryStorm, Link::Hang, &[LATENCY, BACKSTOP]),
        (Weakness::RetryStorm, Link::Refuse, &[FALLBACK, BACKSTOP]),
    ];
    for (weakness, link, expected) in cases {
        let pages = pages(Policy::default().weakened(weakness), link);
        let names: Vec<&String> = pages.keys().collect();
        assert_eq!(names, expected, "{weakness:?}, {link:?}");
        for told in pages.values() {
            assert!(within(told.paged, 7), "{weakness:?}, {link:?}: {told:?}");
        }
    }
}
