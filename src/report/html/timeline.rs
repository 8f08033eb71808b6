//! The run from effect to page to mitigation to recovery, as a picture and as a list.

use maud::{Markup, html};

use crate::report::RunReport;
use crate::report::picture;
use crate::report::story::{lanes, moments, shaded, span};
use crate::report::words::signed;

pub(super) fn write(told: &RunReport) -> Markup {
    let Some(span) = span(told) else {
        return html! {};
    };
    let effective = told.verdict().moments.effective_ms.is_some();
    html! {
        section #timeline {
            h2 { "Timeline" }
            p.dim.small {
                @if effective { "T0 is the moment from which the fault shows. " }
                @else { "Counted from the injection: the fault never showed. " }
                "The fault's time is shaded in every picture. Alerts are hollow while pending, and \
                 filled while firing; ☎ is a page, ✓ the end of trouble."
            }
            (picture::lanes(&lanes(told, &span), &span, shaded(told)))
            details style="margin-top:.8rem" {
                summary { "the same as a list" }
                ul { @for (after, what) in moments(told) { li { (signed(after)) " " (what) } } }
            }
        }
    }
}
