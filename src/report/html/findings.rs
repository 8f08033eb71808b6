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
                ol.findings {
                    @for (number, kind) in kinds.iter().enumerate() {
                        (written(told, kind, &kinds[..number]))
                    }
                }
            }
        }
    }
}

/// One finding; what it looks like in an incident is not said again where one before said it.
fn written(told: &RunReport, kind: &Kind, before: &[Kind]) -> Markup {
    let look = match kind.code.outcome() {
        Outcome::Inconclusive | Outcome::Error => "unknown",
        Outcome::Pass | Outcome::Fail | Outcome::LeftBehind => "broken-promise",
    };
    let known = |id| {
        let mut before = before.iter().filter_map(|kind| symptom(told, kind.code));
        before.any(|symptom| symptom.id == id)
    };
    let symptom = symptom(told, kind.code).filter(|symptom| !known(symptom.id));
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
