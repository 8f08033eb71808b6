//! The table that findings link to.

use maud::{Markup, html};

use crate::report::RunReport;
use crate::report::story::troubleshooting::{Symptom, TABLE, symptom};

/// The symptoms that findings link to; the others are for those who look for them.
pub(super) fn write(told: &RunReport) -> Markup {
    let findings = told.verdict().findings.iter();
    let found: Vec<Symptom> = findings
        .filter_map(|finding| symptom(told, finding.code))
        .collect();
    let (linked, others): (Vec<Symptom>, Vec<Symptom>) =
        TABLE.into_iter().partition(|row| found.contains(row));
    html! {
        section #troubleshooting {
            h2 { "Troubleshooting" }
            @if !linked.is_empty() { (table(&linked)) }
            @if !others.is_empty() {
                details {
                    summary { @if linked.is_empty() { "symptoms" } @else { "other symptoms" } }
                    (table(&others))
                }
            }
        }
    }
}

fn table(rows: &[Symptom]) -> Markup {
    html! {
        div.wide {
            table {
                tr { th { "Symptom" } th { "Check" } th { "Fix" } }
                @for row in rows {
                    tr id=(row.id) { td { strong { (row.name) } } td { (row.check) } td { (row.fix) } }
                }
            }
        }
    }
}
