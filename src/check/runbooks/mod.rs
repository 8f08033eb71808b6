//! Whether runbooks are true: what they say can be typed, what they name is there, and what they
//! change is changed back. One check a file.

mod alerts;
mod codes;
mod curl;
mod drills;
mod kubectl;
mod language;
mod links;
mod metrics;
mod namespace;
mod objects;
mod overwrite;
mod patch;
mod placeholders;
mod promql;
mod script;
mod sections;
mod shell;
mod steps;
#[cfg(test)]
mod tests;
mod time_limit;
mod told;
mod touch;
mod way_back;
mod wrong;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::alerts::rules::RuleFile;
use crate::base::{Problem, Source};
use crate::spec::{Drill, Inventory, Profile, Runbook};
pub use links::page;
use metrics::Metrics;
use told::Told;

/// What runbooks are held against.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// The runbooks; none where a repository keeps none.
    pub runbooks: Option<&'a [Runbook]>,
    /// The rules, each with its text.
    pub rules: &'a [(Source, Arc<RuleFile>)],
    /// The drills, each with its text.
    pub drills: &'a [(Source, Drill)],
    /// What there is at the target; none where nobody wrote it down, and nothing is held against it.
    pub inventory: Option<&'a Inventory>,
    /// The profiles, which list the metrics that there are.
    pub profiles: &'a [Profile],
    /// The files beside the runbooks that links may lead to, relative to the drills' directory, as
    /// `alerts/cache.yaml`.
    pub pages: &'a BTreeSet<String>,
}

/// Everything that is wrong with the runbooks, and with what leads to them.
pub fn check(files: &Files<'_>) -> Vec<Problem> {
    // Who keeps runbooks elsewhere has no names to hold against anything.
    let Some(runbooks) = files.runbooks else {
        return Vec::new();
    };
    let mut told = Told::default();
    drills::check(runbooks, files.drills, &mut told);
    let metrics = Metrics::of(files.rules, files.profiles);
    alerts::check(runbooks, files.rules, &mut told);
    links::check(runbooks, files, &mut told);
    for runbook in runbooks {
        sections::check(runbook, &mut told);
        steps::check(runbook, &mut told);
        language::check(runbook, &mut told);
        promql::check(runbook, &metrics, &mut told);
        let lines = script::lines(runbook, &mut told);
        placeholders::check(&lines, &mut told);
        let calls = script::calls(&lines, &mut told);
        promql::check_calls(&calls, &metrics, &mut told);
        time_limit::check(&calls, &mut told);
        namespace::check(&calls, &mut told);
        overwrite::check(&calls, &mut told);
        way_back::check(&calls, &mut told);
        objects::check(&calls, files.inventory, &mut told);
    }
    told.sorted()
}
