//! What was changed, and what became of it.

use maud::{Markup, html};

use super::words::{moment, prose};
use crate::report::RunReport;
use crate::report::story::changed;
use crate::report::words::{humane, one_line};

pub(super) fn write(told: &RunReport) -> Markup {
    let changes = changed(told);
    html! {
        @if !changes.is_empty() {
            section #changes {
                h2 { "What was changed and put back" }
                div.wide {
                    table {
                        tr { th { "Place" } th { "Before" } th { "Set to" } th { "When" } th { "What became of it" } }
                        @for change in &changes {
                            tr {
                                td { (prose(&change.place)) }
                                td { (prose(&change.before)) }
                                td { (prose(&change.ours)) }
                                td { (change.made.map_or_else(|| "never".to_owned(), |at| moment(told, at))) }
                                td {
                                    @match (&change.end, change.left_behind) {
                                        (Some((at, how)), true) => {
                                            strong.broken { "✗ may still be there" } " (" (moment(told, *at)) ": " (prose(how)) ")"
                                        }
                                        (Some((at, how)), false) => { span.kept { "✓" } " " (how) ", " (moment(told, *at)) }
                                        (None, _) if change.made.is_none() => { "nothing to put back" }
                                        (None, _) => { strong.broken { "✗ was not seen to be put back" } }
                                    }
                                }
                            }
                        }
                    }
                }
                (residue(told))
            }
        } @else { (residue_alone(told)) }
    }
}

/// What the platform keeps of the drill after everything was put back.
fn residue(told: &RunReport) -> Markup {
    html! {
        @for left in &told.verdict().residue {
            p style="margin-top:.6rem" { strong { "What stays: " } (prose(&humane(&one_line(left)))) }
        }
    }
}

fn residue_alone(told: &RunReport) -> Markup {
    html! {
        @if !told.verdict().residue.is_empty() {
            section #changes { h2 { "What stays of the drill" } (residue(told)) }
        }
    }
}
