//! A halt of all drills of an environment: a ConfigMap that one `kubectl` command sets.

use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::Api;

use super::Kubernetes;
use super::call::Kind;
use crate::live::http::Failure;

/// The ConfigMap's name.
const NAME: &str = "firedrill-halt";
/// The key that says why.
const REASON: &str = "reason";

impl Kubernetes {
    /// Why drills are halted, if they are.
    pub(in crate::live) async fn halted(&self) -> Result<Option<String>, Failure> {
        let maps: Api<ConfigMap> = Api::namespaced(self.client.clone(), &self.at.namespace);
        let halt = self.call(Kind::Read, || maps.get_opt(NAME)).await?;
        Ok(halt.map(|halt| {
            let reason = halt.data.and_then(|mut data| data.remove(REASON));
            reason.unwrap_or_else(|| {
                format!(
                    "the ConfigMap `{NAME}` in `{}` halts them",
                    self.at.namespace
                )
            })
        }))
    }
}
