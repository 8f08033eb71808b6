//! What one listing of Toxiproxy shows: every receipt, readable or not.

use std::collections::BTreeMap;

use super::api::{Proxies, Toxic};
use super::name::{HALT, LOCK, OURS, ToxicName};
use super::{Toxiproxy, record, toxic, undo};
use crate::live::http::Http;
use crate::world::{Change, Content, Place, Receipt, ReceiptId};

/// One listing, and what we know besides.
pub(super) struct View<'a> {
    http: &'a Http,
    pub(super) proxies: &'a Proxies,
    /// Receipts of this process for toxics, by name.
    pub(super) remembered: BTreeMap<ReceiptId, Receipt>,
}

/// Receipts, and the names of what could not be read as one, with the reason.
pub(super) type Receipts = (Vec<Receipt>, Vec<(String, String)>);

impl Toxiproxy {
    /// What this listing shows.
    pub(super) fn view<'a>(&'a self, proxies: &'a Proxies) -> View<'a> {
        View {
            http: &self.api.http,
            proxies,
            remembered: self.remembered().clone(),
        }
    }
}

impl View<'_> {
    /// Every receipt: toxics that are there or about to be added, and what reserved proxies keep.
    pub(super) fn receipts(&self) -> Receipts {
        let mut receipts = self.remembered.clone();
        let mut unreadable = Vec::new();
        for (name, upstream) in self.keepers() {
            match record::read(name, upstream) {
                Ok(mut receipt) => {
                    if let Some(undo) = undo::set_back(self.http, name, &receipt.change) {
                        receipt.undo = undo;
                    }
                    receipts.insert(receipt.id.clone(), receipt);
                }
                Err(why) => {
                    let undo = undo::remove_proxy(self.http, name);
                    unreadable.push((name.to_owned(), format!("{why}; to remove it: `{undo}`")));
                }
            }
        }
        for (proxy, toxic) in self.toxics() {
            match ToxicName::decode(&toxic.name) {
                Ok(name) => {
                    let id = name.id.clone();
                    receipts
                        .entry(id)
                        .or_insert_with(|| self.rebuilt(proxy, toxic, name));
                }
                Err(why) => {
                    let undo = undo::remove_toxic(self.http, proxy, &toxic.name);
                    unreadable.push((toxic.name.clone(), format!("{why}; to remove it: `{undo}`")));
                }
            }
        }
        (receipts.into_values().collect(), unreadable)
    }

    /// Receipts that reserved proxies keep and that are understood.
    pub(super) fn kept(&self) -> impl Iterator<Item = Receipt> {
        self.keepers()
            .filter_map(|(name, upstream)| record::read(name, upstream).ok())
    }

    /// Our toxics: the proxy that each is on, and the toxic.
    pub(super) fn toxics(&self) -> impl Iterator<Item = (&str, &Toxic)> {
        self.proxies
            .iter()
            .filter(|(name, _)| !is_reserved(name))
            .flat_map(|(name, proxy)| proxy.toxics.iter().map(move |toxic| (&**name, toxic)))
            .filter(|(_, toxic)| toxic.name.starts_with(OURS))
    }

    /// The proxy and the name of the toxic that is this receipt.
    pub(super) fn toxic(&self, id: &ReceiptId) -> Option<(&str, &str)> {
        self.toxics()
            .find(|(_, toxic)| ToxicName::decode(&toxic.name).is_ok_and(|name| name.id == *id))
            .map(|(proxy, toxic)| (proxy, &*toxic.name))
    }

    fn keepers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.proxies
            .iter()
            .filter(|(name, _)| is_reserved(name) && *name != LOCK && *name != HALT)
            .map(|(name, proxy)| (&**name, &*proxy.upstream))
    }

    /// The receipt that a toxic is.
    fn rebuilt(&self, proxy: &str, toxic: &Toxic, name: ToxicName) -> Receipt {
        Receipt {
            format: Receipt::FORMAT,
            id: name.id,
            drill: name.drill,
            change: Change {
                place: Place::Toxic {
                    proxy: proxy.to_owned(),
                },
                before: Content::Absent,
                ours: Content::Is(toxic::content(toxic)),
            },
            uid: proxy.to_owned(),
            deadline: name.deadline,
            undo: undo::remove_toxic(self.http, proxy, &toxic.name),
        }
    }
}

/// Whether a proxy of this name is ours.
pub(super) fn is_reserved(name: &str) -> bool {
    name.starts_with(OURS)
}
