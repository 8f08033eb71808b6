//! `alertmanager.yaml` as it is written, before anything is understood.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_yaml::Spanned;

use crate::alerts::yaml::{Entries, Text};

/// The keys of a mapping that other versions of Alertmanager extend, with values of any shape.
pub(super) type Loose = Entries<Spanned<serde_json::Value>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfigFile {
    pub(super) global: Option<Loose>,
    pub(super) route: Option<Spanned<RouteNode>>,
    pub(super) receivers: Option<Vec<Spanned<Loose>>>,
    pub(super) inhibit_rules: Option<Vec<InhibitNode>>,
    #[serde(rename = "templates")]
    _templates: Option<IgnoredAny>,
    #[serde(rename = "mute_time_intervals")]
    _mute_time_intervals: Option<IgnoredAny>,
    #[serde(rename = "time_intervals")]
    _time_intervals: Option<IgnoredAny>,
    #[serde(rename = "tracing")]
    _tracing: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RouteNode {
    pub(super) receiver: Option<Text>,
    pub(super) group_by: Option<Vec<Text>>,
    pub(super) matchers: Option<Vec<Text>>,
    pub(super) r#match: Option<Entries<Text>>,
    pub(super) match_re: Option<Entries<Text>>,
    pub(super) r#continue: Option<bool>,
    pub(super) group_wait: Option<Text>,
    pub(super) group_interval: Option<Text>,
    pub(super) repeat_interval: Option<Text>,
    pub(super) mute_time_intervals: Option<Vec<Text>>,
    pub(super) active_time_intervals: Option<Vec<Text>>,
    pub(super) routes: Option<Vec<Spanned<Self>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InhibitNode {
    #[serde(rename = "name")]
    _name: Option<String>,
    pub(super) source_matchers: Option<Vec<Text>>,
    pub(super) source_match: Option<Entries<Text>>,
    pub(super) source_match_re: Option<Entries<Text>>,
    pub(super) target_matchers: Option<Vec<Text>>,
    pub(super) target_match: Option<Entries<Text>>,
    pub(super) target_match_re: Option<Entries<Text>>,
    pub(super) equal: Option<Vec<String>>,
}
