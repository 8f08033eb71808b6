//! The places of the embedded platform: what they hold at first, what they can hold, and what the
//! platform feels of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Server;
use super::platform::{Link, Provider, Version};
use super::toxic::{link_of, share_of};
use crate::base::Ratio;
use crate::world::{Content, Place, Write};

/// The namespace of everything.
const NAMESPACE: &str = "ai";
/// The gateway's ConfigMap, Deployment and container.
const GATEWAY: (&str, &str) = ("llm-gateway", "gateway");
/// The proxy in front of the cache's store.
const STORE: &str = "cache-store";

/// The setting that names the chat model's version.
pub(super) fn chat_model() -> Place {
    Place::ConfigMapKey {
        namespace: NAMESPACE.to_owned(),
        name: GATEWAY.0.to_owned(),
        key: "chat_model".to_owned(),
    }
}

/// The switch of the cache.
pub(super) fn cache_enabled() -> Place {
    Place::Env {
        namespace: NAMESPACE.to_owned(),
        deployment: GATEWAY.0.to_owned(),
        container: GATEWAY.1.to_owned(),
        variable: "CACHE_ENABLED".to_owned(),
    }
}

/// Every place, and what it holds at first.
pub(super) fn original() -> BTreeMap<Place, Content> {
    let proxies = Provider::ALL
        .map(proxy)
        .into_iter()
        .chain([STORE.to_owned()]);
    let doors = proxies.flat_map(|proxy| {
        let toxic = Place::Toxic {
            proxy: proxy.clone(),
        };
        let enabled = Place::ProxyEnabled { proxy };
        [
            (toxic, Content::Absent),
            (enabled, Content::Is(Value::Bool(true))),
        ]
    });
    let settings = [
        (chat_model(), Content::Is(Version::Stable.name().into())),
        (cache_enabled(), Content::Is("true".into())),
    ];
    doors.chain(settings).collect()
}

/// Whether a place can hold this; the error says what it can.
pub(super) fn understood(write: &Write) -> Result<(), String> {
    match (&write.place, &write.content) {
        (Place::Toxic { proxy }, Content::Is(toxic))
            if proxy == STORE && share_of(toxic) < Ratio::WHOLE =>
        {
            Err("a toxic in front of the cache's store is felt by every connection".to_owned())
        }
        (Place::Toxic { .. }, Content::Is(toxic)) => link_of(toxic).map(|_| ()),
        (Place::ProxyEnabled { .. }, Content::Is(value)) if !value.is_boolean() => {
            Err(format!("`enabled` is true or false, not `{value}`"))
        }
        (Place::ProxyEnabled { .. }, Content::Absent) => {
            Err("`enabled` cannot be removed, only set".to_owned())
        }
        (Place::Toxic { .. }, Content::Absent) | (Place::ProxyEnabled { .. }, Content::Is(_)) => {
            Ok(())
        }
        (place, content) => {
            let text = match content {
                Content::Is(Value::String(text)) => text,
                Content::Is(_) | Content::Absent => {
                    return Err(format!("{place} is a text, not {content}"));
                }
            };
            if *place == chat_model() {
                let version = text.parse::<Version>().map(|_| ());
                return version.map_err(|error| error.to_string());
            }
            if *place == cache_enabled() && text != "true" && text != "false" {
                return Err(format!("{place} is `true` or `false`, not `{text}`"));
            }
            Ok(())
        }
    }
}

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
}

impl Felt {
    pub(super) fn of(server: &Server) -> Self {
        let text = |place: &Place| match server.found(place).map(|found| &found.content) {
            Some(Content::Is(Value::String(text))) => Some(text.as_str()),
            Some(Content::Is(_) | Content::Absent) | None => None,
        };
        let model = text(&chat_model()).and_then(|text| text.parse().ok());
        Self {
            links: Provider::ALL.map(|provider| link(server, &proxy(provider))),
            shares: Provider::ALL.map(|provider| share(server, &proxy(provider))),
            store: link(server, STORE),
            cache: text(&cache_enabled()) != Some("false"),
            model: model.unwrap_or(Version::Stable),
        }
    }
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

/// The proxy in front of a provider; also the name of its probe.
pub(super) fn proxy(provider: Provider) -> String {
    format!("provider-{provider}")
}

/// The provider of this probe or proxy.
pub(super) fn provider_of(name: &str) -> Result<Provider, String> {
    Provider::ALL
        .into_iter()
        .find(|provider| proxy(*provider) == name)
        .ok_or_else(|| {
            format!(
                "the embedded platform has no probe `{name}`: known are `provider-primary` and \
                 `provider-secondary`"
            )
        })
}
