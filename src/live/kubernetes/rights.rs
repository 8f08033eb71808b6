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
use crate::world::rights::{Grounds, Needs, Right, of_place};
use crate::world::{Place, Refusal};

impl Kubernetes {
    /// What of all that a drill with these places needs is not allowed, for people.
    ///
    /// # Errors
    /// The API server does not say.
    pub(in crate::live) async fn missing_rights(
        &self,
        places: &[Place],
    ) -> Result<Vec<String>, Refusal> {
        let grounds = Grounds {
            lock: &self.at.namespace,
            changed: &self.at.namespaces,
        };
        let mut wanted = grounds.always(Needs::Run);
        // Reading a place tells why nothing may be changed there.
        let open = places.iter().filter(|place| self.spot(place).is_ok());
        wanted.extend(open.flat_map(of_place));
        let asked = wanted.iter().map(|right| self.may(right));
        let mut missing = Vec::new();
        for (right, may) in wanted.iter().zip(join_all(asked).await) {
            if !may.map_err(Failure::of_read)? {
                missing.push(right.to_string());
            }
        }
        Ok(missing)
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
