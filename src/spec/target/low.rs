//! A target as it is typed.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use crate::base::Duration;
use crate::spec::reader::Flag;
use crate::spec::yaml::{Given, Name, Text};

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
#[derive(Debug)]
pub(super) enum LowSecret {
    Text(String),
    Kept(LowPlace),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowPlace {
    pub(super) file: Given<Text<String>>,
    pub(super) env: Given<Text<String>>,
}

impl<'de> Deserialize<'de> for LowSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrPlace;

        impl<'de> Visitor<'de> for TextOrPlace {
            type Value = LowSecret;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping with `file` or `env`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<LowSecret, E> {
                Ok(LowSecret::Text(text.to_owned()))
            }

            // What is typed as 1234 or `true` is a text all the same.
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<LowSecret, E> {
                Ok(LowSecret::Text(number.to_string()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<LowSecret, E> {
                Ok(LowSecret::Text(number.to_string()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<LowSecret, E> {
                Ok(LowSecret::Text(number.to_string()))
            }

            fn visit_bool<E: de::Error>(self, flag: bool) -> Result<LowSecret, E> {
                Ok(LowSecret::Text(flag.to_string()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LowSecret, A::Error> {
                LowPlace::deserialize(MapAccessDeserializer::new(map)).map(LowSecret::Kept)
            }
        }

        deserializer.deserialize_any(TextOrPlace)
    }
}
