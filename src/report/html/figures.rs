//! The numbers that people ask for first.

use maud::{Markup, html};

use super::words::status;
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
                        b { (figure.measured) }
                        span.dim.small {
                            @if let Some(promised) = &figure.promised {
                                "promised " (promised)
                                @if !mark.is_empty() { " · " span.(look) { (mark) " " (word) } }
                            } @else { "nothing promised" }
                        }
                    }
                }
            }
        }
    }
}
