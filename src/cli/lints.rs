//! The alert rules beside the drills, linted with all that is known of the platform.

use super::workspace::Workspace;
use crate::alerts::rules::RuleDocument;
use crate::base::Problem;
use crate::check::objective::Objective;
use crate::check::rules::{Chosen, Known, RuleSet, lint};
use crate::spec::metrics::Schema;

/// What `firedrill check` asks of runbooks and of the policy itself, and with more around it.
const ASKED_ELSEWHERE: [&str; 3] = [
    "alert/no-runbook",
    "alert/no-severity",
    "alert/unknown-severity",
];

/// What is to be said of a workspace's rules, down to hints.
///
/// # Errors
/// What keeps a file of rules from being read.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<Problem>, Vec<Problem>> {
    let mut documents = Vec::new();
    for source in &workspace.rule_sources {
        documents.extend(RuleDocument::all(source)?);
    }
    let policy = workspace.policy.as_ref();
    let known = Known {
        objectives: policy.map_or_else(Vec::new, |(_, policy)| {
            Objective::of(policy, &workspace.profiles)
        }),
        schema: Schema::of(&workspace.profiles),
        ..Known::default()
    };
    let chosen = Chosen {
        except: ASKED_ELSEWHERE.map(str::to_owned).to_vec(),
        ..Chosen::default()
    };
    Ok(lint(&RuleSet::new(documents), &known, &chosen))
}
