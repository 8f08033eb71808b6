//! A file of rule unit tests as it is written, before anything is understood.

use serde::Deserialize;
use serde_yaml::Spanned;

use crate::alerts::yaml::{Entries, MaybeText, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileNode {
    pub(super) rule_files: Option<Vec<Text>>,
    pub(super) evaluation_interval: Option<Text>,
    pub(super) group_eval_order: Option<Vec<Text>>,
    pub(super) fuzzy_compare: Option<bool>,
    pub(super) tests: Option<Vec<Spanned<TestNode>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TestNode {
    pub(super) name: Option<String>,
    pub(super) interval: Option<Text>,
    pub(super) input_series: Option<Vec<SeriesNode>>,
    pub(super) alert_rule_test: Option<Vec<Spanned<AlertTestNode>>>,
    pub(super) promql_expr_test: Option<Vec<Spanned<QueryTestNode>>>,
    pub(super) external_labels: Option<Entries<MaybeText>>,
    pub(super) external_url: Option<String>,
    pub(super) start_timestamp: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesNode {
    pub(super) series: Text,
    pub(super) values: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AlertTestNode {
    pub(super) eval_time: Option<Text>,
    pub(super) alertname: Option<Text>,
    pub(super) exp_alerts: Option<Vec<ExpectedAlertNode>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedAlertNode {
    pub(super) exp_labels: Option<Entries<MaybeText>>,
    pub(super) exp_annotations: Option<Entries<MaybeText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QueryTestNode {
    pub(super) expr: Option<Text>,
    pub(super) eval_time: Option<Text>,
    pub(super) exp_samples: Option<Vec<ExpectedSampleNode>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectedSampleNode {
    pub(super) labels: Option<Text>,
    pub(super) value: Option<Text>,
    pub(super) histogram: Option<Text>,
}
