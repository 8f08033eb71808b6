//! The means by which things are broken: which keys each has, and which kinds it fits.

use super::super::Kind;
use super::super::low::LowFault;
use crate::base::Span;

/// The means by name, before their parameters are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    Toxiproxy,
    ConfigMap,
    Env,
    Deployment,
    Scale,
    ArgoRollout,
    InferenceService,
    RouteWeight,
    NetworkPolicy,
    ChaosMesh,
    Traffic,
}

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
        Self::ConfigMap,
        Self::Env,
        Self::Deployment,
        Self::Scale,
        Self::ArgoRollout,
        Self::InferenceService,
        Self::RouteWeight,
        Self::NetworkPolicy,
        Self::ChaosMesh,
        Self::Traffic,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Toxiproxy => "toxiproxy",
            Self::ConfigMap => "config-map",
            Self::Env => "env",
            Self::Deployment => "deployment",
            Self::Scale => "scale",
            Self::ArgoRollout => "argo-rollout",
            Self::InferenceService => "inference-service",
            Self::RouteWeight => "route-weight",
            Self::NetworkPolicy => "network-policy",
            Self::ChaosMesh => "chaos-mesh",
            Self::Traffic => "traffic",
        }
    }

    /// Those by which such a failure can be brought about, the usual one first.
    pub(super) const fn fitting(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::ProviderBlackhole => &[
                Self::Toxiproxy,
                Self::NetworkPolicy,
                Self::ChaosMesh,
                Self::Scale,
                Self::Env,
            ],
            Kind::BadModelRollout => &[
                Self::ConfigMap,
                Self::Env,
                Self::Deployment,
                Self::ArgoRollout,
                Self::InferenceService,
                Self::RouteWeight,
                Self::Toxiproxy,
            ],
            Kind::RunawayTokens => &[Self::Traffic],
            Kind::CacheDisable => &[
                Self::Env,
                Self::ConfigMap,
                Self::Scale,
                Self::NetworkPolicy,
                Self::ChaosMesh,
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
    pub(super) fn keys(low: &LowFault) -> [(&'static str, Option<Span>, &'static [Self]); 28] {
        const TOXIPROXY: &[Means] = &[Means::Toxiproxy];
        const CLUSTER: &[Means] = &[
            Means::ConfigMap,
            Means::Env,
            Means::Deployment,
            Means::Scale,
            Means::ArgoRollout,
            Means::InferenceService,
            Means::RouteWeight,
            Means::NetworkPolicy,
            Means::ChaosMesh,
        ];
        const NAMED: &[Means] = &[
            Means::ConfigMap,
            Means::InferenceService,
            Means::NetworkPolicy,
            Means::ChaosMesh,
        ];
        const DEPLOYMENT: &[Means] = &[Means::Env, Means::Deployment, Means::Scale];
        const PODS: &[Means] = &[
            Means::ConfigMap,
            Means::Env,
            Means::Deployment,
            Means::Scale,
        ];
        const CONTAINER: &[Means] = &[Means::Env, Means::Deployment, Means::ArgoRollout];
        const VALUE: &[Means] = &[Means::ConfigMap, Means::Env];
        const IMAGE: &[Means] = &[Means::Deployment, Means::ArgoRollout];
        const ROUTE: &[Means] = &[Means::RouteWeight];
        const NETWORK: &[Means] = &[Means::NetworkPolicy];
        const TRAFFIC: &[Means] = &[Means::Traffic];
        [
            ("proxy", low.proxy.span(), TOXIPROXY),
            ("failure", low.failure.span(), TOXIPROXY),
            ("latency", low.latency.span(), TOXIPROXY),
            ("after", low.after.span(), TOXIPROXY),
            ("to", low.to.span(), TOXIPROXY),
            ("namespace", low.namespace.span(), CLUSTER),
            ("name", low.name.span(), NAMED),
            ("key", low.key.span(), &[Means::ConfigMap]),
            ("deployment", low.deployment.span(), DEPLOYMENT),
            ("restarts", low.restarts.span(), &[Means::ConfigMap]),
            ("rolls_out", low.rolls_out.span(), PODS),
            ("rollout", low.rollout.span(), &[Means::ArgoRollout]),
            ("container", low.container.span(), CONTAINER),
            ("variable", low.variable.span(), &[Means::Env]),
            ("value", low.value.span(), VALUE),
            ("image", low.image.span(), IMAGE),
            ("replicas", low.replicas.span(), &[Means::Scale]),
            ("uri", low.uri.span(), &[Means::InferenceService]),
            ("route", low.route.span(), ROUTE),
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
