//! What to fix first.

use maud::{Markup, html};

use super::words::prose;
use crate::drill::Outcome;
use crate::report::RunReport;
use crate::report::story::troubleshooting::symptom;
use crate::report::story::{Kind, heading, worth_telling};
use crate::report::words::{humane, one_line};

/// Findings of one kind that are told; the promises tell the rest.
const EACH_MOST: usize = 4;

pub(super) fn write(told: &RunReport) -> Markup {
    let kinds = worth_telling(told);
    html! {
        @if !kinds.is_empty() {
            section #fix {
                h2 { (heading(told.outcome())) }
                ol.findings { @for kind in &kinds { (written(told, kind)) } }
            }
        }
    }
}

fn written(told: &RunReport, kind: &Kind) -> Markup {
    let look = match kind.code.outcome() {
        Outcome::Inconclusive | Outcome::Error => "unknown",
        Outcome::Pass | Outcome::Fail | Outcome::LeftBehind => "broken-promise",
    };
    let symptom = symptom(told, kind.code);
    let more = kind.details.len().saturating_sub(EACH_MOST);
    html! {
        li.(look) {
            h3 { (kind.code.meaning()) " " code { (kind.code) } }
            @for detail in kind.details.iter().take(EACH_MOST) {
                p { (prose(&humane(&one_line(detail)))) }
            }
            @if more > 0 { p.dim { "and " (more) " more like this" } }
            p.do { "→ " (prose(kind.fix)) }
            @if let Some(symptom) = symptom {
                p.small {
                    "In an incident this looks like "
                    a href={ "#" (symptom.id) } { "“" (symptom.name) "”" }
                    ": check " (symptom.check) "; " (symptom.fix) "."
                }
            }
        }
    }
}
