//! The ledger without a cluster: receipts, created once, read and deleted.

use super::name::{ToxicName, receipt_proxy};
use super::{Toxiproxy, elsewhere, record, toxic};
use crate::live::http::Failure;
use crate::world::{Answer, Content, Debt, Debts, Place, Receipt, ReceiptId, Refusal};

/// Receipts for toxics that one process has at the same time.
const REMEMBERED_MAX: usize = 1_000;

impl Toxiproxy {
    /// Every receipt that exists; Toxiproxy does not keep when it was made.
    pub(in crate::live) async fn debts(&self) -> Result<Debts, Refusal> {
        let proxies = self.api.list().await.map_err(Failure::of_read)?;
        let (receipts, unreadable) = self.view(&proxies).receipts();
        let since = None;
        let debts = receipts.into_iter().map(|receipt| Debt { receipt, since });
        Ok(Debts {
            debts: debts.collect(),
            unreadable,
            silent: Vec::new(),
        })
    }

    /// The receipt of this name, or none.
    pub(in crate::live) async fn receipt(&self, id: &ReceiptId) -> Result<Debts, Refusal> {
        let mut all = self.debts().await?;
        all.debts.retain(|debt| debt.receipt.id == *id);
        all.unreadable.clear();
        Ok(all)
    }

    /// Creates a receipt, if there is none of its name.
    ///
    /// A toxic is its own receipt, added in one call with what it says: until then, the receipt
    /// exists in this process only, and nothing is owed.
    pub(in crate::live) async fn create(&self, receipt: &Receipt) -> Result<Answer, Refusal> {
        let failed = |why| Refusal::Failed { why };
        match &receipt.change.place {
            Place::Toxic { .. } => self.remember(receipt).map(|()| Answer::Done),
            Place::ProxyEnabled { .. } | Place::ProxyUpstream { .. } => {
                let name = receipt_proxy(&receipt.id).map_err(failed)?;
                let upstream = record::write(receipt).map_err(failed)?;
                match self.api.create_disabled(&name, &upstream).await {
                    Ok(()) => Ok(Answer::Done),
                    Err(failure) if failure.is_conflict() => Err(Refusal::Exists),
                    Err(failure) => Err(failure.of_write()),
                }
            }
            place @ Place::Cluster { .. } => Err(elsewhere(place)),
        }
    }

    /// Deletes a receipt; a toxic that is still there is not settled by that.
    pub(in crate::live) async fn delete(&self, receipt: &Receipt) -> Result<Answer, Refusal> {
        let id = &receipt.id;
        let proxies = self.api.list().await.map_err(Failure::of_read)?;
        if let Some((proxy, toxic)) = self.view(&proxies).toxic(id) {
            let why = format!(
                "the receipt `{id}` is the toxic `{toxic}` itself, which is still on `{proxy}`"
            );
            return Err(Refusal::Failed { why });
        }
        let name = receipt_proxy(id).map_err(|why| Refusal::Failed { why })?;
        if proxies.contains_key(&name) {
            match self.api.remove_proxy(&name).await {
                Ok(()) => {}
                Err(failure) if failure.is_not_found() => {}
                Err(failure) => return Err(failure.of_write()),
            }
        }
        self.remembered().remove(id);
        Ok(Answer::Done)
    }

    fn remember(&self, receipt: &Receipt) -> Result<(), Refusal> {
        let failed = |why: String| Refusal::Failed { why };
        let name = ToxicName::of(receipt).encode().map_err(failed)?;
        match (&receipt.change.before, &receipt.change.ours) {
            (Content::Absent, Content::Is(ours)) => {
                toxic::body(&name, ours).map_err(failed)?;
            }
            (before, ours) => {
                let why = format!("a toxic can be added, and not changed from {before} to {ours}");
                return Err(failed(why));
            }
        }
        let mut remembered = self.remembered();
        if remembered.contains_key(&receipt.id) {
            return Err(Refusal::Exists);
        }
        if remembered.len() >= REMEMBERED_MAX {
            let why = format!("{REMEMBERED_MAX} receipts are owed: run `firedrill recover` first");
            return Err(failed(why));
        }
        remembered.insert(receipt.id.clone(), receipt.clone());
        Ok(())
    }
}

impl ToxicName {
    /// The name under which this receipt's toxic is added.
    pub(super) fn of(receipt: &Receipt) -> Self {
        Self {
            id: receipt.id.clone(),
            deadline: receipt.deadline,
            drill: receipt.drill.clone(),
        }
    }
}
