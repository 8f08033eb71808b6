//! The ledger: each receipt is an immutable `ConfigMap` in the namespace of the changed object, created
//! once, read and deleted, and never overwritten.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{Api, DeleteParams, ListParams, ObjectMeta};

use super::call::Kind;
use super::mark::PREFIX;
use super::{Kubernetes, by_us, failed, part};
use crate::base::ServerTime;
use crate::live::http::Failure;
use crate::world::{Answer, Change, Debt, Debts, Place, Receipt, ReceiptId, Refusal};

/// The key that holds the receipt, JSON.
const RECEIPT: &str = "receipt";
/// The key that holds the line that a human would type.
const UNDO: &str = "undo";
/// As many receipts are asked for at once.
const PAGE: u32 = 500;
/// More of them than this are not read: something else is wrong then.
const MOST: usize = 2_000;

impl Kubernetes {
    /// Every receipt in the namespaces in which something may be changed, when it was made, and what is
    /// not understood. A namespace of which nothing is heard hides nothing of the others.
    ///
    /// # Errors
    /// None of them is heard of.
    pub(in crate::live) async fn debts(&self) -> Result<Debts, Refusal> {
        let namespaces = &self.at.namespaces;
        let listed = namespaces
            .iter()
            .map(|namespace| self.early(self.listed(namespace)));
        let mut all = Debts::default();
        let mut silent = Vec::new();
        for (namespace, listed) in namespaces.iter().zip(join_all(listed).await) {
            match listed {
                Ok(maps) => all.extend(understood(namespace, &maps)),
                Err(refusal) => silent.push((namespace, refusal)),
            }
        }
        if silent.len() == namespaces.len()
            && let Some((_, refusal)) = silent.pop()
        {
            return Err(refusal);
        }
        let silent = silent.into_iter().map(|(namespace, refusal)| {
            let name = format!("the namespace `{namespace}`");
            (name, refusal.to_string())
        });
        all.silent.extend(silent);
        Ok(all)
    }

    async fn listed(&self, namespace: &str) -> Result<Vec<ConfigMap>, Refusal> {
        let maps = self.maps(namespace);
        let mut wanted = ListParams::default()
            .labels(&format!("{}=true", label()))
            .limit(PAGE);
        let mut all = Vec::new();
        loop {
            let page = self.call(Kind::Read, || maps.list(&wanted)).await;
            let page = page.map_err(Failure::of_read)?;
            all.extend(page.items);
            if all.len() > MOST {
                let why = format!("there are more than {MOST} receipts in `{namespace}`");
                return Err(failed(why));
            }
            match page.metadata.continue_.filter(|token| !token.is_empty()) {
                None => return Ok(all),
                Some(token) => wanted = wanted.continue_token(&token),
            }
        }
    }

    /// The receipt of this name, or none.
    pub(in crate::live) async fn receipt(&self, id: &ReceiptId) -> Result<Debts, Refusal> {
        let mut all = Debts::default();
        let name = name(id)?;
        for namespace in &self.at.namespaces {
            let maps = self.maps(namespace);
            let map = self.call(Kind::Read, || maps.get_opt(&name)).await;
            match map.map_err(Failure::of_read) {
                Ok(map) => all.extend(understood(namespace, map.as_slice())),
                Err(refusal) => {
                    let namespace = format!("the namespace `{namespace}`");
                    all.silent.push((namespace, refusal.to_string()));
                }
            }
        }
        Ok(all)
    }

    /// Creates a receipt, if there is none of its name.
    pub(in crate::live) async fn create(&self, receipt: &Receipt) -> Result<Answer, Refusal> {
        let spot = self.spot(&receipt.change.place)?;
        let map = written(receipt)?;
        let maps = self.maps(&spot.object.namespace);
        let parameters = by_us();
        let created = self
            .call(Kind::Write, || maps.create(&parameters, &map))
            .await;
        match created {
            Ok(_) => Ok(Answer::Done),
            Err(failure) if failure.is_conflict() => Err(Refusal::Exists),
            Err(failure) => Err(failure.of_write()),
        }
    }

    /// Deletes a receipt; one that is gone already is deleted.
    pub(in crate::live) async fn delete(&self, receipt: &Receipt) -> Result<Answer, Refusal> {
        let spot = self.spot(&receipt.change.place)?;
        let name = name(&receipt.id)?;
        let maps = self.maps(&spot.object.namespace);
        let parameters = DeleteParams::default();
        let deleted = self
            .call(Kind::Write, || maps.delete(&name, &parameters))
            .await;
        match deleted {
            Err(failure) if !failure.is_not_found() => Err(failure.of_write()),
            _ => Ok(Answer::Done),
        }
    }

    fn maps(&self, namespace: &str) -> Api<ConfigMap> {
        Api::namespaced(self.client.clone(), namespace)
    }
}

/// What these say that a namespace owes.
fn understood(namespace: &str, maps: &[ConfigMap]) -> Debts {
    let mut all = Debts::default();
    for map in maps {
        match read(map) {
            Ok(receipt) => all.debts.push(Debt {
                receipt,
                since: made(map),
            }),
            Err(why) => {
                let name = map.metadata.name.as_deref().unwrap_or_default();
                all.unreadable.push((format!("{namespace}/{name}"), why));
            }
        }
    }
    all
}

/// When the API server made it.
fn made(map: &ConfigMap) -> Option<ServerTime> {
    let made = map.metadata.creation_timestamp.as_ref()?;
    Some(ServerTime::from_unix_ms(made.0.as_millisecond()))
}

/// The label of every receipt.
fn label() -> String {
    format!("{PREFIX}receipt")
}

/// The name of a receipt's ConfigMap.
fn name(id: &ReceiptId) -> Result<String, Refusal> {
    let name = format!("firedrill-{id}");
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    if name.chars().all(allowed) && name.len() <= 253 && !name.ends_with(['-', '.']) {
        Ok(name)
    } else {
        Err(failed(format!("`{name}` is no name for a ConfigMap")))
    }
}

fn written(receipt: &Receipt) -> Result<ConfigMap, Refusal> {
    let text = serde_json::to_string(receipt).map_err(|error| failed(error.to_string()))?;
    Ok(ConfigMap {
        metadata: ObjectMeta {
            name: Some(name(&receipt.id)?),
            labels: Some(BTreeMap::from([(label(), "true".to_owned())])),
            ..ObjectMeta::default()
        },
        data: Some(BTreeMap::from([
            (RECEIPT.to_owned(), text),
            (UNDO.to_owned(), by_hand(receipt)),
        ])),
        immutable: Some(true),
        ..ConfigMap::default()
    })
}

/// The lines that a human would type, where there is no firedrill at hand.
fn by_hand(receipt: &Receipt) -> String {
    let Change { place, before, .. } = &receipt.change;
    match place {
        Place::Cluster { object, part } => {
            let restore = part::restore(object, part, before);
            format!("{}\n# or else\n{restore}\n", receipt.undo)
        }
        Place::Toxic { .. } | Place::ProxyEnabled { .. } | Place::ProxyUpstream { .. } => {
            receipt.undo.clone()
        }
    }
}

fn read(map: &ConfigMap) -> Result<Receipt, String> {
    let text = map.data.as_ref().and_then(|data| data.get(RECEIPT));
    let text = text.ok_or_else(|| format!("it has no key `{RECEIPT}`"))?;
    let format: Format = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if format.format != Receipt::FORMAT {
        return Err(format!(
            "its format is {}, and this program knows {}: use a newer one",
            format.format,
            Receipt::FORMAT
        ));
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// What every format of receipts has.
#[derive(serde::Deserialize)]
struct Format {
    format: u32,
}
