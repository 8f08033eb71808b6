//! Whether the severity policy notices a mistake.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::alerts::rules::RuleFile;
use crate::base::{Problem, Severity, Source};

/// What is wrong with rules and Alertmanager's configuration by a severity policy, as
/// `firedrill check` tells it. It is handed in: who makes mistakes need not know what is checked.
pub type Judge = Arc<dyn Fn(&[Arc<RuleFile>], &Source) -> Vec<Problem> + Send + Sync>;

/// A severity policy, and what it finds wrong without any mistake of ours.
#[derive(Clone)]
pub(super) struct Policy {
    judge: Judge,
    known: BTreeSet<(&'static str, String)>,
}

impl Policy {
    pub(super) fn new(judge: Judge, rules: &[Arc<RuleFile>], routing: &Source) -> Self {
        let known = judge(rules, routing).into_iter();
        Self {
            known: known.map(|one| (one.code, one.message)).collect(),
            judge,
        }
    }

    /// The code of the first error that there is with these rules and routes alone.
    pub(super) fn notice(&self, rules: &[Arc<RuleFile>], routing: &Source) -> Option<String> {
        let mut found = (self.judge)(rules, routing).into_iter();
        let new = found.find(|one| {
            let is_known = self.known.contains(&(one.code, one.message.clone()));
            one.severity == Severity::Error && !is_known
        });
        new.map(|one| one.code.to_owned())
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut told = formatter.debug_struct("Policy");
        told.field("known", &self.known).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_error_that_was_not_there_before_is_noticed() {
        let judge: Judge = Arc::new(|_, routing| {
            let told = routing.text.lines();
            let problem = |line: &str| match line.strip_prefix('?') {
                Some(line) => Problem::warning("policy/some", line),
                None => Problem::error("policy/some", line),
            };
            told.map(problem).collect()
        });
        let routing = |text: &str| Source::new("alertmanager.yaml", text);
        let policy = Policy::new(judge, &[], &routing("late"));
        let notice = |text: &str| policy.notice(&[], &routing(text));
        assert_eq!(notice("late"), None);
        assert_eq!(notice("late\n?maybe"), None);
        assert_eq!(notice(""), None);
        assert_eq!(notice("late\nlost"), Some("policy/some".to_owned()));
    }
}
