//! Lints for alert and recording rules: what a server would load, and what will not do what its
//! author meant.
//!
//! ```text
//! RuleDocument … ─► RuleSet ─┬─► each lint, rule by rule or over the set ─► Problem …
//! Known (all of it optional) ┘                   comments silence some ───┘
//! ```
//!
//! A lint is one file: its code, its page under `pages/`, what it judges, and its test. To write one,
//! copy the nearest, add it to [`LINTS`], and write the page first.

mod absent_at_once;
mod actions;
mod always_true;
mod blind_ratio;
mod blind_target;
mod case;
mod counter_raw;
mod dead_branch;
mod duplicate;
mod gauge_rate;
mod habits;
mod irate_in_alert;
mod known;
mod label_gone;
mod label_impossible;
mod labels_collide;
mod late_record;
mod lint;
mod named_as_gauge;
mod nan_in_sum;
mod needless_regex;
mod never_true;
mod no_condition;
mod no_le;
mod no_margin;
mod no_reason;
mod no_runbook;
mod no_severity;
mod no_summary;
mod overlap;
mod per_instance;
mod pint;
mod quantile;
mod rate_of_aggregate;
mod raw_value;
mod redundant_anchor;
mod run;
mod series;
mod set;
mod short_for;
mod short_window;
mod sides_differ;
mod silence;
mod slow_group;
mod slow_record;
#[cfg(test)]
mod testing;
mod top_k;
mod undefined_record;
mod unit_mismatch;
mod unknown_label;
mod unknown_metric;
mod unknown_runbook;
mod unknown_severity;
mod unknown_value;
mod unused_silence;
mod value_in_label;

pub use known::Known;
pub use lint::{Lint, Needs};
pub use run::{Chosen, lint, lint_of};
pub use set::{Placed, RuleSet};

use case::Case;
use lint::Judge;

/// Every lint, sorted by code.
pub static LINTS: &[&Lint] = &[
    &absent_at_once::LINT,
    &always_true::LINT,
    &blind_ratio::LINT,
    &blind_target::LINT,
    &irate_in_alert::LINT,
    &labels_collide::LINT,
    &no_condition::LINT,
    &no_margin::LINT,
    &no_runbook::LINT,
    &no_severity::LINT,
    &no_summary::LINT,
    &short_for::LINT,
    &slow_record::LINT,
    &top_k::LINT,
    &unknown_runbook::LINT,
    &unknown_severity::LINT,
    &gauge_rate::LINT,
    &named_as_gauge::LINT,
    &counter_raw::LINT,
    &dead_branch::LINT,
    &slow_group::LINT,
    &label_impossible::LINT,
    &no_reason::LINT,
    &unused_silence::LINT,
    &sides_differ::LINT,
    &nan_in_sum::LINT,
    &needless_regex::LINT,
    &never_true::LINT,
    &no_le::LINT,
    &per_instance::LINT,
    &quantile::LINT,
    &rate_of_aggregate::LINT,
    &redundant_anchor::LINT,
    &short_window::LINT,
    &late_record::LINT,
    &undefined_record::LINT,
    &duplicate::LINT,
    &overlap::LINT,
    &unknown_label::LINT,
    &unknown_metric::LINT,
    &unknown_value::LINT,
    &label_gone::LINT,
    &raw_value::LINT,
    &value_in_label::LINT,
    &unit_mismatch::LINT,
];
