//! Rule files: groups of alerting and recording rules, in Prometheus' own format.
//!
//! Everything that Prometheus would refuse when it loads the file is a problem here, all at once,
//! each with its place: a mistake in an expression points into the expression, inside the YAML.

mod document;
mod file;
mod places;
mod read;
mod read_rule;
mod rule;

pub use document::RuleDocument;
pub use places::{EntryPlaces, GroupPlaces, RulePlaces};
pub use rule::{AlertRule, Group, Query, RecordRule, Rule, RuleFile};
