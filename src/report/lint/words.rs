//! Words that all formats share.

use super::RulesLinted;
use crate::base::Severity;
use crate::report::rules::plural;

/// One line: what was looked at, and what was found.
pub(super) fn summary(linted: &RulesLinted) -> String {
    let looked = format!(
        "{} in {}",
        plural(linted.rules, "rule"),
        plural(linted.files, "file")
    );
    let unread = match linted.unread.len() {
        0 => String::new(),
        more => format!("; {} could not be read", plural(more, "file")),
    };
    if linted.findings.is_empty() {
        return format!("{looked}: nothing found{unread}");
    }
    let counts = [Severity::Error, Severity::Warning, Severity::Hint]
        .map(|severity| (linted.count(severity), severity.word()));
    let counts: Vec<String> = (counts.into_iter())
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| plural(count, word))
        .collect();
    let density = linted.density();
    let counts = counts.join(", ");
    format!("{looked}: {counts}; {density:.1} findings per 100 rules{unread}")
}
