//! Rule unit tests.

use crate::base::{Duration, Labels, Span, Spanned};
use crate::promql::{Expr, Given};

/// A file of rule unit tests.
#[derive(Clone, Debug)]
pub struct TestFile {
    /// Patterns of the rule files, relative to this file.
    pub rule_files: Vec<Spanned<String>>,
    /// How often all groups are evaluated.
    pub evaluation_interval: Duration,
    /// Names of groups in the order in which they are evaluated; others follow.
    pub group_eval_order: Vec<String>,
    /// Whether values may differ in their last bit.
    pub fuzzy_compare: bool,
    /// In the order of the file.
    pub tests: Vec<RuleTest>,
}

/// Series that are given, and what is expected of the rules over them.
#[derive(Clone, Debug)]
pub struct RuleTest {
    /// Its name; empty if it has none.
    pub name: String,
    /// Where it stands in the file.
    pub span: Span,
    /// The time between two values of a series.
    pub interval: Duration,
    /// The series with their values.
    pub series: Vec<(Labels, Given)>,
    /// `$externalLabels`.
    pub external_labels: Labels,
    /// `$externalURL`.
    pub external_url: String,
    /// The time of the first value, in Unix milliseconds.
    pub start_ms: i64,
    /// What must fire.
    pub alert_tests: Vec<AlertTest>,
    /// What queries must give.
    pub query_tests: Vec<QueryTest>,
}

/// What must fire at a time.
#[derive(Clone, Debug)]
pub struct AlertTest {
    /// Where it stands in the file.
    pub span: Span,
    /// The time, since the first value.
    pub eval_time: Duration,
    /// The rules that are looked at: all of this name.
    pub alertname: String,
    /// All alerts that fire.
    pub expected: Vec<ExpectedAlert>,
}

/// An alert that must fire.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpectedAlert {
    /// All its labels, `alertname` included.
    pub labels: Labels,
    /// All its annotations.
    pub annotations: Labels,
}

/// What a query must give at a time.
#[derive(Clone, Debug)]
pub struct QueryTest {
    /// Where it stands in the file.
    pub span: Span,
    /// The time, since the first value.
    pub eval_time: Duration,
    /// The query as it is written.
    pub text: String,
    /// The query.
    pub expr: Expr,
    /// All that it gives.
    pub expected: Vec<ExpectedSample>,
}

/// A value that a query must give.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectedSample {
    /// The series.
    pub labels: Labels,
    /// Its value.
    pub value: f64,
}
