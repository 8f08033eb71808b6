//! Toxiproxy: the places that a drill changes there, and, without a cluster, the lock and the ledger.
//!
//! Toxiproxy keeps all of it in memory and knows no versions, so that three things stand in for
//! compare-and-set:
//!
//! * Creating by name is refused when the name is taken. The lock is a reserved, disabled proxy,
//!   and so is the receipt for a proxy that is switched off. Disabled proxies bind no port.
//! * Removing by name does nothing to what has another name. A toxic's name is its receipt, so that
//!   nobody removes somebody else's.
//! * The state is read again right before a write, and a fence waits until a late request of a dead
//!   runner must have arrived.
//!
//! What remains is the moment between reading and writing, in which another run could write; the
//! lock keeps it away.

mod api;
mod found;
mod ledger;
mod lock;
mod name;
mod record;
mod toxic;
mod undo;
mod view;
mod write;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use api::Api;

use super::clock::Clock;
use super::http::{Failure, Http};
use super::offset::{Reading, best};
use super::settings::{Endpoint, Limits};
use crate::base::ClockOffset;
use crate::world::{Answer, Place, Receipt, ReceiptId, Refusal};

/// A Toxiproxy server.
#[derive(Debug)]
pub(super) struct Toxiproxy {
    api: Api,
    /// Receipts for toxics that are about to be added: their names say the rest afterwards.
    remembered: Mutex<BTreeMap<ReceiptId, Receipt>>,
}

impl Toxiproxy {
    /// The server at this endpoint; the error says what is wrong with the settings.
    pub(super) fn new(endpoint: &Endpoint, limits: &Limits) -> Result<Self, String> {
        Ok(Self {
            api: Api::new(Http::new("Toxiproxy", endpoint, limits)?),
            remembered: Mutex::default(),
        })
    }

    /// What stands at a place.
    pub(super) async fn read(&self, place: &Place) -> Result<Answer, Refusal> {
        if place.proxy().is_none() {
            return Err(elsewhere(place));
        }
        let proxies = self.api.list().await.map_err(Failure::of_read)?;
        Ok(Answer::Found {
            found: self.view(&proxies).found(place),
        })
    }

    /// Where its clock stands on our timeline.
    pub(super) async fn clock(&self, ours: Clock) -> Result<ClockOffset, Failure> {
        let asked = ours.now();
        let headers = self.api.version().await?;
        let reading = Reading::dated(asked, ours.now(), &headers);
        best(reading.as_slice()).ok_or_else(|| {
            Failure::unknown(
                "Toxiproxy's answers have no `Date` header: does a proxy take it away?",
            )
        })
    }

    /// Why drills are halted, if they are: a reserved proxy says so.
    pub(super) async fn halted(&self) -> Result<Option<String>, Failure> {
        let proxies = self.api.list().await?;
        Ok(proxies.get(name::HALT).map(|halt| halt.upstream.clone()))
    }

    /// Halts all drills, for this reason.
    pub(super) async fn halt(&self, reason: &str) -> Result<(), Failure> {
        match self.api.create_disabled(name::HALT, reason).await {
            Err(failure) if failure.is_conflict() => {}
            created => return created,
        }
        // They are halted already, perhaps for another reason; that they are must not be in doubt.
        self.api.set_upstream(name::HALT, reason).await
    }

    /// Lets drills run again.
    pub(super) async fn lift_halt(&self) -> Result<(), Failure> {
        match self.api.remove_proxy(name::HALT).await {
            Err(failure) if failure.is_not_found() => Ok(()),
            removed => removed,
        }
    }

    fn remembered(&self) -> MutexGuard<'_, BTreeMap<ReceiptId, Receipt>> {
        // Whoever panicked held it only for a moment, and left it whole.
        self.remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a place that is not in Toxiproxy can be neither read nor changed.
fn elsewhere(place: &Place) -> Refusal {
    Refusal::Failed {
        why: format!(
            "{place} is in a Kubernetes cluster, and this target reaches none: only what stands \
             behind Toxiproxy can be broken here, by a fault `via: toxiproxy`"
        ),
    }
}
