//! `absent` and `absent_over_time`: a value where there is no series.

use super::labels::{Fact, LabelSet, Presence};
use super::reason::{Reason, Why};
use super::result::{Always, Branch, Cause, Death, Flow, Outcome};
use super::values::Values;
use crate::base::{Labels, Span};
use crate::promql::{Call, Expr, MatchOperator, Matcher};

/// What `absent` of a part can give.
pub(super) fn absent<'e>(expr: &'e Expr, call: &'e Call, inner: &Flow<'e>) -> Outcome<'e> {
    if inner.result.always > Always::No {
        return Outcome {
            deaths: vec![Death {
                span: expr.span,
                cause: Cause::AlwaysThere,
            }],
            ..Outcome::default()
        };
    }
    let branch = Branch {
        of: expr,
        labels: labels(inner.expr, call.name_span),
        values: Values::only(1.0),
    };
    let always = if !inner.result.branches.is_empty() {
        Always::No
    } else if branch.labels.is_empty_by(None) {
        Always::Unlabelled
    } else {
        Always::Something
    };
    Outcome::new(expr, vec![branch], always)
}

/// The labels that the missing series would have had: those that one `=` fixes.
fn labels(argument: &Expr, name_span: Span) -> LabelSet<'_> {
    let mut labels = LabelSet::nothing(Reason::new(name_span, Why::Absent));
    let Some(selector) = argument.bare().selector() else {
        return labels;
    };
    let matchers = selector.matchers.iter();
    let mut matchers: Vec<&Matcher> = matchers.filter(|m| m.name != Labels::NAME).collect();
    matchers.sort_by(|a, b| a.name.cmp(&b.name));
    for same in matchers.chunk_by(|a, b| a.name == b.name) {
        let is_equal = |matcher: &&Matcher| matcher.operator == MatchOperator::Equal;
        let (last, before) = match same {
            [before @ .., last] => (*last, before),
            [] => continue,
        };
        // Only the first `=` counts, and only if nothing follows.
        if !is_equal(&last) || before.iter().any(is_equal) {
            continue;
        }
        let reason = Reason::new(argument.span, Why::Matcher);
        let mut fact = Fact::of(last.value.as_str(), reason);
        if argument.selector().is_none() && fact.presence == Presence::Guaranteed {
            // Whether parentheses hide the matchers is a question of the server's version.
            fact = Fact::new(Presence::Possible, reason);
        }
        labels.set(&last.name, fact);
    }
    labels
}
