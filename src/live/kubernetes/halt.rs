//! A halt of all drills of an environment: a ConfigMap that one `kubectl` command sets.

use k8s_openapi::api::core::v1::ConfigMap;
use std::collections::BTreeMap;

use kube::api::{Api, DeleteParams, ObjectMeta, Patch};

use super::call::Kind;
use super::{Kubernetes, by_us, patched_by_us};
use crate::live::http::Failure;
use crate::world::rights::HALT as NAME;

/// The key that says why.
const REASON: &str = "reason";

impl Kubernetes {
    /// Why drills are halted, if they are.
    pub(in crate::live) async fn halted(&self) -> Result<Option<String>, Failure> {
        let maps = self.halts();
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

    /// Halts all drills, for this reason.
    pub(in crate::live) async fn halt(&self, reason: &str) -> Result<(), Failure> {
        let maps = self.halts();
        let halt = ConfigMap {
            metadata: ObjectMeta {
                name: Some(NAME.to_owned()),
                ..ObjectMeta::default()
            },
            data: Some(BTreeMap::from([(REASON.to_owned(), reason.to_owned())])),
            ..ConfigMap::default()
        };
        let created = by_us();
        let made = self
            .call(Kind::Write, || maps.create(&created, &halt))
            .await;
        match made {
            Err(failure) if failure.is_conflict() => {}
            made => return made.map(drop),
        }
        // They are halted already, perhaps for another reason.
        let patched = patched_by_us();
        let patch = Patch::Merge(&halt);
        self.call(Kind::Write, || maps.patch(NAME, &patched, &patch))
            .await
            .map(drop)
    }

    /// Lets drills run again.
    pub(in crate::live) async fn lift_halt(&self) -> Result<(), Failure> {
        let maps = self.halts();
        let parameters = DeleteParams::default();
        match self
            .call(Kind::Write, || maps.delete(NAME, &parameters))
            .await
        {
            Err(failure) if !failure.is_not_found() => Err(failure),
            _ => Ok(()),
        }
    }

    fn halts(&self) -> Api<ConfigMap> {
        Api::namespaced(self.client.clone(), &self.at.namespace)
    }
}
