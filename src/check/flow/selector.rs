//! Selectors: what their matchers ask of labels.

use super::analyse::Told;
use super::labels::{Fact, LabelSet, Presence};
use super::reason::{Reason, Why};
use super::result::{Always, Branch, Cause, Death, Outcome};
use crate::promql::{Expr, MatchOperator, Matcher, Selector};

/// The series that a selector can give, where this is told of them.
pub(super) fn selected<'e>(expr: &'e Expr, selector: &'e Selector, told: &Told<'e>) -> Outcome<'e> {
    let mut labels = LabelSet::anything(Reason::new(expr.span, Why::Series));
    for (label, has_it) in &told.labels {
        let presence = if *has_it {
            Presence::Guaranteed
        } else {
            Presence::Impossible
        };
        let reason = Reason::new(expr.span, Why::Told);
        labels.set(label, Fact::new(presence, reason));
    }
    let mut matchers: Vec<&Matcher> = selector.matchers.iter().collect();
    matchers.sort_by(|a, b| a.name.cmp(&b.name));
    let mut deaths = Vec::new();
    for same in matchers.chunk_by(|a, b| a.name == b.name) {
        let name = same[0].name.as_str();
        match fact(same, Reason::new(expr.span, Why::Matcher)) {
            Some(fact) if fact.presence != Presence::Possible => labels.set(name, fact),
            Some(_) => {}
            None => deaths.push(Death {
                span: expr.span,
                cause: Cause::Matchers(name),
            }),
        }
    }
    let branch = Branch {
        of: expr,
        labels,
        values: told.values,
    };
    let branches = if deaths.is_empty() {
        vec![branch]
    } else {
        Vec::new()
    };
    Outcome {
        branches,
        always: Always::No,
        deaths,
    }
}

/// What all matchers of one label say together; nothing if they contradict each other.
fn fact<'e>(matchers: &[&'e Matcher], reason: Reason) -> Option<Fact<'e>> {
    let passes = |value: &str| matchers.iter().all(|matcher| matcher.matches(value));
    let is_fixed = |matcher: &&&Matcher| {
        let is_empty_pattern = matcher.operator == MatchOperator::Like && matcher.value.is_empty();
        matcher.operator == MatchOperator::Equal || is_empty_pattern
    };
    if let Some(matcher) = matchers.iter().find(is_fixed) {
        let value = matcher.value.as_str();
        return passes(value).then(|| Fact::of(value, reason));
    }
    let presence = if passes("") {
        Presence::Possible
    } else {
        Presence::Guaranteed
    };
    Some(Fact::new(presence, reason))
}
