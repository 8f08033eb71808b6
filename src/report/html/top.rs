//! What it came to, in sentences that a stranger understands.

use maud::{Markup, html};

use super::figures;
use super::words::{badge, look, prose};
use crate::report::RunReport;
use crate::report::story::{
    broken, counted, do_first, happened, hypothesis, state, title, verdict, who_was_paged,
};
use crate::report::words::{humane, one_line, world};

pub(super) fn write(told: &RunReport) -> Markup {
    let outcome = told.outcome();
    let plan = told.plan();
    let place = plan.map(|plan| one_line(&world(&plan.facts.world)));
    let place = place.unwrap_or_else(|| "a platform that cannot be seen".to_owned());
    let warnings = plan.map(|plan| &plan.warnings).into_iter().flatten();
    html! {
        header.top.(look(outcome)) {
            (badge(outcome))
            h1 { (title(told)) }
            p.dim { "The drill " code { (told.drill()) } " on " (place) }
            dl.story {
                @if let Some(broken) = broken(told) {
                    dt { "Broken on purpose" }
                    dd { (prose(&broken)) }
                }
                @if let Some(hypothesis) = hypothesis(told) {
                    dt { "What should happen" }
                    dd { (prose(&hypothesis)) }
                }
                dt { "What happened" }
                dd { (prose(&happened(told))) }
                @if let Some(paged) = who_was_paged(told) {
                    dt { "Who was paged" }
                    dd { (prose(&paged)) }
                }
                dt { "The platform now" }
                dd { (prose(&state(told))) }
                @if let Some(fix) = do_first(told) {
                    dt { "Do first" }
                    dd { strong { (prose(&fix)) } }
                }
                @for warning in warnings {
                    dt.unknown { "Warning" }
                    dd { (prose(&humane(&one_line(warning)))) }
                }
            }
            (figures::write(told))
            p.dim.small style="margin:.9rem 0 0" {
                "Promises: " (counted(told)) " · " (verdict(told))
            }
        }
    }
}
