//! Places and receipts, what the platform feels of them, and what the network does to asks.

use std::collections::BTreeMap;

use super::clock::server_time;
use super::{Server, settings};
use crate::base::{At, Duration};
use crate::world::{
    Answer, Ask, Content, ObjectKind, Place, Receipt, ReceiptId, Refusal, Standing, Write,
};

/// How long it takes until every pod of a Deployment is new.
const ROLLS_OUT: Duration = Duration::from_secs(20);

/// What the network or somebody else does to one ask about locks, receipts and places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkFault {
    /// It never arrives; the runner hears that no answer came in time.
    Lost,
    /// It is done, and the answer never comes.
    Unanswered,
    /// It is done this long after it was sent, whatever the runner thinks by then.
    Late(Duration),
    /// Somebody else is faster: a place is written, a receipt created, the lock taken before it.
    Overtaken,
    /// The server is asked too often, and answers so for this long (429): nothing is done meanwhile. The
    /// runner's client asks again after that, if a call may take so long.
    PutOff(Duration),
    /// The server fails (500), and says so at once of a change, which it may have made or not; what
    /// changes nothing is asked again for as long as a call may take.
    Fails {
        /// Whether the change was made.
        done: bool,
    },
}

/// What stands at all places, and what is owed; for comparing before with after. Versions are
/// left out, since every write changes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// For each place: the object's identity, what stands there, and its mark.
    pub places: BTreeMap<Place, (String, Content, Option<ReceiptId>)>,
    /// The receipts that exist.
    pub receipts: BTreeMap<ReceiptId, Receipt>,
}

/// The server, and what it held at first.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    pub(super) server: Server,
    original: BTreeMap<Place, Content>,
    refuses_undo: bool,
    /// When each part of a Deployment was written last.
    written: BTreeMap<Place, At>,
}

impl Ledger {
    pub(super) fn new(refuses_undo: bool) -> Self {
        let original = settings::original();
        Self {
            server: Server::with(original.clone()),
            original,
            refuses_undo,
            written: BTreeMap::new(),
        }
    }

    /// What stood at a place at first.
    pub(super) fn original(&self, place: &Place) -> Option<&Content> {
        self.original.get(place)
    }

    /// Whether a place holds something else than at first.
    pub(super) fn is_changed(&self, place: &Place) -> bool {
        let found = self.server.found(place).map(|found| &found.content);
        found != self.original(place)
    }

    /// Executes an ask about locks, receipts and places; refuses any other.
    pub(super) fn execute(&mut self, at: At, ask: &Ask) -> Result<Answer, Refusal> {
        if let Ask::Write(write) = ask {
            self.check(write)?;
        }
        if matches!(ask, Ask::Standing) {
            let standing = Box::new(self.standing(at));
            return Ok(Answer::Standing { standing });
        }
        let answer = self.server.execute(at, ask).unwrap_or_else(|| {
            let why = "the server keeps locks, receipts and places, and nothing else".to_owned();
            Err(Refusal::Failed { why })
        });
        if let Ask::Write(write) = ask
            && answer.is_ok()
            && has_pods(&write.place)
            && !write.is_fence()
        {
            self.written.insert(write.place.clone(), at);
        }
        if let Ask::Read(place) = ask {
            return self.with_pods(at, place, answer);
        }
        answer
    }

    /// Adds how far the pods are. The first one that is new is felt at once.
    fn with_pods(
        &self,
        at: At,
        place: &Place,
        mut answer: Result<Answer, Refusal>,
    ) -> Result<Answer, Refusal> {
        let is_rolling = |written: &At| at < *written + ROLLS_OUT;
        if let Ok(Answer::Found { found: Some(found) }) = &mut answer
            && self.written.get(place).is_some_and(is_rolling)
        {
            found.rolling_out = Some("new pods: 1 of 2".to_owned());
        }
        answer
    }

    /// What is owed. Nobody keeps here when receipts were made, or how drills ended.
    fn standing(&self, at: At) -> Standing {
        Standing::of(server_time(at), self.server.receipts().cloned())
    }

    fn check(&self, write: &Write) -> Result<(), Refusal> {
        let restores = self.original(&write.place) == Some(&write.content);
        if self.refuses_undo && restores && !write.is_fence() {
            let why = format!(
                "{} cannot be put back: the server answers with status 500; remove the fault by hand",
                write.place
            );
            return Err(Refusal::Failed { why });
        }
        settings::understood(write).map_err(|why| Refusal::Failed { why })
    }

    pub(super) fn places(&self) -> Places {
        let objects = self.server.objects();
        let places = objects.map(|(place, found)| {
            let state = (found.uid.clone(), found.content.clone(), found.mark.clone());
            (place.clone(), state)
        });
        let receipts = self.server.receipts().cloned();
        Places {
            places: places.collect(),
            receipts: receipts
                .map(|receipt| (receipt.id.clone(), receipt))
                .collect(),
        }
    }
}

/// Whether pods are replaced when something else is put there.
const fn has_pods(place: &Place) -> bool {
    let Place::Cluster { object, .. } = place else {
        return false;
    };
    matches!(object.kind, ObjectKind::Deployment)
}

/// Whether an ask changes what the server holds, so that it matters even if nobody waits for it.
pub(super) const fn changes(ask: &Ask) -> bool {
    match ask {
        Ask::Acquire { .. }
        | Ask::Renew { .. }
        | Ask::Release { .. }
        | Ask::CreateReceipt(_)
        | Ask::DeleteReceipt(_)
        | Ask::Write(_) => true,
        Ask::Holder
        | Ask::Standing
        | Ask::Receipts
        | Ask::ReadReceipt(_)
        | Ask::Read(_)
        | Ask::Look(_)
        | Ask::Probe { .. }
        | Ask::Traffic(_)
        | Ask::StopTraffic(_)
        | Ask::Alerts
        | Ask::Range { .. } => false,
    }
}
