//! The live world with a cluster, and nothing else.

use firedrill::base::{At, Duration, ServerTime};
use firedrill::live::{Endpoint, KubernetesAt, Limits, Live, Settings};
use firedrill::world::{
    Answer, Ask, Change, Content, Found, Incoming, Lease, Place, Receipt, ReceiptId, Refusal,
    RunId, Tag, World as _, Write,
};

use crate::support::kubectl::Namespaces;

/// Nobody listens there: nothing of these tests is about metrics and alerts.
const NOWHERE: &str = "http://127.0.0.1:9";

pub(super) struct Room {
    live: Live,
    asked: u64,
}

impl Room {
    pub(super) async fn new(namespaces: &Namespaces) -> Self {
        // A second call finds one installed already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let settings = Settings {
            target: "cluster".into(),
            environment_label: None,
            prometheus: Endpoint::new(NOWHERE),
            alertmanager: Endpoint::new(NOWHERE),
            kubernetes: Some(KubernetesAt {
                context: None,
                namespace: namespaces.lock.clone(),
                namespaces: vec![namespaces.changed.clone()],
            }),
            toxiproxy: None,
            gateway: None,
            probes: std::collections::BTreeMap::new(),
            sink: None,
            limits: Limits::default(),
        };
        Self {
            live: Live::start(&settings).await.unwrap(),
            asked: 0,
        }
    }

    /// Asks, and waits for the answer.
    pub(super) async fn ask(&mut self, ask: Ask) -> Result<Answer, Refusal> {
        self.asked += 1;
        let asked = Tag(self.asked);
        self.live.ask(asked, ask);
        loop {
            let (_, incoming) = self.live.next(At::from_ms(600_000)).await;
            assert_ne!(incoming, Incoming::Due, "no answer for ten minutes");
            if let Incoming::Answer { tag, result } = incoming
                && tag == asked
            {
                return result;
            }
        }
    }

    pub(super) async fn acquire(&mut self, run: &str) -> Lease {
        let length = Duration::from_secs(15);
        let run = RunId(run.into());
        match self.ask(Ask::Acquire { run, length }).await {
            Ok(Answer::Lease(lease)) => lease,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn holder(&mut self) -> Lease {
        match self.ask(Ask::Holder).await {
            Ok(Answer::Lease(lease)) => lease,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn read(&mut self, place: &Place) -> Option<Found> {
        match self.ask(Ask::Read(place.clone())).await {
            Ok(Answer::Found { found }) => found,
            other => panic!("{other:?}"),
        }
    }

    pub(super) async fn write(
        &mut self,
        place: &Place,
        found: &Found,
        content: Content,
        mark: Option<&ReceiptId>,
    ) -> Result<Answer, Refusal> {
        let write = Write {
            place: place.clone(),
            found: found.clone(),
            content,
            mark: mark.cloned(),
        };
        self.ask(Ask::Write(Box::new(write))).await
    }

    pub(super) async fn receipts(&mut self) -> (Vec<Receipt>, Vec<(String, String)>) {
        match self.ask(Ask::Receipts).await {
            Ok(Answer::Receipts {
                receipts,
                unreadable,
                silent,
            }) if silent.is_empty() => (receipts, unreadable),
            other => panic!("{other:?}"),
        }
    }
}

pub(super) fn run() -> RunId {
    RunId("20260101-030000-ab12".into())
}

pub(super) fn text(value: &str) -> Content {
    Content::Is(value.into())
}

/// The receipt for a change.
pub(super) fn receipt(number: u32, place: &Place, before: Content, ours: Content) -> Receipt {
    Receipt {
        format: Receipt::FORMAT,
        id: ReceiptId::new(&run(), number),
        drill: "bad-model-rollout".into(),
        change: Change {
            place: place.clone(),
            before,
            ours,
        },
        uid: "uid".into(),
        deadline: ServerTime::from_unix_ms(1_767_225_600_000),
        undo: "firedrill recover --target staging.yaml".into(),
    }
}
