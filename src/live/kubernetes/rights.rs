//! What we may do in the cluster, asked before anything is done: who may create a receipt and not
//! change its place could not even fence it off again.

use futures_util::future::join_all;
use k8s_openapi::api::authorization::v1::{
    ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec,
};
use kube::api::{Api, PostParams};

use super::Kubernetes;
use super::call::Kind;
use crate::live::http::Failure;
use crate::world::{ObjectKind, Part, Place, Refusal};

/// One thing that we must be allowed to do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Right {
    verb: &'static str,
    group: String,
    resource: String,
    namespace: String,
    /// One object of this name; none is any.
    name: Option<String>,
}

impl std::fmt::Display for Right {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.verb, self.resource)?;
        if !self.group.is_empty() {
            write!(f, ".{}", self.group)?;
        }
        if let Some(name) = &self.name {
            write!(f, "/{name}")?;
        }
        write!(f, " in {}", self.namespace)
    }
}

impl Kubernetes {
    /// What of all that a drill with these places needs is not allowed, for people.
    ///
    /// # Errors
    /// The API server does not say.
    pub(in crate::live) async fn missing_rights(
        &self,
        places: &[Place],
    ) -> Result<Vec<String>, Refusal> {
        let mut wanted = self.always();
        for place in places.iter().filter(|place| place.proxy().is_none()) {
            // Reading the place tells why nothing may be changed there.
            let Ok(spot) = self.spot(place) else {
                continue;
            };
            let (group, _, plural) = spot.object.kind.resource();
            wanted.extend(["get", "patch"].map(|verb| Right {
                verb,
                group: group.to_owned(),
                resource: plural.to_owned(),
                namespace: spot.object.namespace.clone(),
                name: Some(spot.object.name.clone()),
            }));
            wanted.extend((spot.object.kind == ObjectKind::Rollout).then(|| Right {
                verb: "list",
                group: "argoproj.io".to_owned(),
                resource: "analysisruns".to_owned(),
                namespace: spot.object.namespace.clone(),
                name: None,
            }));
            wanted.extend((*spot.part == Part::Replicas).then(|| Right {
                verb: "list",
                group: "autoscaling".to_owned(),
                resource: "horizontalpodautoscalers".to_owned(),
                namespace: spot.object.namespace.clone(),
                name: None,
            }));
        }
        let asked = wanted.iter().map(|right| self.may(right));
        let mut missing = Vec::new();
        for (right, may) in wanted.iter().zip(join_all(asked).await) {
            if !may.map_err(Failure::of_read)? {
                missing.push(right.to_string());
            }
        }
        Ok(missing)
    }

    /// What every drill needs: the lock, the halt, the receipts.
    fn always(&self) -> Vec<Right> {
        let right = |verb, group: &str, resource: &str, namespace: &str| Right {
            verb,
            group: group.to_owned(),
            resource: resource.to_owned(),
            namespace: namespace.to_owned(),
            name: None,
        };
        let lock = &*self.at.namespace;
        let leases = ["get", "create", "update"]
            .map(|verb| right(verb, "coordination.k8s.io", "leases", lock));
        let receipts = self.at.namespaces.iter().flat_map(|namespace| {
            ["list", "get", "create", "delete"].map(|verb| right(verb, "", "configmaps", namespace))
        });
        let halt = right("get", "", "configmaps", lock);
        leases.into_iter().chain([halt]).chain(receipts).collect()
    }

    async fn may(&self, right: &Right) -> Result<bool, Failure> {
        let reviews: Api<SelfSubjectAccessReview> = Api::all(self.client.clone());
        let review = SelfSubjectAccessReview {
            spec: SelfSubjectAccessReviewSpec {
                resource_attributes: Some(ResourceAttributes {
                    verb: Some(right.verb.to_owned()),
                    group: Some(right.group.clone()),
                    resource: Some(right.resource.clone()),
                    namespace: Some(right.namespace.clone()),
                    name: right.name.clone(),
                    ..ResourceAttributes::default()
                }),
                ..SelfSubjectAccessReviewSpec::default()
            },
            ..SelfSubjectAccessReview::default()
        };
        let parameters = PostParams::default();
        // A review changes nothing, however often it is asked for.
        let answered = self
            .call(Kind::Read, || reviews.create(&parameters, &review))
            .await?;
        Ok(answered.status.is_some_and(|status| status.allowed))
    }
}
