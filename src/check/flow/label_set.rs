//! `label_replace` and `label_join`.

use super::labels::{Fact, LabelSet, Presence};
use super::reason::{Reason, Why};
use super::result::{Always, Flow, Outcome};
use crate::promql::{Call, Expr, ExprKind};

/// What `label_replace` makes of its part.
pub(super) fn replaced<'e>(expr: &'e Expr, call: &'e Call, parts: &[Flow<'e>]) -> Outcome<'e> {
    let texts: Vec<&str> = call.arguments.iter().filter_map(text).collect();
    let ([vector, ..], [target, replacement, source, pattern]) = (parts, &texts[..]) else {
        return Outcome::default();
    };
    let reason = Reason::new(expr.span, Why::LabelSet);
    let result = vector.result.alive().changed(expr, |branch| {
        let before = branch.labels.get(target).clone();
        let from = branch.labels.get(source);
        let matches_all = matches!(*pattern, ".*" | "(.*)")
            || (*pattern == "(.+)" && from.presence == Presence::Guaranteed);
        let after = if let Some(value) = from.only_value() {
            let value = call.replacement(value);
            value.map_or(before, |value| Fact::of(value, reason))
        } else {
            let set = Fact::new(made(replacement, pattern, from.presence), reason);
            if matches_all { set } else { set.or(&before) }
        };
        branch.labels.set(target, after);
    });
    labelled(result)
}

/// Whether a label is there that is set to this replacement, if its pattern matches the value of a
/// source label that is there or not.
fn made(replacement: &str, pattern: &str, source: Presence) -> Presence {
    let is_whole = matches!(replacement, "$1" | "${1}");
    if replacement.is_empty() {
        Presence::Impossible
    } else if !replacement.contains('$') {
        Presence::Guaranteed
    } else if is_whole && pattern == "(.*)" {
        source
    } else if is_whole && pattern == "(.+)" {
        Presence::Guaranteed
    } else {
        Presence::Possible
    }
}

/// What `label_join` makes of its part.
pub(super) fn joined<'e>(expr: &'e Expr, call: &'e Call, parts: &[Flow<'e>]) -> Outcome<'e> {
    let texts: Vec<&str> = call.arguments.iter().filter_map(text).collect();
    let ([vector, ..], [target, separator, sources @ ..]) = (parts, &texts[..]) else {
        return Outcome::default();
    };
    let reason = Reason::new(expr.span, Why::LabelSet);
    let result = vector.result.alive().changed(expr, |branch| {
        let presence = join(&branch.labels, separator, sources);
        branch.labels.set(target, Fact::new(presence, reason));
    });
    labelled(result)
}

fn join(labels: &LabelSet<'_>, separator: &str, sources: &[&str]) -> Presence {
    let is = |presence: Presence| move |name: &&str| labels.get(name).presence == presence;
    if (!separator.is_empty() && sources.len() > 1) || sources.iter().any(is(Presence::Guaranteed))
    {
        Presence::Guaranteed
    } else if sources.iter().all(is(Presence::Impossible)) {
        Presence::Impossible
    } else {
        Presence::Possible
    }
}

/// What had no labels may have one now.
fn labelled(mut result: Outcome<'_>) -> Outcome<'_> {
    result.always = result.always.min(Always::Something);
    result
}

/// A text that is written as one.
fn text(argument: &Expr) -> Option<&str> {
    let ExprKind::Text(text) = &argument.bare().kind else {
        return None;
    };
    Some(text)
}
