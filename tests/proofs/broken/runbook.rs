//! Broken runbooks: each is held against the shipped inventory and profile, and against one alert that
//! leads to it. `NAME.rules` beside it are other rules.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use firedrill::alerts::rules::RuleFile;
use firedrill::base::{Problem, Source};
use firedrill::check::runbooks::{Files, check};
use firedrill::spec::{Inventory, Profile, Runbook};

const INVENTORY: &str = include_str!("../../../drills/inventory.yaml");
const PROFILE: &str = include_str!("../../../drills/profiles/reference.yaml");

/// What is told of a broken runbook.
pub(super) fn read(source: &Source) -> Vec<Problem> {
    let runbook = match Runbook::read(source) {
        Ok(runbook) => runbook,
        Err(problems) => return problems,
    };
    let rules = rules(&runbook.name);
    let parsed = RuleFile::parse(&rules).unwrap();
    let inventory = Inventory::read(&Source::new("inventory.yaml", INVENTORY)).unwrap();
    let profile = Profile::read(&Source::new("reference.yaml", PROFILE));
    check(&Files {
        runbooks: Some(&[runbook]),
        rules: &[(rules, Arc::new(parsed))],
        drills: &[],
        inventory: Some(&inventory),
        profiles: &[profile.unwrap()],
        pages: &BTreeSet::new(),
    })
}

/// The rules beside a runbook; else an alert that leads to it.
fn rules(name: &str) -> Source {
    let file = format!("{name}.rules");
    let text = fs::read_to_string(super::fixtures().join(&file)).unwrap_or_else(|_| {
        format!(
            "groups:\n  - name: outages\n    rules:\n      - alert: Outage\n        expr: up == 0\n        \
             annotations: {{runbook_url: \"https://runbooks.internal/ai/{name}\"}}\n"
        )
    });
    Source::new(file, text)
}
