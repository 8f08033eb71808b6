//! What mutants are tried on: the rules, their unit tests, and the drills.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::drills::Drills;
use crate::alerts::rules::{Rule, RuleDocument, RuleFile};
use crate::alerts::unit_test::{RuleTest, Settings, TestFile, fails};
use crate::base::Source;

/// What mutants are tried on.
#[derive(Clone, Debug)]
pub struct Bench {
    /// Every document with rules, once.
    pub documents: Vec<RuleDocument>,
    /// The files of unit tests.
    pub suites: Vec<Suite>,
    /// The drills; none where none are run.
    pub drills: Option<Drills>,
    /// Whose promtool gives the verdicts.
    pub settings: Settings,
}

/// A file of unit tests, and the rules that it is about.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The file.
    pub source: Source,
    /// Its tests.
    pub file: TestFile,
    /// Which of the documents it names, in its order.
    pub documents: Vec<usize>,
}

/// One rule of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Which document.
    pub document: usize,
    /// Which group of it.
    pub group: usize,
    /// Which rule of that.
    pub rule: usize,
}

impl Bench {
    /// Every rule, in the order of the documents.
    pub fn subjects(&self) -> Vec<Subject> {
        let mut subjects = Vec::new();
        for (document, one) in self.documents.iter().enumerate() {
            for (group, rules) in one.rules.groups.iter().enumerate() {
                subjects.extend((0..rules.rules.len()).map(|rule| Subject {
                    document,
                    group,
                    rule,
                }));
            }
        }
        subjects
    }

    /// The rule itself.
    pub fn rule(&self, subject: Subject) -> &Rule {
        &self.documents[subject.document].rules.groups[subject.group].rules[subject.rule]
    }

    /// The tests that fail as it is, each with the name of its file.
    pub fn failing(&self) -> Vec<(Arc<str>, String)> {
        let cases = self.suites.iter().flat_map(|suite| {
            let tests = suite.file.tests.iter().enumerate();
            tests.map(move |(number, test)| (suite, number, test))
        });
        let cases: Vec<(&Suite, usize, &RuleTest)> = cases.collect();
        let failing = crate::lab::each(&cases, |(suite, number, test)| {
            let rules = self.rules(suite, None);
            let name = called(test, *number);
            fails(&suite.file, test, &rules, &self.settings)
                .then(|| (suite.source.name.clone(), name))
        });
        failing.into_iter().flatten().collect()
    }

    /// The severities that alerts have, sorted.
    pub fn severities(&self) -> Vec<String> {
        severities(self.documents.iter().map(|one| &*one.rules))
    }

    /// The files of unit tests that are about a document.
    pub(super) fn suites_of(&self, document: usize) -> impl Iterator<Item = &Suite> {
        let suites = self.suites.iter();
        suites.filter(move |suite| suite.documents.contains(&document))
    }

    /// The rules that a file of tests is about, one of them replaced.
    pub(super) fn rules(
        &self,
        suite: &Suite,
        replaced: Option<(Subject, &Rule)>,
    ) -> Vec<Arc<RuleFile>> {
        let documents = suite.documents.iter();
        let rules = documents.map(|document| match replaced {
            Some((subject, rule)) if subject.document == *document => {
                Arc::new(self.replaced(subject, rule))
            }
            Some(_) | None => self.documents[*document].rules.clone(),
        });
        rules.collect()
    }

    /// The rules of a document, one of them replaced.
    pub(super) fn replaced(&self, subject: Subject, rule: &Rule) -> RuleFile {
        let mut file = RuleFile::clone(&self.documents[subject.document].rules);
        let group = Arc::make_mut(&mut file.groups[subject.group]);
        group.rules[subject.rule] = rule.clone();
        file
    }
}

/// The severities that the alerts of some rules have, sorted.
pub(super) fn severities<'a>(rules: impl Iterator<Item = &'a RuleFile>) -> Vec<String> {
    let labels = rules.flat_map(RuleFile::alerts);
    let labels = labels.flat_map(|(_, alert)| &alert.labels);
    let severities = labels
        .filter(|(name, value)| name == "severity" && value.is_literal())
        .map(|(_, value)| value.text().to_owned());
    severities.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What a test is called, also where it has no name.
pub(super) fn called(test: &RuleTest, number: usize) -> String {
    if test.name.is_empty() {
        format!("test {}", number + 1)
    } else {
        test.name.clone()
    }
}
