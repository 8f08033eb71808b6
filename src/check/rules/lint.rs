//! What a lint is.

use super::{Case, Known, RuleSet};
use crate::base::{Problem, Severity};
use crate::check::flow::Flow;

/// Something that rules should not do, and how it is found.
///
/// One file has one lint, its test stands beside it, and its page in `pages/`.
#[derive(Debug)]
pub struct Lint {
    /// Its name, `family/rule`; people write it in comments, so that it never changes.
    pub code: &'static str,
    /// How bad what it finds is.
    pub severity: Severity,
    /// What it finds, why that matters and what to do about it, as Markdown.
    pub page: &'static str,
    /// What must be known of the platform before it can judge.
    pub needs: Needs,
    pub(super) judge: Judge,
}

/// What a lint must know, besides the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it judges any rules.
    Rules,
    /// Which runbooks there are.
    Runbooks,
    /// Which severities there are.
    Severities,
    /// What golden signals are to keep to.
    Objectives,
}

/// What a lint is shown.
#[derive(Debug)]
pub(super) enum Judge {
    /// One rule after the other.
    Rule(fn(&Case<'_>) -> Vec<Problem>),
    /// One rule after the other, with what is known of its expression's labels and values.
    Flow(fn(&Case<'_>, &Flow<'_>) -> Vec<Problem>),
    /// All rules at once.
    Set(fn(&RuleSet, &Known) -> Vec<Problem>),
    /// The comments that silence findings, after everything else was found.
    Comments,
}

impl Lint {
    /// What it finds, in a few words: the first line of its page.
    pub fn title(&self) -> &'static str {
        let first = self.page.lines().next().unwrap_or_default();
        first.trim_start_matches('#').trim()
    }

    /// Whether enough is known for it to judge.
    pub fn is_able(&self, known: &Known) -> bool {
        match self.needs {
            Needs::Rules => true,
            Needs::Runbooks => known.runbooks.is_some(),
            Needs::Severities => known.severities.is_some(),
            Needs::Objectives => !known.objectives.is_empty(),
        }
    }

    /// A finding of its own, without a place.
    pub(super) fn finding(&self, message: impl Into<String>) -> Problem {
        Problem {
            severity: self.severity,
            ..Problem::error(self.code, message)
        }
    }
}
