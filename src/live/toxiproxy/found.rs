//! What stands at a place.

use sha2::{Digest, Sha256};

use super::api::{Proxy, Toxic};
use super::name::{OURS, ToxicName};
use super::toxic;
use super::view::{View, is_reserved};
use crate::world::{Claims, Content, Found, Place, ReceiptId};

impl View<'_> {
    /// What stands at a place; none if its proxy does not exist or is one of our own records.
    pub(super) fn found(&self, place: &Place) -> Option<Found> {
        let name = place.proxy()?;
        let proxy = self.proxies.get(name).filter(|_| !is_reserved(name))?;
        let (content, mark) = match place {
            Place::Toxic { .. } => self.ours(proxy),
            Place::ProxyEnabled { .. } => {
                let content = Content::Is(proxy.enabled.into());
                let mark = self.switched_by(place, &content);
                (content, mark)
            }
            Place::ProxyUpstream { .. } => {
                let content = Content::Is(proxy.upstream.clone().into());
                let mark = self.switched_by(place, &content);
                (content, mark)
            }
            Place::Cluster { .. } => return None,
        };
        Some(Found {
            // A proxy has no other identity: its addresses may be changed while it stays the same,
            // and when it is deleted, its toxics go with it.
            uid: name.to_owned(),
            version: version(name, &content, mark.as_ref()),
            content,
            mark,
            by: None,
            withheld_by: None,
            rolling_out: None,
            claims: Claims::default(),
        })
    }

    /// The newest toxic of ours on a proxy, since the newest is put back first; what is not
    /// understood comes last.
    fn ours(&self, proxy: &Proxy) -> (Content, Option<ReceiptId>) {
        let newest = proxy
            .toxics
            .iter()
            .filter(|toxic| toxic.name.starts_with(OURS))
            .map(|toxic| (ToxicName::decode(&toxic.name).ok(), toxic))
            .max_by_key(|(name, _)| {
                let id = name.as_ref().map(|name| &name.id);
                id.map(|id| (id.run(), id.sequence()))
            });
        match newest {
            None => (Content::Absent, None),
            Some((name, toxic)) => {
                let mark = name.map(|name| name.id);
                (Content::Is(self.as_written(mark.as_ref(), toxic)), mark)
            }
        }
    }

    /// A toxic in the words of the receipt that it was added under, if it is still that.
    fn as_written(&self, mark: Option<&ReceiptId>, toxic: &Toxic) -> serde_json::Value {
        let shown = toxic::content(toxic);
        let receipt = mark.and_then(|id| self.remembered.get(id));
        match receipt.map(|receipt| &receipt.change.ours) {
            Some(Content::Is(written)) if toxic::same(written, &shown) => written.clone(),
            Some(Content::Is(_) | Content::Absent) | None => shown,
        }
    }

    /// The newest receipt under which a proxy was switched to what it is now.
    fn switched_by(&self, place: &Place, content: &Content) -> Option<ReceiptId> {
        self.kept()
            .filter(|receipt| receipt.change.place == *place && receipt.change.ours == *content)
            .map(|receipt| receipt.id)
            .max_by_key(|id| (id.run(), id.sequence()))
    }
}

/// Toxiproxy has no versions: this is a hash over what matters.
fn version(proxy: &str, content: &Content, mark: Option<&ReceiptId>) -> String {
    let mark = mark.map_or("", |mark| &mark.0);
    let digest = Sha256::digest(format!("{proxy}\0{content}\0{mark}"));
    let first = digest.first_chunk().copied().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(first))
}
