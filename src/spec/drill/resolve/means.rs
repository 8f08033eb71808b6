//! The means by which things are broken: which keys each has, and which kinds it fits.

use super::super::Kind;
use super::super::low::LowFault;
use crate::base::Span;
use Cluster::{
    ArgoRollout, ChaosMesh, ConfigMap, Deployment, Env, InferenceService, NetworkPolicy,
    RouteWeight, Scale,
};
use Means::Of;

/// The means by name, before their parameters are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    Toxiproxy,
    /// An object of a cluster.
    Of(Cluster),
    Traffic,
}

/// Those that change an object of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cluster {
    ConfigMap,
    Env,
    Deployment,
    Scale,
    ArgoRollout,
    InferenceService,
    RouteWeight,
    NetworkPolicy,
    ChaosMesh,
}

// Which means have a key.
const TOXIPROXY: &[Means] = &[Means::Toxiproxy];
const CLUSTER: &[Means] = &[
    Of(ConfigMap),
    Of(Env),
    Of(Deployment),
    Of(Scale),
    Of(ArgoRollout),
    Of(InferenceService),
    Of(RouteWeight),
    Of(NetworkPolicy),
    Of(ChaosMesh),
];
const NAMED: &[Means] = &[
    Of(ConfigMap),
    Of(InferenceService),
    Of(NetworkPolicy),
    Of(ChaosMesh),
];
const PODS: &[Means] = &[Of(ConfigMap), Of(Env), Of(Deployment), Of(Scale)];
const DEPLOYMENT: &[Means] = &[Of(Env), Of(Deployment), Of(Scale)];
const CONTAINER: &[Means] = &[Of(Env), Of(Deployment), Of(ArgoRollout)];
const VALUE: &[Means] = &[Of(ConfigMap), Of(Env)];
const IMAGE: &[Means] = &[Of(Deployment), Of(ArgoRollout)];
const ROUTE: &[Means] = &[Of(RouteWeight)];
const NETWORK: &[Means] = &[Of(NetworkPolicy)];
const TRAFFIC: &[Means] = &[Means::Traffic];

/// What `via` can be.
pub(in crate::spec::drill) const MEANS: [&str; Means::ALL.len()] = {
    let mut names = [""; Means::ALL.len()];
    let mut number = 0;
    while number < names.len() {
        names[number] = Means::ALL[number].name();
        number += 1;
    }
    names
};

impl Means {
    pub(super) const ALL: [Self; 11] = [
        Self::Toxiproxy,
        Self::Of(Cluster::ConfigMap),
        Self::Of(Cluster::Env),
        Self::Of(Cluster::Deployment),
        Self::Of(Cluster::Scale),
        Self::Of(Cluster::ArgoRollout),
        Self::Of(Cluster::InferenceService),
        Self::Of(Cluster::RouteWeight),
        Self::Of(Cluster::NetworkPolicy),
        Self::Of(Cluster::ChaosMesh),
        Self::Traffic,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Toxiproxy => "toxiproxy",
            Self::Of(Cluster::ConfigMap) => "config-map",
            Self::Of(Cluster::Env) => "env",
            Self::Of(Cluster::Deployment) => "deployment",
            Self::Of(Cluster::Scale) => "scale",
            Self::Of(Cluster::ArgoRollout) => "argo-rollout",
            Self::Of(Cluster::InferenceService) => "inference-service",
            Self::Of(Cluster::RouteWeight) => "route-weight",
            Self::Of(Cluster::NetworkPolicy) => "network-policy",
            Self::Of(Cluster::ChaosMesh) => "chaos-mesh",
            Self::Traffic => "traffic",
        }
    }

    /// Those by which such a failure can be brought about, the usual one first.
    pub(super) const fn fitting(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::ProviderBlackhole => &[
                Self::Toxiproxy,
                Self::Of(Cluster::NetworkPolicy),
                Self::Of(Cluster::ChaosMesh),
                Self::Of(Cluster::Scale),
                Self::Of(Cluster::Env),
            ],
            Kind::BadModelRollout => &[
                Self::Of(Cluster::ConfigMap),
                Self::Of(Cluster::Env),
                Self::Of(Cluster::Deployment),
                Self::Of(Cluster::ArgoRollout),
                Self::Of(Cluster::InferenceService),
                Self::Of(Cluster::RouteWeight),
                Self::Toxiproxy,
            ],
            Kind::RunawayTokens => &[Self::Traffic],
            Kind::CacheDisable => &[
                Self::Of(Cluster::Env),
                Self::Of(Cluster::ConfigMap),
                Self::Of(Cluster::Scale),
                Self::Of(Cluster::NetworkPolicy),
                Self::Of(Cluster::ChaosMesh),
                Self::Toxiproxy,
            ],
        }
    }

    /// Why these and no others.
    pub(super) const fn why(kind: Kind) -> &'static str {
        match kind {
            Kind::ProviderBlackhole => {
                "a provider that does not answer is a broken connection, a wrong address, or has no pods"
            }
            Kind::BadModelRollout => {
                "a worse model comes by another name, prompt, image or weight, or from another server"
            }
            Kind::RunawayTokens => "what runs away are the drill's own requests",
            Kind::CacheDisable => "a cache is switched off, or its store is cut off",
        }
    }

    /// Every key of a fault that not all means have, where it stands, and which have it.
    pub(super) fn keys(low: &LowFault) -> [(&'static str, Option<Span>, &'static [Self]); 29] {
        [
            ("proxy", low.proxy.span(), TOXIPROXY),
            ("failure", low.failure.span(), TOXIPROXY),
            ("latency", low.latency.span(), TOXIPROXY),
            ("after", low.after.span(), TOXIPROXY),
            ("to", low.to.span(), TOXIPROXY),
            ("namespace", low.namespace.span(), CLUSTER),
            ("name", low.name.span(), NAMED),
            ("key", low.key.span(), &[Of(ConfigMap)]),
            ("deployment", low.deployment.span(), DEPLOYMENT),
            ("restarts", low.restarts.span(), &[Of(ConfigMap)]),
            ("rolls_out", low.rolls_out.span(), PODS),
            ("rollout", low.rollout.span(), &[Of(ArgoRollout)]),
            ("container", low.container.span(), CONTAINER),
            ("variable", low.variable.span(), &[Of(Env)]),
            ("value", low.value.span(), VALUE),
            ("image", low.image.span(), IMAGE),
            ("replicas", low.replicas.span(), &[Of(Scale)]),
            ("uri", low.uri.span(), &[Of(InferenceService)]),
            ("route", low.route.span(), ROUTE),
            ("kind", low.kind.span(), ROUTE),
            ("backend", low.backend.span(), ROUTE),
            ("weight", low.weight.span(), ROUTE),
            ("pods", low.pods.span(), NETWORK),
            ("cidrs", low.cidrs.span(), NETWORK),
            ("amplify", low.amplify.span(), TRAFFIC),
            ("rate", low.rate.span(), TRAFFIC),
            ("prompt_tokens", low.prompt_tokens.span(), TRAFFIC),
            ("turns", low.turns.span(), TRAFFIC),
            ("copies", low.copies.span(), TRAFFIC),
        ]
    }
}
