//! Rules that read what another group writes: promtool evaluates groups in random order.

use std::collections::BTreeSet;

use super::TestFile;
use super::run::place;
use crate::alerts::rules::{Group, Rule, RuleDocument};
use crate::base::{Labels, Problem};
use crate::promql::{Expr, MatchOperator, Matcher};

/// Warnings that are told of one file of tests.
const TOLD_MOST: usize = 20;

/// A warning for each pair of groups whose order decides what a rule sees, and which promtool
/// evaluates in random order. Here they are evaluated in the order of their files.
pub fn random_orders(file: &TestFile, documents: &[RuleDocument]) -> Vec<Problem> {
    let groups: Vec<(&RuleDocument, &Group)> = documents
        .iter()
        .flat_map(|document| document.rules.groups.iter().map(move |g| (document, &**g)))
        .collect();
    let records: Vec<(usize, &str)> = groups
        .iter()
        .enumerate()
        .flat_map(|(number, (_, group))| recorded(group).map(move |name| (number, name)))
        .collect();
    let mut told = BTreeSet::new();
    let mut warnings = Vec::new();
    for (reading, (document, reader)) in groups.iter().enumerate() {
        for rule in &reader.rules {
            let names = Names::of(&rule.query().expr);
            for (writing, name) in &records {
                let (_, writer) = groups[*writing];
                let is_random = reading != *writing && place(file, reader) == place(file, writer);
                if is_random
                    && names.have(name)
                    && warnings.len() < TOLD_MOST
                    && told.insert((reading, *writing))
                {
                    warnings.push(warning(document, reader, rule, writer, name));
                }
            }
        }
    }
    warnings
}

/// The metrics that a group writes.
fn recorded(group: &Group) -> impl Iterator<Item = &str> {
    group.rules.iter().filter_map(|rule| match rule {
        Rule::Record(record) => Some(&*record.name),
        Rule::Alert(_) => None,
    })
}

/// The names of the metrics that an expression reads.
#[derive(Default)]
pub(super) struct Names {
    exact: BTreeSet<String>,
    patterns: Vec<Matcher>,
}

impl Names {
    pub(super) fn of(expr: &Expr) -> Self {
        let mut names = Self::default();
        expr.walk(&mut |part| {
            let matchers = part.selector().map_or(&[][..], |one| &one.matchers);
            for matcher in matchers.iter().filter(|one| one.name == Labels::NAME) {
                match matcher.operator {
                    MatchOperator::Equal => drop(names.exact.insert(matcher.value.clone())),
                    MatchOperator::Like => names.patterns.push(matcher.clone()),
                    MatchOperator::NotEqual | MatchOperator::NotLike => {}
                }
            }
        });
        names
    }

    pub(super) fn have(&self, metric: &str) -> bool {
        let mut patterns = self.patterns.iter();
        self.exact.contains(metric) || patterns.any(|pattern| pattern.matches(metric))
    }
}

fn warning(
    document: &RuleDocument,
    reader: &Group,
    rule: &Rule,
    writer: &Group,
    record: &str,
) -> Problem {
    let message = format!(
        "`{}` in group `{}` reads `{record}` of group `{}`: promtool evaluates the two in random order",
        rule.name(),
        reader.name,
        writer.name
    );
    let hint = if reader.name == writer.name {
        "give the groups different names, and put them in order in `group_eval_order`".to_owned()
    } else {
        format!(
            "name the groups of the chain in the tests' `group_eval_order`, `{}` before `{}`, or put \
             the rules into one group",
            writer.name, reader.name
        )
    };
    Problem::warning("tests/random-order", message)
        .at(&document.source, rule.query().span, "reads another group")
        .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Source;

    const RULES: &str = "
groups:
- name: late
  rules:
  - {record: 'chain:second', expr: 'chain:first + 1'}
  - {record: 'chain:third', expr: 'chain:second + 1'}
- name: early
  rules:
  - {record: 'chain:first', expr: up + 1}
";

    fn warned(order: &str) -> Vec<String> {
        let documents = RuleDocument::all(&Source::new("rules.yaml", RULES)).unwrap();
        let tests = Source::new("test.yaml", format!("{order}\ntests: []"));
        let file = TestFile::parse(&tests).unwrap();
        let warnings = random_orders(&file, &documents);
        warnings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_chain_across_groups_is_told_unless_its_order_is_given() {
        let told = warned("");
        assert_eq!(told.len(), 1, "a chain within a group is in order");
        assert!(
            told[0].contains("`chain:second` in group `late` reads `chain:first` of group `early`")
        );
        assert!(
            told[0].contains("5 |   - {record: 'chain:second', expr: 'chain:first + 1'}"),
            "{}",
            told[0]
        );
        assert_eq!(warned("group_eval_order: [early, late]").len(), 0);
        assert_eq!(
            warned("group_eval_order: [early]").len(),
            1,
            "the unnamed one comes with the first"
        );
    }
}
