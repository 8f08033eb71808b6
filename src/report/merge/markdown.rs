//! Many results in Markdown. Writing to a text does not fail.

use std::fmt::Write;

use super::Merged;
use super::row::{HEADS, Row};
use crate::report::markdown::{cell, code, head, mark, row};

pub(super) fn write(merged: &Merged) -> String {
    let mark_of_all = merged.outcome().map_or("", mark);
    let mut text = format!("## {mark_of_all} {}\n\n", merged.counted());
    if !merged.rows.is_empty() {
        text += &head(&HEADS);
    }
    for one in &merged.rows {
        let [cluster, drill, outcome, detected, mitigated, finding] = Row::cells(one);
        text += &row(&[
            cell(&cluster),
            code(&drill),
            format!("{} {outcome}", mark(one.outcome())),
            detected,
            mitigated,
            cell(&finding),
        ]);
    }
    if !merged.unread.is_empty() {
        text += "\n";
    }
    for (from, why) in &merged.unread {
        let _ = writeln!(text, "- not read: {}: {}", code(from), cell(why));
    }
    text
}
