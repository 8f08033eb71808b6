//! The numbers that people ask for first.

use maud::{Markup, html};

use super::words::{prose, status};
use crate::report::RunReport;
use crate::report::story::figures;

pub(super) fn write(told: &RunReport) -> Markup {
    let figures = figures(told);
    html! {
        @if !figures.is_empty() {
            div.figures {
                @for figure in figures {
                    @let (look, mark, word) = figure.status.map_or(("", "", ""), status);
                    div.figure.(look) {
                        span.small { (figure.name) }
                        b { span title=(word) { (mark) } " " (figure.measured) }
                        span.dim.small {
                            @match &figure.promised {
                                Some(promised) => { "promised " (prose(promised)) }
                                None => { "no promise" }
                            }
                        }
                    }
                }
            }
        }
    }
}
