//! The files that are held against the policy.

use super::alert::Alert;
use crate::alerts::routing::Routing;
use crate::alerts::rules::RuleFile;
use crate::base::Source;
use crate::spec::{Drill, Policy, Profile, Runbook};

/// The policy, and the files that are to agree with it, each with its text.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The policy.
    pub policy: (&'a Source, &'a Policy),
    /// Alertmanager's configuration.
    pub routing: (&'a Source, &'a Routing),
    /// Rule files.
    pub rules: Vec<(&'a Source, &'a RuleFile)>,
    /// Drills.
    pub drills: Vec<(&'a Source, &'a Drill)>,
    /// Runbooks.
    pub runbooks: &'a [Runbook],
    /// Profiles.
    pub profiles: &'a [Profile],
}

impl<'a> Subject<'a> {
    /// The alerts of all rule files, in the order of the files.
    pub(super) fn alerts(&self) -> Vec<Alert<'a>> {
        let (_, routing) = self.routing;
        let files = self.rules.iter();
        files
            .flat_map(|(source, file)| {
                let alerts = file.alerts();
                alerts.map(move |(group, rule)| Alert::new(source, group, rule, routing))
            })
            .collect()
    }
}
