//! promtool's unit tests of rules: series are given, and what must fire is compared.
//!
//! The semantics are those of `promtool test rules`, of Prometheus 3 unless 2 is asked for: every group is evaluated at
//! every `evaluation_interval` whatever its own interval; an alert test sees the last evaluation
//! at or before its time; queries see the samples up to the last evaluation.

mod compare;
mod coverage;
mod difference;
mod file;
mod order;
mod pattern;
mod read;
mod run;
mod settings;
mod test_file;

pub use compare::{Assertion, Subject};
pub use coverage::{Coverage, Proof, RuleCover};
pub use difference::{Apart, Difference, Nearest, Part, Standing};
pub use order::random_orders;
pub use pattern::{has_wildcard, matches};
pub use run::{TestResult, fails, run, run_as};
pub use settings::Settings;
pub use test_file::{AlertTest, ExpectedAlert, ExpectedSample, QueryTest, RuleTest, TestFile};
