//! A rule file as it is written, before anything is understood.

use serde::Deserialize;
use serde_yaml::Spanned;

use crate::alerts::yaml::{Entries, MaybeText, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileNode {
    pub(super) groups: Option<Vec<GroupNode>>,
}

/// A resource of the kind `PrometheusRule`.
#[derive(Deserialize)]
pub(super) struct ResourceNode {
    pub(super) spec: Option<FileNode>,
}

/// What `kubectl get --output yaml` prints.
#[derive(Deserialize)]
pub(super) struct ListNode {
    pub(super) items: Option<Vec<ItemNode>>,
}

/// One of several resources.
#[derive(Deserialize)]
pub(super) struct ItemNode {
    pub(super) kind: Option<Text>,
    pub(super) spec: Option<FileNode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupNode {
    pub(super) name: Text,
    pub(super) interval: Option<Text>,
    pub(super) query_offset: Option<Text>,
    pub(super) limit: Option<Spanned<u64>>,
    pub(super) labels: Option<Entries<MaybeText>>,
    /// Thanos' own, which the operator lets through.
    pub(super) partial_response_strategy: Option<Text>,
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
