//! A target as it is typed.

mod calendar;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

pub(in crate::spec) use calendar::{LowBlackout, LowCalendar, LowFreeze, LowHoliday};

use crate::base::Duration;
use crate::spec::reader::Flag;
use crate::spec::yaml::{Given, Name, Text, TextOr};

/// Where one live platform is, and by which doors it is reached.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "firedrill target")]
pub(in crate::spec) struct LowTarget {
    /// What the platform must say that it is; else nothing is changed.
    pub(super) environment: Given<Text<String>>,
    /// Whether real users are served there.
    pub(super) production: Given<Text<Flag>>,
    /// Where metrics and rules are.
    pub(super) prometheus: Given<LowEndpoint>,
    /// Where alerts go.
    pub(super) alertmanager: Given<LowEndpoint>,
    /// The cluster that the platform runs in.
    pub(super) kubernetes: Given<LowKubernetes>,
    /// What stands between the gateway and its providers.
    pub(super) toxiproxy: Given<LowEndpoint>,
    /// Where requests go.
    pub(super) gateway: Given<LowGateway>,
    /// Where pages reach us.
    pub(super) sink: Given<LowSink>,
    /// Places that are asked straight, by name.
    pub(super) probes: Given<BTreeMap<Name, Given<LowProbe>>>,
    /// How this gateway exposes the signals: a file in `profiles/`, without `.yaml`.
    pub(super) profile: Given<Text<String>>,
    /// When drills may not run.
    pub(super) calendar: Given<LowCalendar>,
    /// Who is told what runs came to.
    pub(super) notify: Given<LowNotify>,
    /// How long things may take.
    pub(super) timing: Given<LowTiming>,
}

/// A webhook that is told what runs came to.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["url"]))]
pub(in crate::spec) struct LowNotify {
    /// Where its URL is kept.
    pub(super) url: Given<LowSecret>,
    /// How the connection is secured.
    pub(super) tls: Given<LowTls>,
    /// What it takes: `slack` or `json`.
    pub(super) form: Given<Text<String>>,
    /// Which runs it is told of: `not-passed` or `always`.
    pub(super) when: Given<Text<String>>,
}

/// A cluster, and how far a drill may go in it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("required" = ["namespaces"]))]
pub(in crate::spec) struct LowKubernetes {
    /// The kubeconfig's context; without it the current one, or the cluster that we run in.
    pub(super) context: Given<Text<String>>,
    /// Where the lock and a halt are.
    pub(super) namespace: Given<Text<String>>,
    /// Where something may be changed.
    pub(super) namespaces: Given<Vec<Given<Text<String>>>>,
}

/// A server, and how we say who we are.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowEndpoint {
    /// Its address, `http://` or `https://`.
    pub(super) url: Given<Text<String>>,
    /// How we say who we are.
    pub(super) auth: Given<LowAuth>,
    /// Headers besides, by name.
    pub(super) headers: Given<LowHeaders>,
    /// Certificates.
    pub(super) tls: Given<LowTls>,
}

/// The gateway, which speaks OpenAI's protocol.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowGateway {
    /// Its address, `http://` or `https://`.
    pub(super) url: Given<Text<String>>,
    /// A key of the drill's own: where it is kept.
    pub(super) key: Given<LowSecret>,
    /// The key of the caller who uses too much on purpose: another than everybody's.
    pub(super) runaway_key: Given<LowSecret>,
    /// Headers besides, by name.
    pub(super) headers: Given<LowHeaders>,
    /// Certificates.
    pub(super) tls: Given<LowTls>,
    /// How the gateway calls the models that drills name.
    pub(super) models: Given<BTreeMap<Name, Given<Text<String>>>>,
}

/// A place that is asked straight, past the mitigation.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowProbe {
    /// Its address, `http://` or `https://`.
    pub(super) url: Given<Text<String>>,
    /// A key of the drill's own: where it is kept.
    pub(super) key: Given<LowSecret>,
    /// Headers that go with each request.
    pub(super) headers: Given<LowHeaders>,
    /// How the connection is secured.
    pub(super) tls: Given<LowTls>,
    /// The model that is asked for.
    pub(super) model: Given<Text<String>>,
}

/// Where Alertmanager's webhooks reach us.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowSink {
    /// Address and port.
    pub(super) listen: Given<Text<String>>,
    /// The prefix of the path.
    pub(super) path: Given<Text<String>>,
}

/// How long things may take.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowTiming {
    /// The limit of one call.
    pub(super) call: Given<Text<Duration>>,
    /// From one look at the alerts to the next.
    pub(super) poll: Given<Text<Duration>>,
    /// How long the lock is valid without renewal.
    pub(super) lease: Given<Text<Duration>>,
}

/// A private authority, and a certificate of our own.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowTls {
    /// The authority's certificate, a file.
    pub(super) ca: Given<Text<String>>,
    /// Our certificate, a file.
    pub(super) cert: Given<Text<String>>,
    /// The key of our certificate, a file.
    pub(super) key: Given<Text<String>>,
}

/// How we say who we are: one of the two.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowAuth {
    /// A token.
    pub(super) bearer: Given<LowSecret>,
    /// A user and a password.
    pub(super) basic: Given<LowBasic>,
}

/// A user and a password.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowBasic {
    /// The user.
    pub(super) user: Given<Text<String>>,
    /// The password.
    pub(super) password: Given<LowSecret>,
}

pub(in crate::spec) type LowHeaders = BTreeMap<Name, Given<LowSecret>>;

/// Where a secret is kept, or a text in its stead.
pub(in crate::spec) type LowSecret = TextOr<LowPlace>;

/// Where a secret is kept: one of the two.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(in crate::spec) struct LowPlace {
    /// A file that holds it.
    pub(super) file: Given<Text<String>>,
    /// An environment variable that holds it.
    pub(super) env: Given<Text<String>>,
}
