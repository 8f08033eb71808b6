//! How many promises became what.

use crate::report::RunReport;

/// As `7 kept, 2 broken`; what there is none of is left out.
pub(in crate::report) fn counted(told: &RunReport) -> String {
    let counts = told.counts();
    let words = [
        (counts.kept, "kept"),
        (counts.broken, "broken"),
        (counts.unknown, "unknown"),
    ];
    let told: Vec<String> = words
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if told.is_empty() {
        "none judged".to_owned()
    } else {
        told.join(", ")
    }
}
