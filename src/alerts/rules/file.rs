//! A rule file as it is written, before anything is understood.

use serde::Deserialize;
use serde_yaml::Spanned;

use crate::alerts::yaml::{Entries, MaybeText, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileNode {
    pub(super) groups: Option<Vec<GroupNode>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupNode {
    pub(super) name: Text,
    pub(super) interval: Option<Text>,
    pub(super) query_offset: Option<Text>,
    pub(super) limit: Option<Spanned<u64>>,
    pub(super) labels: Option<Entries<MaybeText>>,
    pub(super) rules: Option<Vec<Spanned<RuleNode>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleNode {
    pub(super) record: Option<Text>,
    pub(super) alert: Option<Text>,
    pub(super) expr: Option<Text>,
    pub(super) r#for: Option<Text>,
    pub(super) keep_firing_for: Option<Text>,
    pub(super) labels: Option<Entries<MaybeText>>,
    pub(super) annotations: Option<Entries<MaybeText>>,
}
