//! Whether a rule and its mutant give the same over an input, all evaluations at once: where their
//! expressions do, so do the rules.

use std::sync::Arc;

use super::apart::near;
use super::input::{Input, milliseconds};
use crate::alerts::group::{GroupOptions, GroupState};
use crate::alerts::rules::{AlertRule, Group, Rule};
use crate::alerts::template::Template;
use crate::base::Labels;
use crate::promql::{Expr, ExprKind, Series, Store, evaluate_range};

/// A rule and its mutant that differ in their expressions alone.
pub(super) struct Quick {
    /// What records what they read, in its order.
    behind: Vec<Arc<Group>>,
    rule: Arc<Expr>,
    mutant: Arc<Expr>,
    /// Whether what people see of them depends on their values.
    values_matter: bool,
    options: Arc<GroupOptions>,
}

/// What a quick look sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Whether the expressions give something else at some time.
    pub(super) may_differ: bool,
    /// Whether the rule's gives anything.
    pub(super) is_lively: bool,
}

impl Quick {
    /// From what is behind each of the two, and both. None where a quick look does not tell: what
    /// differs is no expression, different things are behind them, or an expression looks ahead, at
    /// values that are not there yet when a rule is evaluated.
    pub(super) fn new(
        behind: [&[Arc<Group>]; 2],
        [rule, mutant]: [&Rule; 2],
        options: &Arc<GroupOptions>,
    ) -> Option<Self> {
        let has = |all: &[Arc<Group>], one: &Group| all.iter().any(|known| known.name == one.name);
        let [ours, theirs] = behind;
        // A mutant may read something that is not there instead.
        if !theirs.iter().all(|group| has(ours, group)) {
            return None;
        }
        let values_matter = match (rule, mutant) {
            (Rule::Alert(rule), Rule::Alert(mutant)) => {
                if !are_alike(rule, mutant) {
                    return None;
                }
                let mut templates = rule.labels.iter().chain(&rule.annotations);
                templates.any(|(_, template)| says_value(template))
            }
            (Rule::Record(_), Rule::Record(_)) => true,
            (Rule::Alert(_), Rule::Record(_)) | (Rule::Record(_), Rule::Alert(_)) => return None,
        };
        let rules = ours.iter().flat_map(|group| &group.rules);
        let mut all = rules.chain([rule, mutant]);
        let looks_ahead = all.any(|one| looks_ahead(&one.query().expr));
        (!looks_ahead).then(|| Self {
            behind: ours.to_vec(),
            rule: rule.query().expr.clone(),
            mutant: mutant.query().expr.clone(),
            values_matter,
            options: options.clone(),
        })
    }

    /// Looks at both over an input; nothing where one of them fails.
    pub(super) fn look(&self, input: &Input) -> Option<Seen> {
        let store = self.store(input)?;
        let (until, tick) = (milliseconds(input.until), milliseconds(input.tick));
        let range = |expr| evaluate_range(expr, &store, 0, until, tick, &self.options.engine).ok();
        let (ours, theirs) = (range(&*self.rule)?, range(&*self.mutant)?);
        let mut pairs = ours.iter().zip(&theirs);
        Some(Seen {
            may_differ: ours.len() != theirs.len()
                || !pairs.all(|(one, other)| self.are_same(one, other)),
            is_lively: !ours.is_empty(),
        })
    }

    /// The input, and what is recorded of it.
    fn store(&self, input: &Input) -> Option<Store> {
        let mut store = Store::default();
        for (labels, given) in &input.series {
            let id = store.series(labels);
            for (number, value) in given.iter().enumerate() {
                let Some(time) = input.time_of(number).filter(|time| *time <= input.until) else {
                    break;
                };
                if let Some(value) = value {
                    store.append_to(id, milliseconds(time), *value);
                }
            }
        }
        let behind = self.behind.iter();
        let mut behind: Vec<GroupState> = behind
            .map(|group| GroupState::new(group.clone(), self.options.clone()))
            .collect();
        if behind.is_empty() {
            return Some(store);
        }
        for at in input.times() {
            for group in &mut behind {
                let evaluated = group.evaluate(milliseconds(at), &mut store);
                if !evaluated.errors.is_empty() {
                    return None;
                }
            }
        }
        Some(store)
    }

    fn are_same(&self, one: &Series, other: &Series) -> bool {
        let mut points = one.points.iter().zip(&other.points);
        // Both kinds of rules give it a name of their own.
        let nameless = |series: &Series| series.labels.without(Labels::NAME);
        nameless(one) == nameless(other)
            && one.points.len() == other.points.len()
            && points.all(|((at, value), (then, near_it))| {
                at == then && (!self.values_matter || near(*value, *near_it))
            })
    }
}

/// Whether two alerts are the same but for their expressions.
fn are_alike(one: &AlertRule, other: &AlertRule) -> bool {
    let same = |ours: &[(String, Template)], theirs: &[(String, Template)]| ours == theirs;
    one.hold == other.hold
        && one.keep_firing_for == other.keep_firing_for
        && same(&one.labels, &other.labels)
        && same(&one.annotations, &other.annotations)
}

fn says_value(template: &Template) -> bool {
    template.text().to_ascii_lowercase().contains("value")
}

fn looks_ahead(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        let timing = match &part.kind {
            ExprKind::Subquery(subquery) => Some(subquery.timing),
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Selector(_)
            | ExprKind::Range(..)
            | ExprKind::Sign { .. }
            | ExprKind::Binary(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Call(_)
            | ExprKind::Parenthesis(_) => part.selector().map(|selector| selector.timing),
        };
        found |= timing.is_some_and(|one| one.offset_ms < 0 || one.at.is_some());
    });
    found
}

#[cfg(test)]
#[path = "quick_tests.rs"]
mod tests;
