//! Changing a place by compare-and-set.

use kube::api::{DynamicObject, Patch, PatchParams};
use serde_json::Value;

use super::call::Kind;
use super::spot::Spot;
use super::{Kubernetes, failed, found, patch, patched_by_us};
use crate::live::http::Failure;
use crate::world::{Answer, Content, Place, ReceiptId, Refusal, Write};

/// What an API server says, with 422, of a JSON Patch that cannot be applied to an object: a test that
/// fails, something to replace that is not there. It says no more than that; whoever does not like what a
/// patch makes of an object says what is wrong with it.
const DOES_NOT_FIT: &str = "the server rejected our request due to an error in our request";

impl Kubernetes {
    /// Changes a place if it is still as it was found.
    pub(in crate::live) async fn write(&self, write: &Write) -> Result<Answer, Refusal> {
        let spot = self.spot(&write.place)?;
        let object = self.object(&spot).await.map_err(Failure::of_read)?;
        let object = object.ok_or(Refusal::Missing)?;
        let now = found::found(&object, &spot).map_err(failed)?;
        if now.uid != write.found.uid || now.version != write.found.version {
            return Err(Refusal::Conflict);
        }
        if write.is_fence() {
            return self.fence(&spot, &object).await;
        }
        let operations = patch::operations(&object, &spot, write).map_err(failed)?;
        let patched = self.patch(&spot, &object, operations).await;
        patched.map(|_| Answer::Done)
    }

    /// Why a place could not be changed to this, if there is no way to, or the API server says so of a
    /// change that it is asked not to keep: its validation, a policy, a webhook.
    pub(in crate::live) async fn attempt(
        &self,
        place: &Place,
        content: &Content,
    ) -> Result<Option<String>, Refusal> {
        let spot = self.spot(place)?;
        let Some(object) = self.object(&spot).await.map_err(Failure::of_read)? else {
            return Ok(None);
        };
        let write = Write {
            place: place.clone(),
            found: found::found(&object, &spot).map_err(failed)?,
            content: content.clone(),
            mark: Some(ReceiptId("attempt".to_owned())),
        };
        let operations = match patch::operations(&object, &spot, &write) {
            Ok(operations) => operations,
            Err(why) => return Ok(Some(why)),
        };
        let kept = self.send(&spot, operations, Keep::Nothing).await;
        let Err(failure) = kept else {
            return Ok(None);
        };
        let is_about_trying = failure.why.contains("does not support dry run");
        // Somebody wrote at the same moment, or a right is missing, which is told as such.
        let is_missing_right =
            failure.status == Some(403) && failure.why.contains("cannot patch resource");
        let is_told_elsewhere =
            is_missing_right || self.was_overtaken(&spot, &object, &failure).await;
        Ok((!is_about_trying && !is_told_elsewhere).then_some(failure.why))
    }

    /// Changes the version of an object and nothing else: an annotation is set and taken away again.
    /// A server that is asked to write what is there already keeps the version.
    async fn fence(&self, spot: &Spot<'_>, object: &Value) -> Result<Answer, Refusal> {
        let version = object["metadata"]["resourceVersion"].as_str();
        let operations = patch::fence(object, version);
        let touched = self.patch(spot, object, operations).await?;
        let operations = patch::fence(&touched, None);
        self.patch(spot, &touched, operations).await?;
        Ok(Answer::Done)
    }

    /// Applies a patch that was made for this object.
    async fn patch(
        &self,
        spot: &Spot<'_>,
        object: &Value,
        operations: Vec<Value>,
    ) -> Result<Value, Refusal> {
        match self.send(spot, operations, Keep::All).await {
            Ok(object) => serde_json::to_value(object).map_err(|error| failed(error.to_string())),
            Err(failure) if self.was_overtaken(spot, object, &failure).await => {
                Err(Refusal::Conflict)
            }
            Err(failure) if failure.is_not_found() => Err(Refusal::Missing),
            Err(failure) => Err(failure.of_write()),
        }
    }

    /// Whether a patch was refused since the object is not the one any more that it was made for. A patch
    /// that does not fit an object which nobody has touched is a mistake of ours, and told as such.
    async fn was_overtaken(&self, spot: &Spot<'_>, object: &Value, failure: &Failure) -> bool {
        if failure.is_conflict() {
            return true;
        }
        if failure.status != Some(422) || !failure.why.contains(DOES_NOT_FIT) {
            return false;
        }
        match self.object(spot).await {
            Ok(Some(now)) => {
                let same = |field: &str| now["metadata"][field] == object["metadata"][field];
                !same("uid") || !same("resourceVersion")
            }
            // What is gone is not as it was, and of what is not told nothing else is likely.
            Ok(None) | Err(_) => true,
        }
    }

    async fn send(
        &self,
        spot: &Spot<'_>,
        operations: Vec<Value>,
        keep: Keep,
    ) -> Result<DynamicObject, Failure> {
        let operations = serde_json::from_value(Value::Array(operations))
            .map_err(|error| Failure::unknown(&format!("not a JSON Patch: {error}")))?;
        let patch = Patch::Json::<()>(operations);
        let parameters = PatchParams {
            dry_run: keep == Keep::Nothing,
            ..patched_by_us()
        };
        let objects = self.objects(spot);
        self.call(Kind::Write, || {
            objects.patch(&spot.object.name, &parameters, &patch)
        })
        .await
    }
}

/// Whether the API server keeps what a patch makes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keep {
    All,
    /// It only says what it would do.
    Nothing,
}
