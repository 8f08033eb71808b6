//! A target as it is typed.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::Duration;
use crate::spec::reader::Flag;
use crate::spec::yaml::{Given, Name, Text, TextOr};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowTarget {
    pub(super) environment: Given<Text<String>>,
    pub(super) production: Given<Text<Flag>>,
    pub(super) prometheus: Given<LowEndpoint>,
    pub(super) alertmanager: Given<LowEndpoint>,
    pub(super) toxiproxy: Given<LowEndpoint>,
    pub(super) gateway: Given<LowGateway>,
    pub(super) sink: Given<LowSink>,
    pub(super) probes: Given<BTreeMap<Name, Given<LowProbe>>>,
    pub(super) profile: Given<Text<String>>,
    pub(super) timing: Given<LowTiming>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowEndpoint {
    pub(super) url: Given<Text<String>>,
    pub(super) auth: Given<LowAuth>,
    pub(super) headers: Given<LowHeaders>,
    pub(super) tls: Given<LowTls>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowGateway {
    pub(super) url: Given<Text<String>>,
    pub(super) key: Given<LowSecret>,
    pub(super) headers: Given<LowHeaders>,
    pub(super) tls: Given<LowTls>,
    pub(super) models: Given<BTreeMap<Name, Given<Text<String>>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowProbe {
    pub(super) url: Given<Text<String>>,
    pub(super) key: Given<LowSecret>,
    pub(super) headers: Given<LowHeaders>,
    pub(super) tls: Given<LowTls>,
    pub(super) model: Given<Text<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowSink {
    pub(super) listen: Given<Text<String>>,
    pub(super) path: Given<Text<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowTiming {
    pub(super) call: Given<Text<Duration>>,
    pub(super) poll: Given<Text<Duration>>,
    pub(super) lease: Given<Text<Duration>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowTls {
    pub(super) ca: Given<Text<String>>,
    pub(super) cert: Given<Text<String>>,
    pub(super) key: Given<Text<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowAuth {
    pub(super) bearer: Given<LowSecret>,
    pub(super) basic: Given<LowBasic>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowBasic {
    pub(super) user: Given<Text<String>>,
    pub(super) password: Given<LowSecret>,
}

pub(super) type LowHeaders = BTreeMap<Name, Given<LowSecret>>;

/// Where a secret is kept, or a text in its stead.
pub(super) type LowSecret = TextOr<LowPlace>;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowPlace {
    pub(super) file: Given<Text<String>>,
    pub(super) env: Given<Text<String>>,
}
