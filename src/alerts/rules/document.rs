//! Rules among other documents: plain files, the Prometheus operator's resources, what Helm renders.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::RuleFile;
use super::file::{FileNode, ItemNode, ListNode, ResourceNode};
use super::read::Form;
use crate::alerts::yaml;
use crate::base::{Problem, Source};

/// Bytes of a text that are read at all.
const SIZE_LIMIT: usize = 16 << 20;
/// Documents of a text that are read.
const DOCUMENTS_MOST: usize = 10_000;
/// Bytes of empty lines that stand for the documents before, all of them together.
const LINES_MOST: usize = 256 << 20;

/// The operator's kind.
const KIND: &str = "PrometheusRule";

/// One document with rules, and the text that its places are in.
#[derive(Clone, Debug)]
pub struct RuleDocument {
    /// The document alone, at the lines that it has in its file.
    pub source: Source,
    /// Its rules.
    pub rules: Arc<RuleFile>,
}

/// As much of a document as it takes to know what it is.
#[derive(Default, Deserialize)]
struct Probe {
    kind: Option<String>,
    #[serde(default)]
    items: Option<IgnoredAny>,
}

impl RuleDocument {
    /// The documents of a text that hold rules: plain ones and `PrometheusRule` resources, alone or
    /// in a list; resources of other kinds are passed over.
    ///
    /// # Errors
    /// What is wrong with the first document that does not check.
    pub fn all(source: &Source) -> Result<Vec<Self>, Vec<Problem>> {
        if source.text.len() > SIZE_LIMIT {
            let problem = Problem::error("rules/large", "the rule file has more than 16 MiB")
                .hint("split it");
            return Err(vec![problem]);
        }
        let mut found = Vec::new();
        for source in documents(source)? {
            for rules in rules_of(&source)? {
                let (source, rules) = (source.clone(), Arc::new(rules));
                found.push(Self { source, rules });
            }
        }
        Ok(found)
    }
}

fn rules_of(source: &Source) -> Result<Vec<RuleFile>, Vec<Problem>> {
    // Only what may be a resource is worth a second look.
    let probe = if source.text.contains("kind") {
        yaml::read::<Option<Probe>>(source)?.unwrap_or_default()
    } else {
        Probe::default()
    };
    match probe.kind.as_deref() {
        None => RuleFile::parse(source).map(|rules| vec![rules]),
        Some(KIND) => {
            let node: ResourceNode = yaml::read(source)?;
            understood(source, node.spec).map(|rules| vec![rules])
        }
        Some(kind) if kind == "List" || kind == "PrometheusRuleList" => {
            // A list of other kinds need not have the shape of ours.
            if probe.items.is_none() || !source.text.contains(KIND) {
                return Ok(Vec::new());
            }
            let node: ListNode = yaml::read(source)?;
            let items = node.items.unwrap_or_default().into_iter();
            items.map(|item| item_rules(source, item)).collect()
        }
        Some(_) => Ok(Vec::new()),
    }
}

fn item_rules(source: &Source, item: ItemNode) -> Result<RuleFile, Vec<Problem>> {
    let is_ours = item.kind.as_ref().is_none_or(|kind| kind.value == KIND);
    understood(source, item.spec.filter(|_| is_ours))
}

fn understood(source: &Source, spec: Option<FileNode>) -> Result<RuleFile, Vec<Problem>> {
    spec.map_or_else(
        || Ok(RuleFile { groups: Vec::new() }),
        |spec| RuleFile::understand(source, spec, Form::Resource),
    )
}

/// The documents of a text, each behind as many empty lines as stand before it there; those without
/// anything in them are left out.
fn documents(source: &Source) -> Result<Vec<Source>, Vec<Problem>> {
    let mut found = Vec::new();
    let (mut start, mut first_line, mut empty_lines) = (0, 0, 0);
    let mut push = |text: &str, line: usize| {
        if text.lines().all(says_nothing) {
            return Ok(());
        }
        empty_lines += line;
        if found.len() == DOCUMENTS_MOST || empty_lines > LINES_MOST {
            let message = format!("`{}` holds too many documents", source.name);
            let problem =
                Problem::error("rules/large", message).hint("split it: at most 10000 are read");
            return Err(vec![problem]);
        }
        let text = format!("{}{text}", "\n".repeat(line));
        found.push(Source::new(source.name.clone(), text));
        Ok(())
    };
    let mut at = 0;
    for (line, text) in source.text.split_inclusive('\n').enumerate() {
        if is_marker(text) {
            push(&source.text[start..at], first_line)?;
            (start, first_line) = (at, line);
        }
        at += text.len();
    }
    push(&source.text[start..], first_line)?;
    Ok(found)
}

/// Whether a line begins a document; in no other place can a line begin so.
fn is_marker(line: &str) -> bool {
    line.strip_prefix("---")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

fn says_nothing(line: &str) -> bool {
    let line = if is_marker(line) { &line[3..] } else { line };
    let line = line.trim();
    line.is_empty() || line.starts_with('#') || line == "..."
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let found = RuleDocument::all(&Source::new("rules.yaml", text));
        let found = found.unwrap_or_else(|problems| panic!("{}", problems[0]));
        let rules = found.iter().flat_map(|found| found.rules.rules());
        rules.map(|(_, rule)| rule.name().to_string()).collect()
    }

    const RENDERED: &str = "---
# Source: chart/templates/service.yaml
kind: Service
spec: {ports: [{port: 80}]}
---
# Source: chart/templates/rules.yaml
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: a}
spec:
  groups:
  - name: g
    partial_response_strategy: warn
    rules:
    - {alert: A, expr: 1}
---
---
groups:
- name: g
  rules:
  - {alert: B, expr: up == 0}
";

    #[test]
    fn rules_are_found_among_resources_of_other_kinds() {
        assert_eq!(names(RENDERED), ["A", "B"]);
        assert_eq!(names(""), [""; 0]);
        assert_eq!(names("---\n# nothing\n"), [""; 0]);
    }

    #[test]
    fn what_kubectl_lists_is_read() {
        let item = |name: &str| {
            format!(
                "- kind: PrometheusRule\n  spec: {{groups: [{{name: g, rules: [{{alert: {name}, expr: 1}}]}}]}}\n"
            )
        };
        let text = format!("kind: List\nitems:\n{}{}", item("A"), item("B"));
        assert_eq!(names(&text), ["A", "B"]);
        assert_eq!(
            names("kind: List\nitems: [{kind: Pod, spec: {containers: []}}]"),
            [""; 0]
        );
    }

    #[test]
    fn a_mistake_is_told_with_its_line_in_the_whole_text() {
        let text = RENDERED.replace("up == 0", "uq(up)");
        let problem = RuleDocument::all(&Source::new("-", text))
            .unwrap_err()
            .remove(0);
        assert!(problem.to_string().contains("--> -:21:22"), "{problem}");
    }

    #[test]
    fn what_only_thanos_knows_is_refused_in_a_plain_file() {
        let text = "groups: [{name: g, partial_response_strategy: warn}]";
        let problems = RuleDocument::all(&Source::new("-", text)).unwrap_err();
        assert_eq!(problems[0].code, "rules/unsupported");
    }
}
