//! The places of the embedded platform: what they hold at first, and what they can hold.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::platform::{Provider, Version};
use super::toxic::{link_of, share_of};
use crate::base::Ratio;
use crate::world::{Content, ObjectKind, Part, Place, Write};

/// The namespace of everything.
const NAMESPACE: &str = "ai";
/// The gateway's ConfigMap, Deployment and container.
const GATEWAY: (&str, &str) = ("llm-gateway", "gateway");
/// What serves the chat model, and its container.
const MODEL: (&str, &str) = ("chat-model", "server");
/// The cache's store, and the proxy in front of it.
pub(super) const STORE: &str = "cache-store";
/// The NetworkPolicy that selects nobody at first.
const CUT: &str = "firedrill-cut";
/// The pods of the gateway, by their label.
pub(super) const GATEWAY_PODS: (&str, &str) = ("app", GATEWAY.0);
/// The addresses of the primary, the secondary and the store.
pub(super) const ADDRESSES: [&str; 3] = ["203.0.113.0/25", "203.0.113.128/25", "198.51.100.0/24"];
/// The annotation that pauses an experiment of Chaos Mesh.
const PAUSE: &str = "experiment.chaos-mesh.org/pause";

fn cluster(kind: ObjectKind, name: &str, part: Part) -> Place {
    Place::cluster(kind, NAMESPACE, name, part)
}

/// The setting that names the chat model's version.
pub(super) fn chat_model() -> Place {
    let key = "chat_model".to_owned();
    cluster(ObjectKind::ConfigMap, GATEWAY.0, Part::Key { key })
}

/// The switch of the cache.
pub(super) fn cache_enabled() -> Place {
    let part = Part::Variable {
        container: GATEWAY.1.to_owned(),
        variable: "CACHE_ENABLED".to_owned(),
    };
    cluster(ObjectKind::Deployment, GATEWAY.0, part)
}

/// How many pods of the cache's store there are.
pub(super) fn store_pods() -> Place {
    cluster(ObjectKind::Deployment, STORE, Part::Replicas)
}

/// What restarts the gateway's pods.
pub(super) fn restarted() -> Place {
    cluster(ObjectKind::Deployment, GATEWAY.0, Part::Restart)
}

pub(super) fn cut() -> Place {
    cluster(ObjectKind::NetworkPolicy, CUT, Part::Spec)
}

/// The experiment that keeps the primary from answering.
pub(super) fn experiment() -> Place {
    let annotation = PAUSE.to_owned();
    let name = proxy(Provider::Primary);
    cluster(
        ObjectKind::NetworkChaos,
        &name,
        Part::Annotation { annotation },
    )
}

/// The places that say which version of the chat model serves, whichever way it is rolled out; each
/// holds a text that ends in the version's name.
pub(super) fn versions() -> [Place; 4] {
    let image = || Part::Image {
        container: MODEL.1.to_owned(),
    };
    [
        chat_model(),
        cluster(ObjectKind::Deployment, MODEL.0, image()),
        cluster(ObjectKind::Rollout, MODEL.0, image()),
        cluster(ObjectKind::InferenceService, MODEL.0, Part::ModelUri),
    ]
}

/// The backends of the chat model's route, one for each version.
pub(super) fn weight(version: Version) -> Place {
    let backend = version.name().to_owned();
    cluster(ObjectKind::HttpRoute, "chat", Part::Weight { backend })
}

/// What a place of a version holds for this one: its name, an image, or where it is stored.
pub(super) fn named(place: &Place, version: Version) -> Value {
    let version = version.name();
    let Place::Cluster { part, .. } = place else {
        return version.into();
    };
    match part {
        Part::Image { .. } => format!("models/{version}").into(),
        Part::ModelUri => format!("s3://models/{version}").into(),
        Part::Key { .. }
        | Part::Variable { .. }
        | Part::Replicas
        | Part::Restart
        | Part::Weight { .. }
        | Part::Spec
        | Part::Annotation { .. } => version.into(),
    }
}

/// The version that such a text names.
pub(super) fn version_of(text: &str) -> Result<Version, String> {
    let name = text.rsplit('/').next().unwrap_or_default();
    let version = name.parse::<Version>();
    version.map_err(|error| error.to_string())
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
    let versions = versions().map(|place| {
        let stable = named(&place, Version::Stable);
        (place, Content::Is(stable))
    });
    let weights = Version::ALL.map(|version| {
        let all = u32::from(version == Version::Stable);
        (weight(version), Content::Is(all.into()))
    });
    let nobody = json!({
        "podSelector": {"matchLabels": {"firedrill": "nobody"}},
        "policyTypes": ["Egress"],
    });
    let settings = [
        (cache_enabled(), Content::Is("true".into())),
        (store_pods(), Content::Is(1.into())),
        (restarted(), Content::Absent),
        (cut(), Content::Is(nobody)),
        (experiment(), Content::Is("true".into())),
    ];
    doors
        .chain(versions)
        .chain(weights)
        .chain(settings)
        .collect()
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
        (place, content) => setting(place, content),
    }
}

/// Whether a part of the platform's cluster can hold this.
fn setting(place: &Place, content: &Content) -> Result<(), String> {
    if *place == restarted() {
        return Ok(());
    }
    let Content::Is(value) = content else {
        return Err(format!("{place} cannot be removed, only set"));
    };
    let text = || {
        let text = value.as_str();
        text.ok_or_else(|| format!("{place} is a text, not {content}"))
    };
    if versions().contains(place) {
        return version_of(text()?).map(|_| ());
    }
    if *place == cache_enabled() || *place == experiment() {
        let text = text()?;
        let is_switch = text == "true" || text == "false";
        return is_switch
            .then_some(())
            .ok_or_else(|| format!("{place} is `true` or `false`, not `{text}`"));
    }
    if *place == cut() {
        let strange = exceptions(value).find(|range| !ADDRESSES.contains(range));
        return strange.map_or(Ok(()), |range| {
            let [primary, secondary, store] = ADDRESSES;
            Err(format!(
                "nothing of the platform in memory is at {range}: its primary is at {primary}, its \
                 secondary at {secondary}, its cache's store at {store}"
            ))
        });
    }
    let is_count = value.as_u64().is_some();
    is_count
        .then_some(())
        .ok_or_else(|| format!("{place} is a number, not {content}"))
}

/// The ranges of addresses that a policy's spec leaves out.
pub(super) fn exceptions(spec: &Value) -> impl Iterator<Item = &str> {
    let blocks = spec["egress"][0]["to"].as_array().into_iter().flatten();
    let ranges = blocks.filter_map(|block| block["ipBlock"]["except"].as_array());
    ranges.flatten().filter_map(Value::as_str)
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
