//! Who keeps locks, receipts and places: a cluster, Toxiproxy, or both.
//!
//! Each keeps the receipts of its own places. The lock is the cluster's where there is one, since
//! everybody who can change something there sees it.

use super::clock::Clock;
use super::http::Failure;
use super::kubernetes::Kubernetes;
use super::parts::Parts;
use super::toxiproxy::Toxiproxy;
use crate::base::Duration;
use crate::world::{
    Answer, Content, Known, Lease, Place, Receipt, ReceiptId, Refusal, RunId, Surroundings, Write,
};

/// One of those who keep.
#[derive(Clone, Copy)]
enum Keeper<'a> {
    Kubernetes(&'a Kubernetes),
    Toxiproxy(&'a Toxiproxy),
}

/// Asks whichever it is for the same.
macro_rules! ask {
    ($keeper:expr, $method:ident($($argument:expr),*)) => {
        match $keeper {
            Keeper::Kubernetes(kubernetes) => {
                kubernetes.within_limit(kubernetes.$method($($argument),*)).await
            }
            Keeper::Toxiproxy(toxiproxy) => toxiproxy.$method($($argument),*).await,
        }
    };
}

/// The same about a halt, which is no ask of a run.
macro_rules! about_halt {
    ($keeper:expr, $method:ident($($argument:expr),*)) => {
        match $keeper {
            Keeper::Kubernetes(kubernetes) => kubernetes.$method($($argument),*).await,
            Keeper::Toxiproxy(toxiproxy) => toxiproxy.$method($($argument),*).await,
        }
    };
}

impl Parts {
    fn keepers(&self) -> impl Iterator<Item = Keeper<'_>> {
        let kubernetes = self.kubernetes.iter().map(Keeper::Kubernetes);
        kubernetes.chain(self.toxiproxy.iter().map(Keeper::Toxiproxy))
    }

    fn keeper_of_the_lock(&self) -> Result<Keeper<'_>, Refusal> {
        self.keepers().next().ok_or_else(|| Refusal::Failed {
            why: "the target has neither a cluster nor a Toxiproxy: nothing can be locked there"
                .to_owned(),
        })
    }

    fn keeper_of(&self, place: &Place) -> Result<Keeper<'_>, Refusal> {
        let in_toxiproxy = place.proxy().is_some();
        let keeper = if in_toxiproxy {
            self.toxiproxy.as_ref().map(Keeper::Toxiproxy)
        } else {
            self.kubernetes.as_ref().map(Keeper::Kubernetes)
        };
        keeper.ok_or_else(|| Refusal::Failed {
            why: if in_toxiproxy {
                format!("{place}: the target has no Toxiproxy: name its URL there")
            } else {
                format!(
                    "{place} is in a Kubernetes cluster, and this target reaches none: add \
                     `kubernetes: {{namespaces: [...]}}` there, or break what stands behind \
                     Toxiproxy, by a fault `via: toxiproxy`"
                )
            },
        })
    }

    pub(super) async fn acquire(&self, run: &RunId, length: Duration) -> Result<Answer, Refusal> {
        ask!(self.keeper_of_the_lock()?, acquire(run, length))
    }

    pub(super) async fn renew(&self, run: &RunId, length: Duration) -> Result<Answer, Refusal> {
        ask!(self.keeper_of_the_lock()?, renew(run, length))
    }

    pub(super) async fn release(&self, run: &RunId) -> Result<Answer, Refusal> {
        ask!(self.keeper_of_the_lock()?, release(run))
    }

    pub(super) async fn holder(&self) -> Result<Lease, Refusal> {
        ask!(self.keeper_of_the_lock()?, holder())
    }

    /// Why drills are halted, if they are: whoever says so first.
    pub(super) async fn halted(&self) -> Result<Option<String>, Failure> {
        for keeper in self.keepers() {
            if let Some(reason) = about_halt!(keeper, halted())? {
                return Ok(Some(reason));
            }
        }
        Ok(None)
    }

    /// Halts all drills: whoever keeps the lock says so to every run.
    pub(super) async fn halt(&self, reason: &str) -> Result<(), String> {
        let keeper = self.keeper_of_the_lock().map_err(|why| why.to_string())?;
        about_halt!(keeper, halt(reason)).map_err(|failure| failure.why)
    }

    /// Lets drills run again, whoever halted them.
    pub(super) async fn lift_halt(&self) -> Result<(), String> {
        for keeper in self.keepers() {
            about_halt!(keeper, lift_halt()).map_err(|failure| failure.why)?;
        }
        Ok(())
    }

    /// The receipts of all who keep any; unknown if one of them does not answer.
    pub(super) async fn receipts(&self) -> Result<Answer, Refusal> {
        let mut all = Receipts::default();
        for keeper in self.keepers() {
            all.add(ask!(keeper, receipts())?);
        }
        Ok(all.answer())
    }

    pub(super) async fn receipt(&self, id: &ReceiptId) -> Result<Answer, Refusal> {
        let mut all = Receipts::default();
        for keeper in self.keepers() {
            all.add(ask!(keeper, receipt(id))?);
        }
        Ok(all.answer())
    }

    pub(super) async fn create(&self, receipt: &Receipt) -> Result<Answer, Refusal> {
        ask!(self.keeper_of(&receipt.change.place)?, create(receipt))
    }

    /// Deletes a receipt wherever it is.
    pub(super) async fn delete(&self, id: &ReceiptId) -> Result<Answer, Refusal> {
        for keeper in self.keepers() {
            ask!(keeper, delete(id))?;
        }
        Ok(Answer::Done)
    }

    /// What of all that a drill with these places needs is not allowed to us; none where nothing is
    /// guarded by rights.
    pub(super) async fn missing_rights(&self, places: &[Place]) -> Option<Known<Vec<String>>> {
        let kubernetes = self.kubernetes.as_ref()?;
        let missing = kubernetes.missing_rights(places).await;
        Some(missing.map_err(|refusal| refusal.to_string()))
    }

    /// What surrounds the places in a cluster.
    pub(super) async fn surroundings(&self, places: &[Place]) -> Option<Surroundings> {
        let kubernetes = self.kubernetes.as_ref()?;
        kubernetes.surroundings(places, Clock::wall()).await
    }

    /// Which of these would be refused, and why. Only a cluster can be asked to try something without
    /// doing it; where it does not answer, reading the place says so.
    pub(super) async fn refused(&self, tries: &[(Place, Content)]) -> Vec<(Place, String)> {
        let mut refused = Vec::new();
        let Some(kubernetes) = &self.kubernetes else {
            return refused;
        };
        for (place, content) in tries.iter().filter(|(place, _)| place.proxy().is_none()) {
            let answer = kubernetes.within_limit(kubernetes.attempt(place, content));
            if let Ok(Some(why)) = answer.await {
                refused.push((place.clone(), why));
            }
        }
        refused
    }

    pub(super) async fn read(&self, place: &Place) -> Result<Answer, Refusal> {
        ask!(self.keeper_of(place)?, read(place))
    }

    pub(super) async fn write(&self, write: &Write) -> Result<Answer, Refusal> {
        ask!(self.keeper_of(&write.place)?, write(write))
    }
}

/// Receipts from several keepers.
#[derive(Default)]
struct Receipts {
    receipts: Vec<Receipt>,
    unreadable: Vec<(String, String)>,
}

impl Receipts {
    fn add(&mut self, answer: Answer) {
        if let Answer::Receipts {
            receipts,
            unreadable,
        } = answer
        {
            self.receipts.extend(receipts);
            self.unreadable.extend(unreadable);
        }
    }

    fn answer(self) -> Answer {
        Answer::Receipts {
            receipts: self.receipts,
            unreadable: self.unreadable,
        }
    }
}
