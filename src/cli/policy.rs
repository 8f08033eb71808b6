//! The severity policy, and the files that are held against it.

use std::sync::Arc;

use super::workspace::Workspace;
use crate::alerts::routing::Routing;
use crate::alerts::rules::RuleFile;
use crate::base::{Problem, Source};
use crate::check::policy::{self, Subject};
use crate::spec::Runbook;

/// Whether a workspace agrees with its policy; it does where it has none.
///
/// # Errors
/// Everything in which it does not.
pub(super) fn check(workspace: &Workspace, runbooks: &[Runbook]) -> Result<(), Vec<Problem>> {
    let problems = judge(workspace, runbooks, &workspace.rules, &workspace.routing);
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// In what a workspace would not agree with its policy, if it had these rules and routes.
pub(super) fn judge(
    workspace: &Workspace,
    runbooks: &[Runbook],
    rules: &[Arc<RuleFile>],
    routes: &Source,
) -> Vec<Problem> {
    let Some((source, policy)) = &workspace.policy else {
        return Vec::new();
    };
    let routing = match Routing::parse(routes) {
        Ok(routing) => routing,
        Err(problems) => return problems,
    };
    let rules = rules.iter().map(AsRef::as_ref);
    policy::check(&Subject {
        policy: (source, policy),
        routing: (routes, &routing),
        rules: workspace.rule_sources.iter().zip(rules).collect(),
        drills: (workspace.drill_sources.iter())
            .zip(&workspace.drills)
            .collect(),
        runbooks,
        profiles: &workspace.profiles,
    })
}
