//! How rule unit tests are run.

use regex::Regex;

use super::RuleTest;
use crate::promql::Major;

/// How rule unit tests are run.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whose promtool gives the verdicts.
    pub major: Major,
    /// The names of the tests that are run; all of them if there is none.
    only: Option<Regex>,
}

impl Settings {
    /// The tests whose names match one of these patterns, or all if there are none.
    ///
    /// # Errors
    /// Why a pattern is not a regular expression.
    pub fn new(major: Major, only: &[String]) -> Result<Self, String> {
        for pattern in only {
            compiled(pattern)?;
        }
        let only = (!only.is_empty()).then(|| compiled(&only.join("|")));
        Ok(Self {
            major,
            only: only.transpose()?,
        })
    }

    /// Whether a test is run.
    pub fn runs(&self, test: &RuleTest) -> bool {
        let only = self.only.as_ref();
        only.is_none_or(|only| only.is_match(&test.name))
    }
}

fn compiled(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| {
        let text = error.to_string();
        let last = text.lines().last().unwrap_or_default();
        let why = last.trim_start_matches("error: ");
        format!("`{pattern}` is not a regular expression: {why}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_is_none_is_told_even_where_joining_would_make_it_one() {
        let wrong = Settings::new(Major::Three, &["(a".to_owned(), "b)".to_owned()]);
        assert!(
            wrong
                .unwrap_err()
                .starts_with("`(a` is not a regular expression: ")
        );
    }
}
