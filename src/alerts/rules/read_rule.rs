//! Reading one rule.

use std::sync::Arc;

use serde_yaml::Spanned;

use super::file::RuleNode;
use super::read::Reader;
use super::{AlertRule, EntryPlaces, Query, RecordRule, Rule, RulePlaces};
use crate::alerts::template::Template;
use crate::alerts::yaml::{Text, span_in, span_of};
use crate::base::{Duration, Labels, Problem, Span};
use crate::promql::{self, ValueType};

/// The labels of a group, as written.
type Written = [(Text, Text)];

impl Reader<'_> {
    pub(super) fn rule(&mut self, node: Spanned<RuleNode>, above: &Written) -> Option<Rule> {
        let start = span_of(self.source, &node).start;
        let query = node.value.expr.as_ref().and_then(|expr| self.query(expr));
        if node.value.expr.is_none() {
            let problem = Problem::error("rules/no-expression", "a rule has no `expr`")
                .hint("add `expr:` with its query");
            self.refuse(&node, "this rule", problem);
        }
        let (alert, record) = (node.value.alert.as_ref(), node.value.record.as_ref());
        match (alert, record) {
            (Some(_), None) => self.alert(node.value, start, above, query).map(Rule::Alert),
            (None, Some(_)) => self
                .record(node.value, start, above, query)
                .map(Rule::Record),
            (Some(_), Some(second)) => {
                let problem =
                    Problem::error("rules/kind", "a rule is either an alert or a recording")
                        .hint("make two rules of it");
                self.refuse(second, "the second one", problem);
                None
            }
            (None, None) => {
                let problem =
                    Problem::error("rules/kind", "a rule has neither `alert` nor `record`")
                        .hint("add `alert:` with the alert's name, or `record:` with a metric's");
                self.refuse(&node, "this rule", problem);
                None
            }
        }
    }

    fn alert(
        &mut self,
        node: RuleNode,
        start: usize,
        above: &Written,
        query: Option<Query>,
    ) -> Option<AlertRule> {
        let name = node.alert?;
        if name.value.is_empty() {
            let problem = Problem::error("rules/name", "an alert's name is empty")
                .hint("name it for what is wrong when it fires");
            self.refuse(&name, "empty", problem);
        }
        let hold_span = (node.r#for.as_ref()).map(|text| span_of(self.source, text));
        let hold = node.r#for.and_then(|text| self.duration(&text));
        let keep = node.keep_firing_for.and_then(|text| self.duration(&text));
        let labels = self.merged(above, node.labels.unwrap_or_default().into_texts());
        let (labels, label_places) = self.templates(labels);
        let annotations = node.annotations.unwrap_or_default().into_texts();
        for (name, _) in &annotations {
            self.label_name(name);
        }
        let (annotations, annotation_places) = self.templates(annotations);
        Some(AlertRule {
            name_span: span_of(self.source, &name),
            name: Arc::from(name.value),
            query: query?,
            hold: hold.unwrap_or(Duration::ZERO),
            keep_firing_for: keep.unwrap_or(Duration::ZERO),
            labels,
            annotations,
            places: RulePlaces {
                start,
                hold: hold_span,
                labels: label_places,
                annotations: annotation_places,
            },
        })
    }

    fn record(
        &mut self,
        node: RuleNode,
        start: usize,
        above: &Written,
        query: Option<Query>,
    ) -> Option<RecordRule> {
        let name = node.record?;
        if !is_metric_name(&name.value) {
            let problem = Problem::error(
                "rules/name",
                format!("`{}` cannot be the name of a metric", name.value),
            )
            .hint("use letters, digits, `_` and `:`, not beginning with a digit");
            self.refuse(&name, "not a metric", problem);
        }
        for text in [&node.r#for, &node.keep_firing_for].into_iter().flatten() {
            let problem = Problem::error("rules/kind", "a recording rule cannot wait")
                .hint("remove it, or make the rule an alert");
            self.refuse(text, "only for alerts", problem);
        }
        if let Some((first, _)) = node.annotations.unwrap_or_default().into_texts().first() {
            let problem = Problem::error("rules/kind", "a recording rule has no annotations")
                .hint("remove them, or make the rule an alert");
            self.refuse(first, "only for alerts", problem);
        }
        let labels = self.merged(above, node.labels.unwrap_or_default().into_texts());
        Some(RecordRule {
            name_span: span_of(self.source, &name),
            name: Arc::from(name.value),
            query: query?,
            places: RulePlaces {
                start,
                labels: (labels.iter())
                    .map(|(name, text)| self.entry(name, text))
                    .collect(),
                ..RulePlaces::default()
            },
            labels: Labels::new(
                labels
                    .into_iter()
                    .map(|(name, text)| (name.value, text.value)),
            ),
        })
    }

    /// The group's labels under the rule's own, sorted by name.
    fn merged(&mut self, above: &Written, own: Vec<(Text, Text)>) -> Vec<(Text, Text)> {
        for (name, _) in &own {
            self.label_name(name);
        }
        let inherited = above
            .iter()
            .filter(|(name, _)| own.iter().all(|(mine, _)| mine.value != name.value))
            .cloned();
        let mut labels: Vec<(Text, Text)> = inherited.collect();
        labels.extend(own);
        labels.sort_by(|a, b| a.0.value.cmp(&b.0.value));
        labels
    }

    fn entry(&self, name: &Text, text: &Text) -> EntryPlaces {
        EntryPlaces {
            name: span_of(self.source, name),
            text: span_of(self.source, text),
        }
    }

    /// The templates that can be read, and where they stand.
    fn templates(
        &mut self,
        texts: Vec<(Text, Text)>,
    ) -> (Vec<(String, Template)>, Vec<EntryPlaces>) {
        let mut templates = Vec::with_capacity(texts.len());
        let mut places = Vec::with_capacity(texts.len());
        for (name, text) in texts {
            match Template::parse(&text.value) {
                Ok(template) => {
                    places.push(self.entry(&name, &text));
                    templates.push((name.value, template));
                }
                Err(errors) => {
                    for error in errors {
                        self.refuse_part(
                            "rules/template",
                            &text,
                            error.span,
                            error.message,
                            error.hint,
                        );
                    }
                }
            }
        }
        (templates, places)
    }

    fn query(&mut self, text: &Text) -> Option<Query> {
        let expr = promql::parse(&text.value)
            .map_err(|error| {
                let code = if error.unsupported {
                    "rules/unsupported"
                } else {
                    "rules/expression"
                };
                self.refuse_part(code, text, error.span, error.message, error.hint);
            })
            .ok()?;
        if matches!(expr.value_type(), ValueType::Matrix | ValueType::Text) {
            let problem = Problem::error(
                "rules/expression",
                "a rule needs one value for each series, and this gives something else",
            )
            .hint("put a function such as `rate` or `max_over_time` around a range");
            self.refuse(text, "not a vector", problem);
            return None;
        }
        Some(Query {
            text: text.value.clone(),
            expr: Arc::new(expr),
            span: span_of(self.source, text),
        })
    }

    /// Notes a problem with a part of a text.
    fn refuse_part(
        &mut self,
        code: &'static str,
        text: &Text,
        part: Span,
        message: String,
        hint: Option<String>,
    ) {
        let span = span_in(self.source, text, part);
        let mut problem = Problem::error(code, message).at(self.source, span, "here");
        problem.hint = hint;
        self.problems.push(problem);
    }
}

fn is_metric_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
}
