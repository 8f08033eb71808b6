//! What surrounds the objects that a drill changes: reads only, and none of it hinders a drill by
//! not being known.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, ResourceQuota};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ListMeta, ManagedFieldsEntry};
use kube::Resource;
use kube::api::{Api, ListParams, ObjectMeta};
use serde::de::DeserializeOwned;

use super::call::Kind;
use super::{Kubernetes, MANAGER};
use crate::base::{Duration, ServerTime};
use crate::live::http::Failure;
use crate::world::{EgressPolicy, Object, ObjectKind, Place, Recent, Surroundings};

/// The label by which a namespace says what it is.
const ENVIRONMENT: &str = "environment";
/// How far back is looked.
const LATELY: Duration = Duration::from_mins(24 * 60);
/// More objects of one kind are not read.
const MOST: u32 = 500;
/// What a pod needs of a quota.
const OF_PODS: [&str; 3] = ["pods", "cpu", "memory"];
/// In every namespace, and nobody's change.
const EVERYWHERE: &str = "kube-root-ca.crt";

impl Kubernetes {
    /// What surrounds these places; none if none of them is in the cluster.
    pub(in crate::live) async fn surroundings(
        &self,
        places: &[Place],
        now: ServerTime,
    ) -> Option<Surroundings> {
        let mut namespaces: Vec<&str> = Vec::new();
        for place in places {
            if let Ok(spot) = self.spot(place)
                && !namespaces.contains(&&*spot.object.namespace)
            {
                namespaces.push(&spot.object.namespace);
            }
        }
        if namespaces.is_empty() {
            return None;
        }
        let mut found = Surroundings::default();
        for namespace in namespaces {
            self.environment(namespace, &mut found).await;
            self.recent(namespace, now, &mut found).await;
            self.tight(namespace, &mut found).await;
        }
        let spots = places.iter().filter_map(|place| self.spot(place).ok());
        for spot in spots.filter(|spot| spot.object.kind == ObjectKind::NetworkPolicy) {
            self.policies(spot.object, &mut found).await;
        }
        found.recent.sort_by_key(|recent| recent.ago);
        Some(found)
    }

    async fn environment(&self, name: &str, found: &mut Surroundings) {
        let all: Api<Namespace> = Api::all(self.client.clone());
        match self.call(Kind::Read, || all.get_metadata(name)).await {
            Ok(namespace) => {
                let labels = namespace.metadata.labels.unwrap_or_default();
                let environment = labels.get(ENVIRONMENT).cloned();
                found.environments.push((name.to_owned(), environment));
            }
            Err(failure) => found.unknown.push(format!(
                "what the namespace `{name}` says of its environment: {}",
                failure.why
            )),
        }
    }

    async fn recent(&self, namespace: &str, now: ServerTime, found: &mut Surroundings) {
        let (deployments, maps) = tokio::join!(
            self.described::<Deployment>(namespace),
            self.described::<ConfigMap>(namespace),
        );
        for (kind, listed) in [("Deployment", deployments), ("ConfigMap", maps)] {
            let listed = match listed {
                Ok(listed) => listed,
                Err(failure) => {
                    let what = format!("which {kind}s of `{namespace}` changed lately");
                    found.unknown.push(format!("{what}: {}", failure.why));
                    continue;
                }
            };
            for object in listed.iter().filter(|object| !is_ours(object)) {
                found
                    .recent
                    .extend(last_change(object, now).map(|(by, ago)| {
                        let name = object.name.as_deref().unwrap_or_default();
                        Recent {
                            object: format!("{kind} `{namespace}/{name}`"),
                            by,
                            ago,
                        }
                    }));
            }
        }
    }

    async fn tight(&self, namespace: &str, found: &mut Surroundings) {
        let (quotas, budgets) = tokio::join!(
            self.listed_in::<ResourceQuota>(namespace),
            self.listed_in::<PodDisruptionBudget>(namespace),
        );
        match quotas {
            Ok(quotas) => found.tight.extend(quotas.iter().flat_map(used_up)),
            Err(failure) => {
                let what = format!("whether quotas of `{namespace}` are used up");
                found.unknown.push(format!("{what}: {}", failure.why));
            }
        }
        match budgets {
            Ok(budgets) => found.tight.extend(budgets.iter().filter_map(exhausted)),
            Err(failure) => {
                let what = format!("whether disruptions are allowed in `{namespace}`");
                found.unknown.push(format!("{what}: {}", failure.why));
            }
        }
    }

    /// The other policies beside this one.
    async fn policies(&self, one: &Object, found: &mut Surroundings) {
        let listed = self.listed_in::<NetworkPolicy>(&one.namespace).await;
        let listed = match listed {
            Ok(listed) => listed,
            Err(failure) => {
                let what = format!("which NetworkPolicies there are in `{}`", one.namespace);
                found.unknown.push(format!("{what}: {}", failure.why));
                return;
            }
        };
        for policy in listed {
            let name = policy.metadata.name.unwrap_or_default();
            let spec = policy.spec.unwrap_or_default();
            let types = spec.policy_types.unwrap_or_default();
            if name != one.name && types.iter().any(|one| one == "Egress") {
                let selector = spec.pod_selector.unwrap_or_default();
                found.policies.push(EgressPolicy {
                    name: format!("{}/{name}", one.namespace),
                    labels: selector.match_labels.unwrap_or_default(),
                });
            }
        }
    }

    /// What the objects of a kind say of themselves.
    async fn described<K: Listed>(&self, namespace: &str) -> Result<Vec<ObjectMeta>, Failure> {
        let all: Api<K> = Api::namespaced(self.client.clone(), namespace);
        let wanted = ListParams::default().limit(MOST);
        let listed = self.call(Kind::Read, || all.list_metadata(&wanted)).await?;
        whole(
            listed.items.into_iter().map(|one| one.metadata),
            &listed.metadata,
        )
    }

    async fn listed_in<K: Listed>(&self, namespace: &str) -> Result<Vec<K>, Failure> {
        let all: Api<K> = Api::namespaced(self.client.clone(), namespace);
        let wanted = ListParams::default().limit(MOST);
        let listed = self.call(Kind::Read, || all.list(&wanted)).await?;
        whole(listed.items.into_iter(), &listed.metadata)
    }
}

/// A kind of objects in namespaces.
pub(super) trait Listed:
    Resource<DynamicType = (), Scope = k8s_openapi::NamespaceResourceScope>
    + Clone
    + std::fmt::Debug
    + DeserializeOwned
{
}

impl<K> Listed for K where
    K: Resource<DynamicType = (), Scope = k8s_openapi::NamespaceResourceScope>
        + Clone
        + std::fmt::Debug
        + DeserializeOwned
{
}

/// All of a list: a part of one tells nothing of what is not in it.
fn whole<T>(items: impl Iterator<Item = T>, about: &ListMeta) -> Result<Vec<T>, Failure> {
    let more = about.continue_.as_deref().unwrap_or_default();
    if more.is_empty() {
        Ok(items.collect())
    } else {
        Err(Failure::unknown(&format!("there are more than {MOST}")))
    }
}

/// Whether an object is there for everybody, or is a receipt of ours.
pub(super) fn is_ours(object: &ObjectMeta) -> bool {
    let labels = object.labels.iter().flatten();
    object.name.as_deref() == Some(EVERYWHERE)
        || labels
            .into_iter()
            .any(|(name, _)| name.starts_with(super::mark::PREFIX))
}

/// Who wrote an object last, but for what becomes of it and for us, and how long ago.
fn last_change(object: &ObjectMeta, now: ServerTime) -> Option<(String, Duration)> {
    let wants = |entry: &&ManagedFieldsEntry| {
        entry.subresource.as_deref() != Some("status") && entry.manager.as_deref() != Some(MANAGER)
    };
    let entries = object.managed_fields.iter().flatten();
    let last = entries
        .filter(wants)
        .max_by_key(|entry| entry.time.as_ref().map(|time| time.0))?;
    let at = ServerTime::from_unix_ms(last.time.as_ref()?.0.as_millisecond());
    let ago = Duration::from_ms(u64::try_from(now.unix_ms() - at.unix_ms()).unwrap_or(0));
    (ago <= LATELY).then(|| (last.manager.clone().unwrap_or_default(), ago))
}

/// What of a quota is used up.
fn used_up(quota: &ResourceQuota) -> Vec<String> {
    let name = quota.metadata.name.as_deref().unwrap_or_default();
    let namespace = quota.metadata.namespace.as_deref().unwrap_or_default();
    let status = quota.status.clone().unwrap_or_default();
    let (hard, used) = (
        status.hard.unwrap_or_default(),
        status.used.unwrap_or_default(),
    );
    let full = hard.iter().filter(|(what, most)| {
        let is_of_pods = OF_PODS.iter().any(|kind| what.contains(kind));
        is_of_pods && most.0 != "0" && used.get(*what) == Some(most)
    });
    full.map(|(what, most)| {
        format!(
            "the ResourceQuota `{namespace}/{name}` is used up: {} of {what}; a pod that must be \
             replaced may find no room",
            most.0
        )
    })
    .collect()
}

/// That a budget lets no pod go.
fn exhausted(budget: &PodDisruptionBudget) -> Option<String> {
    let status = budget.status.as_ref()?;
    let name = budget.metadata.name.as_deref().unwrap_or_default();
    let namespace = budget.metadata.namespace.as_deref().unwrap_or_default();
    (status.disruptions_allowed == 0 && status.expected_pods > 0).then(|| {
        format!(
            "no pod can be spared, says the PodDisruptionBudget `{namespace}/{name}`: {} of {} are \
             healthy, and {} must be",
            status.current_healthy, status.expected_pods, status.desired_healthy
        )
    })
}
