//! A rule with one mistake in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::edit::Edit;
use super::kinds::{IN_ALERTS, IN_EXPRESSIONS};
use super::written::Written;
use crate::alerts::rules::{Query, Rule};
use crate::promql::{self, ValueType};

/// Mutants of one rule that are tried; the longest rules that people write have a few hundred.
const MUTANTS_MOST: usize = 2_000;

/// A rule with one mistake in it.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Which kind of mistake, as `threshold/doubled`.
    pub what: &'static str,
    /// What is changed, as it was.
    pub before: String,
    /// The same with the mistake; empty where something is missing.
    pub after: String,
    /// The rule.
    pub rule: Rule,
}

impl Mutant {
    pub(super) const fn new(what: &'static str, before: String, after: String, rule: Rule) -> Self {
        Self {
            what,
            before,
            after,
            rule,
        }
    }

    /// Every mistake that is tried with a rule, in the order in which it is written; severities are
    /// those that are in use.
    pub fn all(rule: &Rule, severities: &[String]) -> Vec<Self> {
        let query = rule.query();
        let written = Written::of(query);
        let mut edits: Vec<Edit> = IN_EXPRESSIONS
            .iter()
            .flat_map(|edits| edits(&written))
            .collect();
        // Kinds are told in their order where they change the same place.
        edits.sort_by_key(|edit| edit.span);
        let mut known = BTreeSet::from([query.expr.to_string()]);
        let mut found = Vec::new();
        for edit in edits {
            let Some(mutated) = mutated(query, &edit) else {
                continue;
            };
            // Two mistakes may come to the same, as a sum of one summand.
            if known.insert(mutated.expr.to_string()) {
                let (before, after) = edit.lines(&query.text);
                found.push(Self::new(edit.what, before, after, with(rule, mutated)));
            }
        }
        if let Rule::Alert(alert) = rule {
            found.extend(IN_ALERTS.iter().flat_map(|kind| kind(alert, severities)));
        }
        found.truncate(MUTANTS_MOST);
        found
    }
}

/// The expression with the mistake, if it is one that Prometheus would load.
fn mutated(query: &Query, edit: &Edit) -> Option<Query> {
    let text = edit.apply(&query.text);
    let expr = promql::parse(&text).ok()?;
    let loads = matches!(expr.value_type(), ValueType::Scalar | ValueType::Vector);
    loads.then(|| Query {
        text,
        expr: Arc::new(expr),
        span: query.span,
    })
}

/// The same rule with another expression.
fn with(rule: &Rule, query: Query) -> Rule {
    let mut rule = rule.clone();
    match &mut rule {
        Rule::Alert(alert) => alert.query = query,
        Rule::Record(record) => record.query = query,
    }
    rule
}

#[cfg(test)]
#[path = "mutant_tests.rs"]
mod tests;
