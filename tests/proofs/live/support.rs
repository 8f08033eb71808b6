//! A live world whose servers are scripted.

use std::collections::BTreeMap;

use firedrill::base::{At, Duration, ServerTime};
use firedrill::live::{Endpoint, Limits, Live, Settings, SinkAt};
use firedrill::world::{
    Answer, Ask, Change, Content, Facts, Found, Incoming, Look, Place, Receipt, ReceiptId, Refusal,
    RunId, Tag, World,
};
use serde_json::{Value, json};
use wiremock::MockServer;

/// A live world, and the answers that it gave.
pub(crate) struct Room {
    pub(crate) live: Live,
    asked: u64,
    /// What was heard besides answers.
    pub(crate) heard: Vec<Incoming>,
}

/// A client of the test's own.
pub(crate) fn client() -> reqwest::Client {
    install_tls();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub(crate) fn install_tls() {
    // A second test finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Settings in which every server is at this URL.
pub(crate) fn settings(base: &str) -> Settings {
    install_tls();
    Settings {
        target: "staging".into(),
        environment_label: Some("environment".into()),
        prometheus: Endpoint::new(base),
        alertmanager: Endpoint::new(base),
        kubernetes: None,
        toxiproxy: Some(Endpoint::new(base)),
        gateway: None,
        probes: BTreeMap::new(),
        sink: Some(SinkAt {
            listen: "127.0.0.1:0".parse().unwrap(),
            path: "/alerts".into(),
        }),
        limits: Limits {
            call: Duration::from_ms(400),
            heartbeat: Duration::from_ms(400),
            body_bytes: 1 << 20,
        },
    }
}

impl Room {
    pub(crate) async fn with(settings: &Settings) -> Self {
        Self {
            live: Live::start(settings).await.unwrap(),
            asked: 0,
            heard: Vec::new(),
        }
    }

    pub(crate) async fn at(server: &MockServer) -> Self {
        Self::with(&settings(&server.uri())).await
    }

    /// Asks, and waits for the answer.
    pub(crate) async fn ask(&mut self, ask: Ask) -> Result<Answer, Refusal> {
        self.asked += 1;
        let asked = Tag(self.asked);
        self.live.ask(asked, ask);
        loop {
            let incoming = self.next().await;
            if let Incoming::Answer { tag, result } = incoming {
                assert_eq!(tag, asked, "nothing else was asked");
                return result;
            }
            self.heard.push(incoming);
        }
    }

    /// The next thing that happens; a test that waits for nothing fails.
    pub(crate) async fn next(&mut self) -> Incoming {
        let (at, incoming) = self.live.next(At::from_ms(60_000)).await;
        assert!(at < At::from_ms(60_000), "nothing happened for a minute");
        incoming
    }

    pub(crate) async fn read(&mut self, place: &Place) -> Option<Found> {
        let answer = self.ask(Ask::Read(place.clone())).await;
        let Ok(Answer::Found { found }) = answer else {
            panic!("{answer:?}");
        };
        found
    }

    pub(crate) async fn receipts(&mut self) -> (Vec<Receipt>, Vec<(String, String)>) {
        let answer = self.ask(Ask::Receipts).await;
        let Ok(Answer::Receipts {
            receipts,
            unreadable,
            silent,
        }) = answer
        else {
            panic!("{answer:?}");
        };
        assert!(silent.is_empty(), "{silent:?}");
        (receipts, unreadable)
    }

    pub(crate) async fn look(&mut self, look: Look) -> Box<Facts> {
        let answer = self.ask(Ask::Look(look)).await;
        let Ok(Answer::Facts { facts }) = answer else {
            panic!("{answer:?}");
        };
        facts
    }
}

/// Why it was not done.
pub(crate) fn why(result: Result<Answer, Refusal>) -> String {
    result.unwrap_err().to_string()
}

pub(crate) fn toxic_of(proxy: &str) -> Place {
    Place::Toxic {
        proxy: proxy.into(),
    }
}

pub(crate) fn enabled_of(proxy: &str) -> Place {
    Place::ProxyEnabled {
        proxy: proxy.into(),
    }
}

pub(crate) fn upstream_of(proxy: &str) -> Place {
    Place::ProxyUpstream {
        proxy: proxy.into(),
    }
}

pub(crate) fn run() -> RunId {
    RunId("20260101-030000-ab12".into())
}

/// A toxic that lets nothing through, as a drill writes it.
pub(crate) fn blackhole() -> Value {
    json!({"type": "timeout", "stream": "upstream", "toxicity": 1.0, "attributes": {"timeout": 0}})
}

/// The receipt for a change.
pub(crate) fn receipt(number: u32, place: Place, before: Content, ours: Content) -> Receipt {
    Receipt {
        format: Receipt::FORMAT,
        id: ReceiptId::new(&run(), number),
        drill: "provider-blackhole".into(),
        change: Change {
            place,
            before,
            ours,
        },
        uid: "primary".into(),
        deadline: ServerTime::from_unix_ms(1_767_225_600_000),
        undo: "undo".into(),
    }
}
