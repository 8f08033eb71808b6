//! A Kubernetes cluster: the places that a drill changes there, its lock and its ledger.
//!
//! * The lock is a Lease in a namespace of firedrill's own, changed by compare-and-swap on its
//!   `resourceVersion` alone. Its `renewTime` is a beat and no clock: a lock whose beat stands still
//!   for its length, by the watch of whoever looks, is dead.
//! * A receipt is an immutable ConfigMap in the namespace of the changed object, created and never
//!   overwritten.
//! * A change is one JSON Patch that carries the `resourceVersion` of the read before the receipt and
//!   tests the value that it replaces. It is sent once: the client's own repetition of what was
//!   answered with 503 or 504 is switched off, since such a write may have been done.

mod abort;
mod call;
mod clock;
mod ended;
mod found;
mod halt;
mod inventory;
mod ledger;
mod lock;
mod mark;
mod part;
mod patch;
mod put_off;
mod rights;
mod roll_out;
mod scaler;
mod spot;
mod surroundings;
#[cfg(test)]
pub(super) mod tests;
mod write;

pub use inventory::Holding;
use kube::api::{PatchParams, PostParams};
use kube::client::ClientBuilder;
use kube::config::KubeConfigOptions;
use kube::{Client, Config};
use tower::util::MapResponseLayer;

use super::http::{Failure, root_cause};
use super::settings::KubernetesAt;
use crate::base::Duration;
use crate::world::{Answer, Place, Refusal};

/// What we call ourselves where a cluster keeps who wrote what.
const MANAGER: &str = "firedrill";

/// Namespaces in which nothing is ever changed: without them there is no cluster.
const NEVER: [&str; 3] = ["kube-system", "kube-public", "kube-node-lease"];

/// A cluster, and how far a drill may go in it.
pub(super) struct Kubernetes {
    client: Client,
    at: KubernetesAt,
    /// When a call is given up.
    limit: Duration,
}

impl std::fmt::Debug for Kubernetes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kubernetes")
            .field("at", &self.at)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl Kubernetes {
    /// The cluster of the context that is named, or else of the kubeconfig's current one, or else the
    /// cluster that we run in. Calls nobody.
    ///
    /// # Errors
    /// There is no such cluster, or what its kubeconfig says cannot be used.
    pub(super) async fn open(at: &KubernetesAt, limit: Duration) -> Result<Self, String> {
        let config = match &at.context {
            Some(context) => {
                let options = KubeConfigOptions {
                    context: Some(context.clone()),
                    ..KubeConfigOptions::default()
                };
                Config::from_kubeconfig(&options).await.map_err(|error| {
                    let why = root_cause(&error);
                    format!(
                        "the kubeconfig has no usable context `{context}`: {why}; \
                         `kubectl config get-contexts` lists those that there are"
                    )
                })?
            }
            None => Config::infer().await.map_err(|error| {
                format!(
                    "there is neither a kubeconfig nor a service account: {}; set KUBECONFIG, or \
                     run inside the cluster",
                    root_cause(&error)
                )
            })?,
        };
        let client = Self::client(config, limit)?;
        Ok(Self::new(client, at, limit))
    }

    fn client(mut config: Config, limit: Duration) -> Result<Client, String> {
        // A write is sent once: one that was answered with 503 or 504 may have been done.
        config.default_retry = false;
        config.connect_timeout = Some(limit.std());
        let builder = ClientBuilder::try_from(config)
            .map_err(|error| format!("the cluster cannot be used: {}", root_cause(&error)))?;
        let understanding = MapResponseLayer::new(put_off::understood);
        Ok(builder.with_layer(&understanding).build())
    }

    /// A cluster that is reached by this client.
    fn new(client: Client, at: &KubernetesAt, limit: Duration) -> Self {
        let at = at.clone();
        Self { client, at, limit }
    }

    /// What stands at a place.
    pub(super) async fn read(&self, place: &Place) -> Result<Answer, Refusal> {
        let spot = self.spot(place)?;
        let found = match self.object(&spot).await.map_err(Failure::of_read)? {
            None => None,
            Some(object) => {
                let mut found = found::found(&object, &spot).map_err(failed)?;
                found.claims.scaled_by = self.scaler(&spot).await;
                found.withheld_by = self.aborted_by(&spot, &object).await;
                Some(found)
            }
        };
        Ok(Answer::Found { found })
    }
}

/// What is created or replaced is ours.
fn by_us() -> PostParams {
    PostParams {
        field_manager: Some(MANAGER.to_owned()),
        ..PostParams::default()
    }
}

/// What is patched is ours.
fn patched_by_us() -> PatchParams {
    PatchParams {
        field_manager: Some(MANAGER.to_owned()),
        ..PatchParams::default()
    }
}

fn failed(why: String) -> Refusal {
    Refusal::Failed { why }
}
