//! Where in a cluster a place is: the object that holds it.

use kube::api::{Api, DynamicObject};
use kube::core::ApiResource;
use serde_json::Value;

use super::call::Kind;
use super::{Kubernetes, NEVER, failed, part};
use crate::live::http::Failure;
use crate::world::{Content, Object, ObjectKind, Part, Place, Refusal};

/// A place, and the object that holds it.
#[derive(Debug)]
pub(super) struct Spot<'a> {
    pub(super) place: &'a Place,
    pub(super) object: &'a Object,
    pub(super) part: &'a Part,
}

impl Kubernetes {
    /// The object that holds a place, if a drill may change something in its namespace.
    pub(super) fn spot<'a>(&self, place: &'a Place) -> Result<Spot<'a>, Refusal> {
        let Place::Cluster { object, part } = place else {
            return Err(failed(format!("{place} is not in a cluster")));
        };
        let namespace = &object.namespace;
        if NEVER.contains(&&**namespace) || *namespace == self.at.namespace {
            return Err(failed(format!(
                "nothing is ever changed in the namespace `{namespace}`"
            )));
        }
        if !self.at.namespaces.contains(namespace) {
            return Err(failed(format!(
                "the target lets nothing be changed in the namespace `{namespace}`: add it to \
                 `kubernetes.namespaces` there"
            )));
        }
        Ok(Spot {
            place,
            object,
            part,
        })
    }

    /// The objects of a spot's kind in its namespace.
    pub(super) fn objects(&self, spot: &Spot<'_>) -> Api<DynamicObject> {
        let resource = resource(spot.object.kind);
        Api::namespaced_with(self.client.clone(), &spot.object.namespace, &resource)
    }

    /// The object as it is now; none if there is none.
    pub(super) async fn object(&self, spot: &Spot<'_>) -> Result<Option<Value>, Failure> {
        let objects = self.objects(spot);
        let name = &spot.object.name;
        let object = self.call(Kind::Read, || objects.get_opt(name)).await?;
        object
            .map(serde_json::to_value)
            .transpose()
            .map_err(|error| Failure::unknown(&error.to_string()))
    }
}

impl Spot<'_> {
    /// What stands at the place in this object.
    pub(super) fn content(&self, object: &Value) -> Result<Content, String> {
        part::content(object, self.part)
    }

    /// The operations that put something else there; what they replace is tested.
    pub(super) fn set(&self, object: &Value, content: &Content) -> Result<Vec<Value>, String> {
        part::set(object, self.part, content)
    }

    /// The annotation that is kept beside the place's mark, if there is one, and what it says.
    pub(super) fn beside(&self, object: &Value) -> Option<(String, Option<String>)> {
        part::beside(object, self.part)
    }

    /// The way to the place in an object's `managedFields`.
    pub(super) fn managed(&self) -> Vec<String> {
        part::managed(self.part)
    }
}

/// How objects of a kind are asked for.
fn resource(kind: ObjectKind) -> ApiResource {
    let (group, version, plural) = kind.resource();
    ApiResource {
        group: group.to_owned(),
        version: version.to_owned(),
        api_version: if group.is_empty() {
            version.to_owned()
        } else {
            format!("{group}/{version}")
        },
        kind: kind.name().to_owned(),
        plural: plural.to_owned(),
    }
}
