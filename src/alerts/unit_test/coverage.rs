//! Which rules are looked at by tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::order::Names;
use super::{QueryTest, RuleTest, Settings, TestFile};
use crate::alerts::rules::{Rule, RuleDocument};

/// Which rules are looked at by tests, over many files.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// By file, line, group and place in the group: a rule may be loaded by many tests.
    rules: BTreeMap<Place, RuleCover>,
}

/// A test, and what its queries read.
type Looked<'a> = (&'a RuleTest, Vec<Names>);

type Place = (Arc<str>, usize, Arc<str>, usize);

/// A rule, and how far tests look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCover {
    /// Whether it is an alert; else it records.
    pub is_alert: bool,
    /// Its name.
    pub name: Arc<str>,
    /// Where it stands: `file:line:column`.
    pub place: String,
    /// How far tests look at it.
    pub proof: Proof,
}

/// How far tests look at a rule, from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// No test looks at it.
    Untested,
    /// Tests only expect that it does not fire, or gives nothing.
    OnlyQuiet,
    /// A rule reads it that a test expects to fire, or to give something.
    Through,
    /// A test expects it to fire, or to give something.
    Seen,
}

impl Coverage {
    /// Adds the rules that a file of tests is run over, and what of them its tests look at.
    pub fn add(&mut self, file: &TestFile, documents: &[RuleDocument], settings: &Settings) {
        let tests = file.tests.iter().filter(|test| settings.runs(test));
        let names = |test: &QueryTest| Names::of(&test.expr);
        let tests: Vec<Looked<'_>> = tests
            .map(|test| (test, test.query_tests.iter().map(names).collect()))
            .collect();
        let mut rules: Vec<(Place, RuleCover, &Rule)> = Vec::new();
        for document in documents {
            for group in &document.rules.groups {
                for (number, rule) in group.rules.iter().enumerate() {
                    let start = rule.name_span().start;
                    let place = document.source.locate(start);
                    let key = (
                        document.source.name.clone(),
                        start,
                        group.name.clone(),
                        number,
                    );
                    let cover = RuleCover {
                        is_alert: matches!(rule, Rule::Alert(_)),
                        name: rule.name().clone(),
                        place,
                        proof: proof(&tests, rule),
                    };
                    rules.push((key, cover, rule));
                }
            }
        }
        spread(&mut rules);
        for (key, cover, _) in rules {
            let known = self.rules.entry(key).or_insert_with(|| cover.clone());
            known.proof = known.proof.max(cover.proof);
        }
    }

    /// All rules, in the order of their files.
    pub fn rules(&self) -> impl Iterator<Item = &RuleCover> {
        self.rules.values()
    }

    /// How many rules tests look at, themselves or through another, and how many there are.
    pub fn counts(&self) -> (usize, usize) {
        let covered = self.rules().filter(|rule| rule.proof != Proof::Untested);
        (covered.count(), self.rules.len())
    }
}

/// How far the tests look at a rule themselves.
fn proof(tests: &[Looked<'_>], rule: &Rule) -> Proof {
    let mut best = Proof::Untested;
    for (test, queries) in tests {
        let mut looked = |expects: bool| {
            best = best.max(if expects {
                Proof::Seen
            } else {
                Proof::OnlyQuiet
            });
        };
        match rule {
            Rule::Alert(alert) => (test.alert_tests.iter())
                .filter(|test| *test.alertname == *alert.name)
                .for_each(|test| looked(!test.expected.is_empty())),
            Rule::Record(record) => (test.query_tests.iter().zip(queries))
                .filter(|(_, names)| names.have(&record.name))
                .for_each(|(test, _)| looked(!test.expected.is_empty())),
        }
    }
    best
}

/// What a rule reads that is seen is seen through it.
fn spread(rules: &mut [(Place, RuleCover, &Rule)]) {
    let mut ahead: Vec<usize> = (0..rules.len())
        .filter(|place| rules[*place].1.proof == Proof::Seen)
        .collect();
    while let Some(reader) = ahead.pop() {
        let names = Names::of(&rules[reader].2.query().expr);
        for (place, (_, cover, rule)) in rules.iter_mut().enumerate() {
            let is_read = matches!(rule, Rule::Record(record) if names.have(&record.name));
            if is_read && cover.proof < Proof::Through {
                cover.proof = Proof::Through;
                ahead.push(place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Source;

    #[test]
    fn a_rule_is_seen_itself_or_through_another_or_only_quiet_or_not_at_all() {
        let rules = "
groups:
- name: g
  rules:
  - {record: 'a:first', expr: up}
  - {record: 'a:second', expr: 'a:first + 1'}
  - {alert: Loud, expr: 'a:second > 1'}
  - {alert: Quiet, expr: up == 0}
  - {alert: Forgotten, expr: up == 2}
";
        let tests = "
tests:
- alert_rule_test:
  - {alertname: Loud, exp_alerts: [{}]}
  - {alertname: Quiet}
";
        let documents = RuleDocument::all(&Source::new("r.yaml", rules)).unwrap();
        let tests = TestFile::parse(&Source::new("t.yaml", tests)).unwrap();
        let mut coverage = Coverage::default();
        coverage.add(&tests, &documents, &Settings::default());
        coverage.add(&tests, &documents, &Settings::default());
        let proofs: Vec<Proof> = coverage.rules().map(|rule| rule.proof).collect();
        let (through, seen) = (Proof::Through, Proof::Seen);
        assert_eq!(
            proofs,
            [through, through, seen, Proof::OnlyQuiet, Proof::Untested]
        );
        assert_eq!(coverage.counts(), (4, 5));
        assert_eq!(coverage.rules().last().unwrap().place, "r.yaml:9:13");
    }
}
