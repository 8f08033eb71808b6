//! Annotations on the lines of a change: GitHub's workflow commands.

use std::fmt::Write;

use super::RulesLinted;
use super::words::summary;
use crate::report::rules::annotate;

pub(super) fn write(linted: &RulesLinted) -> String {
    let mut text = String::new();
    for problem in linted.told() {
        annotate(&mut text, None, problem);
    }
    let _ = writeln!(text, "{}", summary(linted));
    text
}
