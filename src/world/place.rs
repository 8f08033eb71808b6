//! Places: where a change is made.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a change is made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "kebab-case")]
pub enum Place {
    /// The toxic that a drill adds to a proxy of Toxiproxy; absent when there is none of ours.
    Toxic {
        /// The proxy's name.
        proxy: String,
    },
    /// Whether a proxy of Toxiproxy accepts connections.
    ProxyEnabled {
        /// The proxy's name.
        proxy: String,
    },
    /// The server to which a proxy of Toxiproxy leads.
    ProxyUpstream {
        /// The proxy's name.
        proxy: String,
    },
    /// A part of an object of a Kubernetes cluster. The object is there before: a drill creates none,
    /// so that every change can be compared and swapped.
    Cluster {
        /// The object.
        object: Object,
        /// The part of it.
        part: Part,
    },
}

/// An object of a Kubernetes cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// The kinds of objects that drills change, by the names that they have in a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ObjectKind {
    /// Settings.
    ConfigMap,
    /// Pods that are replaced by a roll-out.
    Deployment,
    /// Pods that Argo Rollouts replaces step by step.
    Rollout,
    /// A model that KServe serves.
    InferenceService,
    /// Where the Gateway API sends requests.
    #[serde(rename = "HTTPRoute")]
    HttpRoute,
    /// Where Envoy AI Gateway sends requests.
    #[serde(rename = "AIGatewayRoute")]
    AiGatewayRoute,
    /// Whom pods may talk to.
    NetworkPolicy,
    /// An experiment of Chaos Mesh on connections.
    NetworkChaos,
}

/// A part of an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
pub enum Part {
    /// One key below `data`.
    Key {
        /// The key.
        key: String,
    },
    /// One environment variable of a container in the pod template.
    Variable {
        /// The container's name.
        container: String,
        /// The variable's name.
        variable: String,
    },
    /// The image of a container in the pod template.
    Image {
        /// The container's name.
        container: String,
    },
    /// How many pods there are to be.
    Replicas,
    /// An annotation of firedrill's own in the pod template, absent as long as there is no drill:
    /// pods are replaced when it comes, and when it goes.
    Restart,
    /// The weight of a backend of a route.
    Weight {
        /// The backend's name.
        backend: String,
    },
    /// Where a served model is stored.
    ModelUri,
    /// Everything that is asked of the object.
    Spec,
    /// An annotation that is a switch: `true`, and everything else, absent too, is `false`.
    Annotation {
        /// Its name.
        annotation: String,
    },
}

impl Place {
    /// A part of an object of a cluster.
    pub fn cluster(kind: ObjectKind, namespace: &str, name: &str, part: Part) -> Self {
        Self::Cluster {
            object: Object {
                kind,
                namespace: namespace.to_owned(),
                name: name.to_owned(),
            },
            part,
        }
    }

    /// The proxy of Toxiproxy that it belongs to; none if it is somewhere else.
    pub fn proxy(&self) -> Option<&str> {
        match self {
            Self::Toxic { proxy }
            | Self::ProxyEnabled { proxy }
            | Self::ProxyUpstream { proxy } => Some(proxy),
            Self::Cluster { .. } => None,
        }
    }
}

impl ObjectKind {
    /// The name of the kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConfigMap => "ConfigMap",
            Self::Deployment => "Deployment",
            Self::Rollout => "Rollout",
            Self::InferenceService => "InferenceService",
            Self::HttpRoute => "HTTPRoute",
            Self::AiGatewayRoute => "AIGatewayRoute",
            Self::NetworkPolicy => "NetworkPolicy",
            Self::NetworkChaos => "NetworkChaos",
        }
    }

    /// Its API group, version, and the plural by which it is asked for.
    pub const fn resource(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::ConfigMap => ("", "v1", "configmaps"),
            Self::Deployment => ("apps", "v1", "deployments"),
            Self::Rollout => ("argoproj.io", "v1alpha1", "rollouts"),
            Self::InferenceService => ("serving.kserve.io", "v1beta1", "inferenceservices"),
            Self::HttpRoute => ("gateway.networking.k8s.io", "v1", "httproutes"),
            Self::AiGatewayRoute => ("aigateway.envoyproxy.io", "v1beta1", "aigatewayroutes"),
            Self::NetworkPolicy => ("networking.k8s.io", "v1", "networkpolicies"),
            Self::NetworkChaos => ("chaos-mesh.org", "v1alpha1", "networkchaos"),
        }
    }
}

impl fmt::Display for Object {
    /// As `Deployment ai/llm-gateway`, the name as code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.name();
        write!(f, "{kind} `{}/{}`", self.namespace, self.name)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (object, part) = match self {
            Self::Toxic { proxy } => return write!(f, "the toxics of Toxiproxy's `{proxy}`"),
            Self::ProxyEnabled { proxy } => {
                return write!(f, "`enabled` of Toxiproxy's `{proxy}`");
            }
            Self::ProxyUpstream { proxy } => {
                return write!(f, "`upstream` of Toxiproxy's `{proxy}`");
            }
            Self::Cluster { object, part } => (object, part),
        };
        match part {
            Part::Key { key } => write!(f, "`{key}` of {object}"),
            Part::Variable {
                container,
                variable,
            } => write!(f, "`{variable}` of container `{container}` in {object}"),
            Part::Image { container } => {
                write!(f, "the image of container `{container}` in {object}")
            }
            Part::Replicas => write!(f, "the replicas of {object}"),
            Part::Restart => write!(f, "the restart mark in the pods of {object}"),
            Part::Weight { backend } => write!(f, "the weight of `{backend}` in {object}"),
            Part::ModelUri => write!(f, "the model's URI in {object}"),
            Part::Spec => write!(f, "the spec of {object}"),
            Part::Annotation { annotation } => {
                write!(f, "the annotation `{annotation}` of {object}")
            }
        }
    }
}
