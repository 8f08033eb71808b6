//! Where in a cluster a place is: the object that holds it.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{Api, DynamicObject};
use kube::core::ApiResource;
use serde_json::Value;

use super::call::Kind;
use super::{Kubernetes, NEVER, env, failed, key};
use crate::live::http::Failure;
use crate::world::{Content, Place, Refusal};

/// A place, and the object that holds it.
#[derive(Debug)]
pub(super) struct Spot<'a> {
    pub(super) place: &'a Place,
    pub(super) resource: ApiResource,
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    inside: Inside<'a>,
}

/// Where in its object a place is.
#[derive(Clone, Copy, Debug)]
enum Inside<'a> {
    /// A key of a ConfigMap.
    Key(&'a str),
    /// A variable of a container of a Deployment, the container first.
    Variable(&'a str, &'a str),
}

impl Kubernetes {
    /// The object that holds a place, if a drill may change something in its namespace.
    pub(super) fn spot<'a>(&self, place: &'a Place) -> Result<Spot<'a>, Refusal> {
        let (resource, namespace, name, inside) = match place {
            Place::ConfigMapKey {
                namespace,
                name,
                key,
            } => {
                let resource = ApiResource::erase::<ConfigMap>(&());
                (resource, namespace, name, Inside::Key(key))
            }
            Place::Env {
                namespace,
                deployment,
                container,
                variable,
            } => {
                let resource = ApiResource::erase::<Deployment>(&());
                let inside = Inside::Variable(container, variable);
                (resource, namespace, deployment, inside)
            }
            Place::Toxic { .. } | Place::ProxyEnabled { .. } | Place::ProxyUpstream { .. } => {
                return Err(failed(format!("{place} is not in a cluster")));
            }
        };
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
            resource,
            namespace,
            name,
            inside,
        })
    }

    /// The objects of a spot's kind in its namespace.
    pub(super) fn objects(&self, spot: &Spot<'_>) -> Api<DynamicObject> {
        Api::namespaced_with(self.client.clone(), spot.namespace, &spot.resource)
    }

    /// The object as it is now; none if there is none.
    pub(super) async fn object(&self, spot: &Spot<'_>) -> Result<Option<Value>, Failure> {
        let objects = self.objects(spot);
        let object = self.call(Kind::Read, || objects.get_opt(spot.name)).await?;
        object
            .map(serde_json::to_value)
            .transpose()
            .map_err(|error| Failure::unknown(&error.to_string()))
    }
}

impl Spot<'_> {
    /// What stands at the place in this object.
    pub(super) fn content(&self, object: &Value) -> Result<Content, String> {
        match self.inside {
            Inside::Key(key) => key::content(object, key),
            Inside::Variable(container, variable) => env::content(object, container, variable),
        }
    }

    /// The operations that put something else there; what they replace is tested.
    pub(super) fn set(&self, object: &Value, content: &Content) -> Result<Vec<Value>, String> {
        match self.inside {
            Inside::Key(key) => key::set(object, key, content),
            Inside::Variable(container, variable) => env::set(object, container, variable, content),
        }
    }

    /// The way to the place in an object's `managedFields`.
    pub(super) fn field(&self) -> Vec<String> {
        match self.inside {
            Inside::Key(key) => key::field(key),
            Inside::Variable(container, variable) => env::field(container, variable),
        }
    }
}
