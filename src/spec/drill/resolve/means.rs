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
    Traffic,
}

/// What `via` can be.
pub(in crate::spec::drill) const MEANS: [&str; 4] = [
    Means::Toxiproxy.name(),
    Means::ConfigMap.name(),
    Means::Env.name(),
    Means::Traffic.name(),
];

impl Means {
    pub(super) const ALL: [Self; 4] = [Self::Toxiproxy, Self::ConfigMap, Self::Env, Self::Traffic];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Toxiproxy => "toxiproxy",
            Self::ConfigMap => "config-map",
            Self::Env => "env",
            Self::Traffic => "traffic",
        }
    }

    /// Those by which such a failure can be brought about, the usual one first.
    pub(super) const fn fitting(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::ProviderBlackhole => &[Self::Toxiproxy, Self::Env],
            Kind::BadModelRollout => &[Self::ConfigMap, Self::Env, Self::Toxiproxy],
            Kind::RunawayTokens => &[Self::Traffic],
            Kind::CacheDisable => &[Self::Env, Self::ConfigMap, Self::Toxiproxy],
        }
    }

    /// Why these and no others.
    pub(super) const fn why(kind: Kind) -> &'static str {
        match kind {
            Kind::ProviderBlackhole => {
                "a provider that does not answer is a broken connection, or a wrong address"
            }
            Kind::BadModelRollout => {
                "a worse model comes by another name or prompt, or from another server"
            }
            Kind::RunawayTokens => "what runs away are the drill's own requests",
            Kind::CacheDisable => "a cache is switched off, or its store is cut off",
        }
    }

    /// Every key of a fault that not all means have, where it stands, and which have it.
    pub(super) fn keys(low: &LowFault) -> [(&'static str, Option<Span>, &'static [Self]); 17] {
        const TOXIPROXY: &[Means] = &[Means::Toxiproxy];
        const CONFIG_MAP: &[Means] = &[Means::ConfigMap];
        const ENV: &[Means] = &[Means::Env];
        const KUBERNETES: &[Means] = &[Means::ConfigMap, Means::Env];
        const TRAFFIC: &[Means] = &[Means::Traffic];
        [
            ("proxy", low.proxy.span(), TOXIPROXY),
            ("failure", low.failure.span(), TOXIPROXY),
            ("latency", low.latency.span(), TOXIPROXY),
            ("after", low.after.span(), TOXIPROXY),
            ("to", low.to.span(), TOXIPROXY),
            ("namespace", low.namespace.span(), KUBERNETES),
            ("name", low.name.span(), CONFIG_MAP),
            ("key", low.key.span(), CONFIG_MAP),
            ("deployment", low.deployment.span(), ENV),
            ("container", low.container.span(), ENV),
            ("variable", low.variable.span(), ENV),
            ("value", low.value.span(), KUBERNETES),
            ("amplify", low.amplify.span(), TRAFFIC),
            ("rate", low.rate.span(), TRAFFIC),
            ("prompt_tokens", low.prompt_tokens.span(), TRAFFIC),
            ("turns", low.turns.span(), TRAFFIC),
            ("copies", low.copies.span(), TRAFFIC),
        ]
    }
}
