//! One rule that is judged, with everything around it.

use super::{Known, Lint, RuleSet};
use crate::alerts::rules::{AlertRule, Group, Query, Rule};
use crate::base::{Problem, Source, Span};
use crate::promql::{Expr, Matcher};

/// One rule that is judged, with everything around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'a> {
    /// All rules.
    pub(super) set: &'a RuleSet,
    /// The text that the rule's places are in.
    pub(super) source: &'a Source,
    /// The rule's group.
    pub(super) group: &'a Group,
    /// The rule.
    pub(super) rule: &'a Rule,
    /// What is known of the platform.
    pub(super) known: &'a Known,
}

impl<'a> Case<'a> {
    /// The rule, if it is an alert.
    pub(super) fn alert(&self) -> Option<&'a AlertRule> {
        match self.rule {
            Rule::Alert(alert) => Some(alert),
            Rule::Record(_) => None,
        }
    }

    /// The rule's query.
    pub(super) fn query(&self) -> &'a Query {
        self.rule.query()
    }

    /// The rule's expression.
    pub(super) fn expr(&self) -> &'a Expr {
        &self.rule.query().expr
    }

    /// Whether it is an alert without an annotation that most alerts of its directory have.
    pub(super) fn lacks_annotation(&self, name: &str) -> bool {
        let has_one = |alert: &AlertRule| alert.annotations.iter().any(|(own, _)| own == name);
        let lacks_it = self.alert().is_some_and(|alert| !has_one(alert));
        lacks_it && self.set.is_usual(self.source, name)
    }

    /// A finding on a part of the expression, whose place counts bytes of the query's text.
    pub(super) fn in_expr(
        &self,
        lint: &Lint,
        part: Span,
        label: &str,
        message: impl Into<String>,
    ) -> Problem {
        let span = self.query().place(self.source, part);
        lint.finding(message).at(self.source, span, label)
    }

    /// A finding on the rule's name.
    pub(super) fn on_name(&self, lint: &Lint, label: &str, message: impl Into<String>) -> Problem {
        lint.finding(message)
            .at(self.source, self.rule.name_span(), label)
    }

    /// Where a matcher stands in the text of the query: the whole selector if it is not found.
    pub(super) fn matcher(&self, selector: Span, matcher: &Matcher) -> Span {
        let text = self.text(selector);
        let named = text.match_indices(&*matcher.name);
        let mut places = named.filter_map(|(at, _)| {
            let rest = text[at + matcher.name.len()..].trim_start();
            let rest = rest.strip_prefix(matcher.operator.symbol())?.trim_start();
            let quote = rest.chars().next().filter(|c| "\"'`".contains(*c))?;
            let inside = &rest[quote.len_utf8()..];
            let begins = matcher.value.is_empty() || inside.starts_with(&*matcher.value);
            let close = inside.find(quote).filter(|_| begins)?;
            let end = text.len() - inside.len() + close + quote.len_utf8();
            Some(Span::new(at, end))
        });
        let place = places.next();
        place.map_or(selector, |place| place.shifted(selector.start))
    }

    /// A part of the expression as it is written.
    pub(super) fn text(&self, part: Span) -> &'a str {
        let text = &self.query().text;
        text.get(part.start..part.end).unwrap_or_default()
    }
}
