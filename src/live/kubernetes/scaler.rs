//! Who sets how many pods there are: an autoscaler would take a drill's number for one of its own.

use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use kube::api::{Api, ListParams};

use super::Kubernetes;
use super::call::Kind;
use super::spot::Spot;
use crate::world::Part;

/// More autoscalers of one namespace are not asked for.
const MOST: u32 = 500;

impl Kubernetes {
    /// The HorizontalPodAutoscaler that scales a spot's object, if the spot is about its replicas. What
    /// cannot be read hinders nothing: that the right is missing is told by itself.
    pub(super) async fn scaler(&self, spot: &Spot<'_>) -> Option<String> {
        if *spot.part != Part::Replicas {
            return None;
        }
        let all: Api<HorizontalPodAutoscaler> =
            Api::namespaced(self.client.clone(), &spot.object.namespace);
        let wanted = ListParams::default().limit(MOST);
        let listed = self
            .aside(self.call(Kind::Read, || all.list(&wanted)))
            .await;
        let listed = listed
            .inspect_err(|failure| tracing::warn!(why = failure.why, "autoscalers are not known"))
            .ok()?;
        let scales = |scaler: &HorizontalPodAutoscaler| {
            let target = scaler.spec.as_ref().map(|spec| &spec.scale_target_ref);
            target.is_some_and(|target| {
                target.kind == spot.object.kind.name() && target.name == spot.object.name
            })
        };
        let found = listed.items.into_iter().find(scales)?;
        found.metadata.name
    }
}
