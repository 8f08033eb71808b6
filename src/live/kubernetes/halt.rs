//! A halt of all drills of an environment: a ConfigMap that one `kubectl` command sets.

use std::collections::BTreeMap;
use std::pin::pin;

use futures_util::TryStreamExt;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{Api, DeleteParams, ObjectMeta, Patch, WatchEvent, WatchParams};

use super::call::{Kind, failure, of_status};
use super::{Kubernetes, by_us, patched_by_us};
use crate::base::Duration;
use crate::live::http::Failure;
use crate::world::rights::HALT as NAME;

/// The key that says why.
const REASON: &str = "reason";
/// How many seconds the server keeps one watch open.
const WATCHED: u32 = 60;

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

    /// Waits until the API server has something to say of a halt, which it has at once if there is one;
    /// false if it has not for as long as one watch is kept open.
    ///
    /// # Errors
    /// It cannot be watched.
    pub(in crate::live) async fn halt_stirs(&self) -> Result<bool, Failure> {
        let maps = self.halts();
        let wanted = WatchParams::default()
            .fields(&format!("metadata.name={NAME}"))
            .timeout(WATCHED);
        let opened = tokio::time::timeout(self.limit.std(), maps.watch(&wanted, "0")).await;
        let opened = opened.map_err(|_| self.given_up(None))?;
        let mut events = pin!(opened.map_err(|error| failure(&error))?);
        let stirs = async {
            loop {
                let event = events.try_next().await.map_err(|error| failure(&error))?;
                match event {
                    None => return Ok(false),
                    Some(WatchEvent::Added(_) | WatchEvent::Modified(_)) => return Ok(true),
                    Some(WatchEvent::Deleted(_) | WatchEvent::Bookmark(_)) => {}
                    Some(WatchEvent::Error(status)) => return Err(of_status(&status)),
                }
            }
        };
        // A connection that is dead does not even say that it is over.
        let longest = Duration::from_secs(WATCHED.into()) + self.limit;
        let heard = tokio::time::timeout(longest.std(), stirs).await;
        heard.unwrap_or(Ok(false))
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
