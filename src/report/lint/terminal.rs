//! What lints say of rules, on a terminal. Writing to a text does not fail.

use std::fmt::Write;

use super::RulesLinted;
use super::words::summary;

pub(super) fn write(linted: &RulesLinted, colour: bool) -> String {
    let mut text = String::new();
    for problem in linted.told() {
        let _ = writeln!(text, "{}\n", problem.render(colour));
    }
    let _ = writeln!(text, "{}", summary(linted));
    if !linted.findings.is_empty() {
        let _ = writeln!(
            text,
            "`firedrill rules explain CODE` says more, and how to silence what is meant so"
        );
    }
    text
}
