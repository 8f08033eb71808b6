//! promtool's unit tests of rules: series are given, and what must fire is compared.
//!
//! The semantics are those of `promtool test rules` of Prometheus 3: every group is evaluated at
//! every `evaluation_interval` whatever its own interval; an alert test sees the last evaluation
//! at or before its time; queries see the samples up to the last evaluation.

mod compare;
mod file;
mod read;
mod run;
mod test_file;

pub use compare::Assertion;
pub use run::{TestResult, run};
pub use test_file::{AlertTest, ExpectedAlert, ExpectedSample, QueryTest, RuleTest, TestFile};
