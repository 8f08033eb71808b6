//! The proofs, one module per kind.
//!
//! They are one program, since every program here would link the whole library once more.

mod broken;
mod conformance;
mod debt;
mod deploy;
mod drills;
mod init;
mod lint_corpora;
mod live;
mod merged;
mod metric_schema;
mod notified;
mod own_alerts;
mod platform;
mod policy;
mod production;
mod promql;
mod readme;
mod reports;
mod rules;
mod rules_fire;
mod rules_lint;
mod rules_mutate;
mod rules_remembered;
mod rules_test;
mod scheduled;
mod schemas;
mod scratch;
mod shipped;
mod shipped_alerts;
mod shipped_routes;
mod skip;
mod spoilt;
mod told;
