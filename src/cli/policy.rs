//! The severity policy, and the files that are held against it.

use super::workspace::Workspace;
use crate::alerts::routing::Routing;
use crate::base::Problem;
use crate::check::policy::{self, Subject};
use crate::spec::Runbook;

/// Whether a workspace agrees with its policy; it does where it has none.
///
/// # Errors
/// Everything in which it does not.
pub(super) fn check(workspace: &Workspace, runbooks: &[Runbook]) -> Result<(), Vec<Problem>> {
    let Some((source, policy)) = &workspace.policy else {
        return Ok(());
    };
    let routing = Routing::parse(&workspace.routing)?;
    let rules = workspace.rules.iter().map(AsRef::as_ref);
    let problems = policy::check(&Subject {
        policy: (source, policy),
        routing: (&workspace.routing, &routing),
        rules: workspace.rule_sources.iter().zip(rules).collect(),
        drills: (workspace.drill_sources.iter())
            .zip(&workspace.drills)
            .collect(),
        runbooks,
        profiles: &workspace.profiles,
    });
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
