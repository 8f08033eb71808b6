//! What the embedded platform feels of its places.

use serde_json::Value;

use super::Server;
use super::platform::{Link, Provider, Version};
use super::settings::{
    ADDRESSES, GATEWAY_PODS, STORE, cache_enabled, chat_model, cut, exceptions, experiment, named,
    proxy, restarted, store_pods, version_of, versions, weight,
};
use super::toxic::{link_of, share_of};
use crate::base::Ratio;
use crate::world::{Content, Place};

/// What the platform feels of the places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Felt {
    /// The ways to the providers.
    pub(super) links: [Link; 2],
    /// The share of the connections to each that feels what is wrong.
    pub(super) shares: [Ratio; 2],
    /// The way to the cache's store.
    pub(super) store: Link,
    /// Whether the cache is on.
    pub(super) cache: bool,
    /// The chat model's version.
    pub(super) model: Version,
    /// Whether the gateway's pods were restarted for a drill.
    pub(super) restarted: bool,
}

impl Felt {
    pub(super) fn of(server: &Server) -> Self {
        let [primary, secondary, store] = ADDRESSES.map(|range| is_cut(server, range));
        let cut = [primary || runs(server), secondary];
        let links = Provider::ALL.map(|provider| {
            if cut[provider.index()] {
                Link::Hang
            } else {
                link(server, &proxy(provider))
            }
        });
        let pods = value(server, &store_pods()).and_then(Value::as_u64);
        let store = match (store, pods) {
            (true, _) => Link::Hang,
            (false, Some(0)) => Link::Refuse,
            (false, _) => link(server, STORE),
        };
        Self {
            links,
            shares: Provider::ALL.map(|provider| share(server, &proxy(provider))),
            store,
            cache: text(server, &cache_enabled()) != Some("false"),
            restarted: value(server, &restarted()).is_some(),
            model: rolled_out(server).map_or(Version::Stable, |(_, version)| version),
        }
    }
}

/// What stands at a place.
fn value<'a>(server: &'a Server, place: &Place) -> Option<&'a Value> {
    match server.found(place).map(|found| &found.content) {
        Some(Content::Is(value)) => Some(value),
        Some(Content::Absent) | None => None,
    }
}

fn text<'a>(server: &'a Server, place: &Place) -> Option<&'a str> {
    value(server, place).and_then(Value::as_str)
}

/// Whether the gateway's pods are kept from these addresses.
fn is_cut(server: &Server, range: &str) -> bool {
    let (label, pods) = GATEWAY_PODS;
    value(server, &cut()).is_some_and(|spec| {
        spec["podSelector"]["matchLabels"][label] == pods
            && exceptions(spec).any(|left_out| left_out == range)
    })
}

/// Whether the experiment on the primary runs.
fn runs(server: &Server) -> bool {
    text(server, &experiment()) == Some("false")
}

/// The version that is rolled out instead of the stable one, and the place that says so.
fn rolled_out(server: &Server) -> Option<(Place, Version)> {
    let named = versions().into_iter().filter_map(|place| {
        let version = version_of(text(server, &place)?).ok()?;
        Some((place, version))
    });
    let weighed = Version::ALL.into_iter().filter_map(|version| {
        let place = weight(version);
        let weight = value(server, &place)?.as_u64()?;
        (weight > 0).then_some((place, version))
    });
    named
        .chain(weighed)
        .find(|(_, version)| *version != Version::Stable)
}

/// What takes a roll-out back to a version: the place that says which one serves, and what it holds then.
pub(super) fn taken_back(server: &Server, to: Version) -> (Place, Content) {
    let (place, version) = rolled_out(server).unwrap_or_else(|| (chat_model(), to));
    let is_weight = place == weight(version);
    let value = if is_weight {
        0.into()
    } else {
        named(&place, to)
    };
    (place, Content::Is(value))
}

/// The state of the way through a proxy.
fn link(server: &Server, proxy: &str) -> Link {
    let content = |place: &Place| server.found(place).map(|found| &found.content);
    let proxy = proxy.to_owned();
    let enabled = Place::ProxyEnabled {
        proxy: proxy.clone(),
    };
    if content(&enabled) == Some(&Content::Is(Value::Bool(false))) {
        return Link::Refuse;
    }
    match content(&Place::Toxic { proxy }) {
        Some(Content::Is(toxic)) => link_of(toxic).unwrap_or(Link::Healthy),
        Some(Content::Absent) | None => Link::Healthy,
    }
}

/// The share of the connections through a proxy that feels its toxic; all of them, where there is
/// none.
fn share(server: &Server, proxy: &str) -> Ratio {
    let proxy = proxy.to_owned();
    match server
        .found(&Place::Toxic { proxy })
        .map(|found| &found.content)
    {
        Some(Content::Is(toxic)) => share_of(toxic),
        Some(Content::Absent) | None => Ratio::WHOLE,
    }
}
