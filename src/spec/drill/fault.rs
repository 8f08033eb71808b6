//! What is broken, how we know it, and when it is enough.

use serde::{Deserialize, Serialize};

use super::{Cidrs, PodSelector, SignalBound};
use crate::base::{Bound, Duration, Rate, Ratio};

/// What is broken, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// By which means.
    pub via: Via,
    /// From injection, or the end of a roll-out, until it is put back, at most two hours.
    pub hold: Duration,
    /// How long it may take until every pod has it, and until none has it any more; none where no
    /// pod is replaced. `hold` counts from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rolls_out: Option<Duration>,
}

impl Fault {
    /// From the injection until it is put back, at the most.
    pub fn lasts_at_most(&self) -> Duration {
        self.hold + self.rolls_out.unwrap_or_default()
    }
}

/// The means by which something is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "via", rename_all = "kebab-case")]
pub enum Via {
    /// A proxy of Toxiproxy that stands between the gateway and a provider.
    Toxiproxy {
        /// The proxy's name.
        proxy: String,
        /// What becomes of the connections through it.
        failure: Failure,
    },
    /// An object of a Kubernetes cluster.
    Cluster {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// What it holds while the drill goes on.
        sets: Sets,
    },
    /// The drill's own requests, sent with a key of their own: nothing of the platform is changed.
    Traffic {
        /// How they use too much.
        amplify: Amplify,
        /// How many are due per second, before they are multiplied.
        rate: Rate,
    },
}

impl Via {
    /// Whether pods are replaced, one after the other: the fault is in place when they are. A canary
    /// of Argo Rollouts is meant to be slow, and counts from its first pod.
    pub const fn rolls_out(&self) -> bool {
        matches!(
            self,
            Self::Cluster {
                sets: Sets::Key {
                    restarts: Some(_),
                    ..
                } | Sets::Variable { .. }
                    | Sets::Image { .. }
                    | Sets::Replicas { .. },
                ..
            }
        )
    }
}

/// What kind of route sends requests to backends by weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RouteKind {
    /// That of the Gateway API.
    #[default]
    #[serde(rename = "HTTPRoute")]
    HttpRoute,
    /// That of Envoy AI Gateway, which chooses among models and providers.
    #[serde(rename = "AIGatewayRoute")]
    AiGatewayRoute,
}

impl RouteKind {
    pub(super) const ALL: [Self; 2] = [Self::HttpRoute, Self::AiGatewayRoute];

    /// The name of the kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HttpRoute => "HTTPRoute",
            Self::AiGatewayRoute => "AIGatewayRoute",
        }
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands references to what decides whether a field is written"
    )]
    fn is_http(&self) -> bool {
        *self == Self::HttpRoute
    }
}

/// What of an object is something else while the drill goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sets", rename_all = "kebab-case")]
pub enum Sets {
    /// One key of a ConfigMap: the gateway's model, its prompt, a switch.
    Key {
        /// The key.
        key: String,
        /// What it holds.
        value: String,
        /// The Deployment whose pods read it only when they start; none where it is read again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        restarts: Option<String>,
    },
    /// An environment variable of a Deployment: a switch of the gateway.
    Variable {
        /// The container's name.
        container: String,
        /// The variable's name.
        variable: String,
        /// What it holds.
        value: String,
    },
    /// The image of a Deployment's container: a version that is known to be bad.
    Image {
        /// The container's name.
        container: String,
        /// The image.
        image: String,
    },
    /// The same of a Rollout of Argo Rollouts.
    RolloutImage {
        /// The container's name.
        container: String,
        /// The image.
        image: String,
    },
    /// How many pods a Deployment has.
    Replicas {
        /// So many.
        replicas: u32,
    },
    /// The model that a KServe InferenceService serves.
    ModelUri {
        /// Where it is stored.
        uri: String,
    },
    /// The weight of one backend of a route.
    Weight {
        /// What kind of route.
        #[serde(default, skip_serializing_if = "RouteKind::is_http")]
        kind: RouteKind,
        /// The backend's name.
        backend: String,
        /// Its weight beside the others' weights.
        weight: u32,
    },
    /// A NetworkPolicy that lets these pods reach everything but these addresses.
    Cut {
        /// The pods whose connections are cut.
        pods: PodSelector,
        /// The addresses that they reach no more.
        cidrs: Cidrs,
    },
    /// An experiment of Chaos Mesh that was paused, and runs.
    Experiment,
}

/// How requests use more tokens than anybody planned for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "amplify", rename_all = "kebab-case")]
pub enum Amplify {
    /// A client that sends everything again and again, without a pause.
    RetryStorm {
        /// How often each request is sent.
        copies: u32,
    },
    /// An agent whose every turn repeats all turns before it.
    AgentLoop {
        /// Tokens of the first turn; the n-th has n times as many.
        prompt_tokens: u32,
        /// After how many turns a conversation begins anew.
        turns: u32,
    },
    /// Requests without `max_tokens`, which the model answers at any length.
    NoMaxTokens,
}

/// What becomes of a broken connection. Each is another failure, and finds other mistakes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "kebab-case")]
pub enum Failure {
    /// It is accepted and never answered.
    Hang,
    /// It is refused.
    Refuse,
    /// It is reset.
    Reset,
    /// Each answer comes later by this much.
    Slow {
        /// By how much.
        latency: Duration,
    },
    /// An answer begins and breaks off.
    CutStream {
        /// How many bytes of it arrive.
        after_bytes: u64,
    },
    /// It leads to another server: a version of the model that is known to be bad.
    Reroute {
        /// That server's host and port, as Toxiproxy reaches it.
        to: String,
    },
}

/// How we know that the fault works: asked at the broken place itself, not through the mitigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// What shows it.
    pub shows: Shows,
    /// How soon after the injection; a fault without effect proves nothing.
    pub within: Duration,
}

/// What shows that a fault works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "shows", rename_all = "kebab-case")]
pub enum Shows {
    /// Requests straight at the broken place.
    Probe {
        /// The probe's name in the target.
        probe: String,
        /// The share of them that must fail.
        fails: Bound<Ratio>,
    },
    /// What the drill's own callers see.
    Signal {
        /// What must hold.
        limit: SignalBound,
    },
}

impl std::fmt::Display for Shows {
    /// As `cache_hit_ratio <= 5%`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Probe { probe, fails } => write!(f, "{fails} of the probe {probe} fail"),
            Self::Signal { limit } => write!(f, "{limit}"),
        }
    }
}

/// When the harm is too great to go on: the fault is put back early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abort {
    /// What is too much, as success < 50 %.
    pub limit: SignalBound,
    /// How long it must hold, so that one bad second is not the end.
    pub length: Duration,
}

/// How soon the service is as before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// Counted from when the fault is gone.
    pub within: Duration,
    /// The share of requests that a cache must answer again by then.
    pub cache_hit_ratio: Option<Bound<Ratio>>,
}
