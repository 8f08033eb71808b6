//! Reading a rule file: what is written becomes what is meant, or a list of problems.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::file::{FileNode, GroupNode};
use super::{Group, GroupPlaces, RuleFile};
use crate::alerts::yaml::{self, Text, span_of};
use crate::base::{Duration, Problem, Source};

/// Bytes of a rule file that are read at all.
const SIZE_LIMIT: usize = 16 << 20;

impl RuleFile {
    /// Reads a rule file.
    ///
    /// # Errors
    /// The first structural problem, or else all problems of meaning.
    pub fn parse(source: &Source) -> Result<Self, Vec<Problem>> {
        if source.text.len() > SIZE_LIMIT {
            let problem = Problem::error("rules/large", "the rule file has more than 16 MiB");
            return Err(vec![problem]);
        }
        // An empty file has no rules, as for Prometheus.
        if source.text.trim().is_empty() {
            return Ok(Self { groups: Vec::new() });
        }
        let file: FileNode = yaml::read(source)?;
        Self::understand(source, file, Form::Plain)
    }

    /// What the groups of a file mean.
    pub(super) fn understand(
        source: &Source,
        file: FileNode,
        form: Form,
    ) -> Result<Self, Vec<Problem>> {
        let mut reader = Reader {
            source,
            form,
            problems: Vec::new(),
        };
        let mut names = BTreeSet::new();
        let mut groups = Vec::new();
        for node in file.groups.unwrap_or_default() {
            reader.group_name(&node.name, &mut names);
            groups.push(Arc::new(reader.group(node)));
        }
        if reader.problems.is_empty() {
            Ok(Self { groups })
        } else {
            Err(reader.problems)
        }
    }
}

/// How rules are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As Prometheus reads them.
    Plain,
    /// In a resource of the Prometheus operator's.
    Resource,
}

/// Reads parts, and collects what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    form: Form,
    pub(super) problems: Vec<Problem>,
}

impl Reader<'_> {
    /// Notes a problem with a value.
    pub(super) fn refuse<T>(
        &mut self,
        place: &serde_yaml::Spanned<T>,
        label: &str,
        problem: Problem,
    ) {
        let span = span_of(self.source, place);
        self.problems.push(problem.at(self.source, span, label));
    }

    fn group_name(&mut self, name: &Text, names: &mut BTreeSet<String>) {
        if name.value.is_empty() {
            let problem = Problem::error("rules/group-name", "a group's name is empty")
                .hint("name it for what its rules watch");
            self.refuse(name, "empty", problem);
        } else if !names.insert(name.value.clone()) {
            let problem = Problem::error(
                "rules/duplicate-group",
                format!("the group `{}` is written twice", name.value),
            )
            .hint("rename one, or put the rules of both into one group");
            self.refuse(name, "the second one", problem);
        }
    }

    fn group(&mut self, node: GroupNode) -> Group {
        if let Some(limit) = node.limit.filter(|limit| limit.value > 0) {
            let problem = Problem::error("rules/unsupported", "`limit` is not supported")
                .hint("remove it: drills evaluate all alerts of a group");
            self.refuse(&limit, "a limit", problem);
        }
        if let (Some(strategy), Form::Plain) = (&node.partial_response_strategy, self.form) {
            let problem = Problem::error(
                "rules/unsupported",
                "`partial_response_strategy` is not a key of Prometheus' rule files",
            )
            .hint("remove it: only a PrometheusRule for Thanos has it");
            self.refuse(strategy, "only in a resource", problem);
        }
        let labels = node.labels.unwrap_or_default().into_texts();
        for (name, _) in &labels {
            self.label_name(name);
        }
        let rules = node
            .rules
            .unwrap_or_default()
            .into_iter()
            .filter_map(|rule| self.rule(rule, &labels))
            .collect();
        let places = GroupPlaces {
            name: span_of(self.source, &node.name),
            interval: node
                .interval
                .as_ref()
                .map(|text| span_of(self.source, text)),
        };
        Group {
            name: Arc::from(node.name.value),
            interval: node
                .interval
                .and_then(|text| self.duration(&text))
                .filter(|interval| *interval > Duration::ZERO),
            query_offset: node.query_offset.and_then(|text| self.duration(&text)),
            rules,
            places,
        }
    }

    pub(super) fn duration(&mut self, text: &Text) -> Option<Duration> {
        text.value
            .parse()
            .map_err(|error| {
                let problem = Problem::error("rules/duration", format!("{error}"))
                    .hint("units are `ms`, `s`, `m`, `h`, `d` and `w`");
                self.refuse(text, "not a duration", problem);
            })
            .ok()
    }

    pub(super) fn label_name(&mut self, name: &Text) {
        if is_label_name(&name.value) && name.value != "__name__" {
            return;
        }
        let problem = Problem::error(
            "rules/label",
            format!("`{}` cannot be the name of a label here", name.value),
        )
        .hint("use letters, digits and `_`, not beginning with a digit");
        self.refuse(name, "not a label", problem);
    }
}

/// Whether every version of Prometheus and Alertmanager takes this as a label's name.
fn is_label_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
