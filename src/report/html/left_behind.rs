//! What nobody may overlook: a fault may still be in place.

use maud::{Markup, html};

use super::words::prose;
use crate::drill::Outcome;
use crate::report::RunReport;
use crate::report::story::left_behind;
use crate::report::words::{humane, one_line};

/// The alarm; empty where nothing was left behind. `name` stands before it, where there are several.
pub(super) fn write(told: &RunReport, name: &str) -> Markup {
    if told.outcome() != Outcome::LeftBehind {
        return html! {};
    }
    let (head, commands) = left_behind(told);
    let findings = told.verdict().findings.iter();
    let findings = findings.filter(|finding| finding.code.outcome() == Outcome::LeftBehind);
    html! {
        div.alarm role="alert" {
            h2 { "LEFT BEHIND " (name) }
            p { strong { (head) } }
            @for command in commands { pre { (one_line(command)) } }
            @for finding in findings {
                p { (prose(&humane(&one_line(&finding.detail)))) }
                p { "→ " (prose(&finding.fix)) }
            }
        }
    }
}
