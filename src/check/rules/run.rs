//! Running the lints over a set of rules.

use super::silence::{self, Silences};
use super::{Case, Judge, Known, LINTS, Lint, RuleSet};
use crate::base::Problem;
use crate::check::flow::analyse_told;

/// Which lints are run.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// Only these, by code or family; all if none is named.
    pub only: Vec<String>,
    /// None of these, by code or family.
    pub except: Vec<String>,
}

impl Chosen {
    /// Whether a lint of this code is run.
    pub fn includes(&self, code: &str) -> bool {
        let named = |names: &[String]| names.iter().any(|name| covers(name, code));
        (self.only.is_empty() || named(&self.only)) && !named(&self.except)
    }

    /// What is named and means no lint.
    pub fn unknown(&self) -> Option<&str> {
        let mut names = self.only.iter().chain(&self.except);
        let known = |name: &str| LINTS.iter().any(|lint| covers(name, lint.code));
        names.find(|name| !known(name)).map(|name| &**name)
    }
}

/// Whether a name means a code: `alert` means all of `alert/…`.
fn covers(name: &str, code: &str) -> bool {
    let rest = code.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The lint of a code.
pub fn lint_of(code: &str) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.code == code).copied()
}

/// What is to be said of these rules, in the order of their files; without what comments silence.
pub fn lint(set: &RuleSet, known: &Known, chosen: &Chosen) -> Vec<Problem> {
    let run: Vec<&Lint> = (LINTS.iter().copied())
        .filter(|lint| lint.is_able(known) && chosen.includes(lint.code))
        .collect();
    let mut found = Vec::new();
    for lint in &run {
        match lint.judge {
            Judge::Rule(judge) => {
                found.extend(cases(set, known).flat_map(|case| judge(&case)));
            }
            Judge::Set(judge) => found.extend(judge(set, known)),
            Judge::Flow(_) | Judge::Comments => {}
        }
    }
    found.extend(flowing(set, known, &run));
    let mut silences = Silences::of(set);
    found.retain(|problem| !silences.hide(problem));
    let about = silence::judge(&silences, &run);
    found.extend(about);
    silences.sort(&mut found);
    found
}

/// Each rule with everything around it.
pub(super) fn cases<'a>(set: &'a RuleSet, known: &'a Known) -> impl Iterator<Item = Case<'a>> {
    set.rules().map(move |placed| Case {
        set,
        source: placed.source,
        group: placed.group,
        rule: placed.rule,
        known,
    })
}

/// What those lints find that look at labels and values; each expression is analysed once.
fn flowing(set: &RuleSet, known: &Known, run: &[&Lint]) -> Vec<Problem> {
    let judges: Vec<_> = (run.iter())
        .filter_map(|lint| match lint.judge {
            Judge::Flow(judge) => Some(judge),
            Judge::Rule(_) | Judge::Set(_) | Judge::Comments => None,
        })
        .collect();
    let mut found = Vec::new();
    if judges.is_empty() {
        return found;
    }
    for case in cases(set, known) {
        let labels = case.told_labels();
        let flow = analyse_told(case.expr(), &|selector, is_rated| {
            case.told(selector, is_rated, &labels)
        });
        found.extend(judges.iter().flat_map(|judge| judge(&case, &flow)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_means_all_its_lints() {
        let chosen = |only: &[&str], except: &[&str]| Chosen {
            only: only.iter().map(ToString::to_string).collect(),
            except: except.iter().map(ToString::to_string).collect(),
        };
        assert!(chosen(&[], &[]).includes("alert/no-condition"));
        assert!(chosen(&["alert"], &[]).includes("alert/no-condition"));
        assert!(!chosen(&["alert"], &["alert/no-condition"]).includes("alert/no-condition"));
        assert!(!chosen(&["al"], &[]).includes("alert/no-condition"));
        assert_eq!(
            chosen(&["alert"], &["lint/nothing"]).unknown(),
            Some("lint/nothing")
        );
    }

    #[test]
    fn the_lints_are_in_order_and_each_has_a_page() {
        assert!(LINTS.is_sorted_by(|a, b| a.code < b.code));
        for lint in LINTS {
            let (title, code) = (lint.title(), lint.code);
            assert!(!title.is_empty() && title.len() < 100, "{code}: {title}");
            for section in ["\n## Example\n", "\n## Why\n", "\n## What to do\n"] {
                assert!(lint.page.contains(section), "{code} lacks {section}");
            }
        }
    }
}
