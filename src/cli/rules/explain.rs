//! `firedrill rules explain`: the pages of the lints.

use std::fmt::Write;

use super::arguments::RulesExplainArguments;
use crate::base::{Problem, closest};
use crate::check::rules::{LINTS, lint_of};
use crate::cli::exit::Exit;
use crate::cli::speak;

/// Prints the page of a lint, or lists them.
pub(super) fn explain(arguments: &RulesExplainArguments) -> Exit {
    let Some(code) = &arguments.code else {
        speak::out(&list());
        return Exit::Pass;
    };
    let Some(lint) = lint_of(code) else {
        let near = closest(code, LINTS.iter().map(|lint| lint.code));
        let hint = near.map_or_else(
            || "`firedrill rules explain` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no lint `{code}`");
        speak::complain(&[Problem::error("lint/unknown", message).hint(hint)]);
        return Exit::Usage;
    };
    speak::out(&format!(
        "{} ({})\n\n{}\nTo silence it where it is meant so, write this above the rule, its group, or all groups:\n\n    \
         # firedrill: allow({}) because …\n",
        lint.code,
        lint.severity.word(),
        lint.page,
        lint.code
    ));
    Exit::Pass
}

fn list() -> String {
    let mut text = String::new();
    let longest = LINTS.iter().map(|lint| lint.code.len()).max().unwrap_or(0);
    for lint in LINTS {
        let (code, severity, title) = (lint.code, lint.severity.word(), lint.title());
        // Writing to a text does not fail.
        let _ = writeln!(text, "{code:<longest$}  {severity:<7}  {title}");
    }
    text
}
