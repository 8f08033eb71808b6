//! What is broken, as it is typed.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::{Bound, Duration, Rate, Ratio};
use crate::spec::drill::resolve::{FAILURES, MEANS, PROFILES};
use crate::spec::drill::{Cidrs, PodSelector, RouteKind, SignalBound};
use crate::spec::reader::Count;
use crate::spec::yaml::{Given, Text};

/// What `kind` can be.
const ROUTES: [&str; 2] = [
    RouteKind::HttpRoute.name(),
    RouteKind::AiGatewayRoute.name(),
];

/// What is broken; each means has keys of its own.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowFault {
    /// By which means.
    #[schemars(extend("enum" = MEANS))]
    pub(in crate::spec::drill) via: Given<Text<String>>,
    /// From injection until it is put back.
    pub(in crate::spec::drill) hold: Given<Text<Duration>>,
    /// Via `config-map`: the Deployment whose pods read the key only when they start, and so are
    /// restarted, there and back; left out where the key is read again.
    pub(in crate::spec::drill) restarts: Given<Text<String>>,
    /// Via `env`, `deployment`, `scale`, or with `restarts`: how long it may take until every pod has it, and until
    /// none has it any more.
    pub(in crate::spec::drill) rolls_out: Given<Text<Duration>>,
    /// Via `toxiproxy`: the proxy's name.
    pub(in crate::spec::drill) proxy: Given<Text<String>>,
    /// Via `toxiproxy`: what becomes of the connections through it.
    #[schemars(extend("enum" = FAILURES))]
    pub(in crate::spec::drill) failure: Given<Text<String>>,
    /// `failure: slow`: by how much answers come later.
    pub(in crate::spec::drill) latency: Given<Text<Duration>>,
    /// `failure: cut-stream`: how many bytes of an answer arrive.
    pub(in crate::spec::drill) after: Given<Text<Count>>,
    /// `failure: reroute`: the other server's host and port, as Toxiproxy reaches it.
    pub(in crate::spec::drill) to: Given<Text<String>>,
    /// In a cluster: the namespace.
    pub(in crate::spec::drill) namespace: Given<Text<String>>,
    /// Via `config-map`, `inference-service`, `network-policy` or `chaos-mesh`: the object's name.
    pub(in crate::spec::drill) name: Given<Text<String>>,
    /// Via `config-map`: the key.
    pub(in crate::spec::drill) key: Given<Text<String>>,
    /// Via `env`, `deployment` or `scale`: the Deployment's name.
    pub(in crate::spec::drill) deployment: Given<Text<String>>,
    /// Via `argo-rollout`: the Rollout's name.
    pub(in crate::spec::drill) rollout: Given<Text<String>>,
    /// Via `env`, `deployment` or `argo-rollout`: the container's name; that of the Deployment or the
    /// Rollout where it is left out.
    pub(in crate::spec::drill) container: Given<Text<String>>,
    /// Via `env`: the variable's name.
    pub(in crate::spec::drill) variable: Given<Text<String>>,
    /// Via `config-map` or `env`: what it holds while the drill goes on.
    pub(in crate::spec::drill) value: Given<Text<String>>,
    /// Via `deployment` or `argo-rollout`: the image that runs while the drill goes on.
    pub(in crate::spec::drill) image: Given<Text<String>>,
    /// Via `scale`: how many pods there are while the drill goes on.
    pub(in crate::spec::drill) replicas: Given<Text<Count>>,
    /// Via `inference-service`: where the model is stored that is served while the drill goes on.
    pub(in crate::spec::drill) uri: Given<Text<String>>,
    /// Via `route-weight`: the route's name.
    pub(in crate::spec::drill) route: Given<Text<String>>,
    /// Via `route-weight`: what kind of route, unless it is an HTTPRoute.
    #[schemars(extend("enum" = ROUTES))]
    pub(in crate::spec::drill) kind: Given<Text<String>>,
    /// Via `route-weight`: the backend whose weight changes.
    pub(in crate::spec::drill) backend: Given<Text<String>>,
    /// Via `route-weight`: its weight while the drill goes on, beside the others' weights.
    pub(in crate::spec::drill) weight: Given<Text<Count>>,
    /// Via `network-policy`: the labels of the pods whose connections are cut.
    pub(in crate::spec::drill) pods: Given<Text<PodSelector>>,
    /// Via `network-policy`: the addresses that they reach no more.
    pub(in crate::spec::drill) cidrs: Given<Text<Cidrs>>,
    /// Via `traffic`: how the drill's own requests use too much.
    #[schemars(extend("enum" = PROFILES))]
    pub(in crate::spec::drill) amplify: Given<Text<String>>,
    /// Via `traffic`: how many requests are due per second, before they are multiplied.
    pub(in crate::spec::drill) rate: Given<Text<Rate>>,
    /// `amplify: agent-loop`: tokens of the first turn; the n-th has n times as many.
    pub(in crate::spec::drill) prompt_tokens: Given<Text<Count>>,
    /// `amplify: agent-loop`: after how many turns a conversation begins anew.
    pub(in crate::spec::drill) turns: Given<Text<Count>>,
    /// `amplify: retry-storm`: how often each request is sent.
    pub(in crate::spec::drill) copies: Given<Text<Count>>,
}

/// How we know that the fault works: `probe` and `fails`, or `signal` and `is`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowEffective {
    /// The probe's name in the target; it asks the broken place past the mitigation.
    pub(in crate::spec::drill) probe: Given<Text<String>>,
    /// The share of the probe's requests that must fail.
    pub(in crate::spec::drill) fails: Given<Text<Bound<Ratio>>>,
    /// What the drill's callers see.
    #[schemars(extend("enum" = SignalBound::SEEN_BY_CALLERS))]
    pub(in crate::spec::drill) signal: Given<Text<String>>,
    /// The bound on it, in the signal's unit.
    pub(in crate::spec::drill) is: Given<Text<String>>,
    /// How soon after the injection.
    pub(in crate::spec::drill) within: Given<Text<Duration>>,
}

/// When it is enough.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["signal", "is"]))]
pub(in crate::spec) struct LowLimit {
    /// What is too much or too little.
    #[schemars(extend("enum" = SignalBound::SEEN_BY_CALLERS))]
    pub(in crate::spec::drill) signal: Given<Text<String>>,
    /// From where on, in the signal's unit.
    pub(in crate::spec::drill) is: Given<Text<String>>,
    /// How long it must hold.
    #[serde(rename = "for")]
    pub(in crate::spec::drill) length: Given<Text<Duration>>,
}
