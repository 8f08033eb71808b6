//! The predicted time to detect beside the measured one, and where it went.

use maud::{Markup, html};

use crate::base::{At, Duration};
use crate::drill::verdict::Detection;
use crate::report::RunReport;
use crate::report::picture::{self, Bar, Lane, Mark, Span};
use crate::report::story::{Prediction, predictions};
use crate::report::words::{one_line, signed, spoken};

pub(super) fn write(told: &RunReport) -> Markup {
    let predictions = predictions(told);
    if predictions.is_empty() {
        return html! {};
    }
    let detections = &told.verdict().detections;
    html! {
        section #detection {
            h2 { "Time to detect: predicted and measured" }
            p.dim.small {
                "From the fault's effect to the page. The bar reaches from the best to the worst case of \
                 scrapes, the rule's own window, evaluation, " code { "for" } " and the route's timers. \
                 ◆ is what was expected, ● what was measured, and the line what was promised."
            }
            (picture::lanes(&lanes(&predictions), &span(&predictions), None))
            div.wide {
                table {
                    tr {
                        th { "Alert" } th.number { "Paged" } th.number { "Promised" } th.number { "Fired" }
                        th.number { "Best" } th.number { "Expected" } th.number { "Worst" }
                    }
                    @for one in &predictions {
                        tr {
                            td {
                                (one_line(&one.alert))
                                @if one.promised.is_none() { span.dim { " (backstop)" } }
                                @if !one.sure { span.dim { " (estimated)" } }
                            }
                            td.number {
                                strong { (or_none(one.paged, "never")) }
                                @if one.paged.is_some() { " ± " (spoken(one.error)) }
                            }
                            td.number { (or_none(one.promised, "–")) }
                            td.number { (or_none(one.fired, "never")) }
                            td.number { (spoken(one.pages.best)) }
                            td.number { (spoken(one.pages.expected)) }
                            td.number { (spoken(one.pages.worst)) }
                        }
                    }
                }
            }
            @for detection in detections { (parts(detection)) }
        }
    }
}

fn or_none(length: Option<Duration>, none: &str) -> String {
    length.map_or_else(|| none.to_owned(), spoken)
}

fn at(length: Duration) -> At {
    At::START + length
}

/// From zero to a little later than everything.
fn span(predictions: &[Prediction]) -> Span {
    let lengths = predictions
        .iter()
        .flat_map(|one| [Some(one.pages.worst), one.promised, one.fired, one.paged]);
    let longest = lengths.flatten().max().unwrap_or_default();
    let end = Duration::from_ms(longest.ms() + longest.ms() / 10);
    Span::new(At::START, at(end), At::START)
}

fn lanes(predictions: &[Prediction]) -> Vec<Lane> {
    let mark = |when: Option<Duration>, look, sign, name: &str| {
        when.map(|when| Mark {
            at: at(when),
            look,
            sign,
            name: format!("{name} {}", spoken(when)),
        })
    };
    predictions
        .iter()
        .map(|one| Lane {
            name: one_line(&one.alert),
            note: match one.paged {
                Some(paged) => format!("paged after {}", spoken(paged)),
                None => "no page".to_owned(),
            },
            bars: vec![Bar {
                from: at(one.pages.best),
                to: at(one.pages.worst),
                look: "range",
                name: format!(
                    "best {} to worst {}",
                    spoken(one.pages.best),
                    spoken(one.pages.worst)
                ),
            }],
            marks: [
                mark(Some(one.pages.expected), "point", "◆", "expected"),
                mark(one.promised, "plain", "", "promised within"),
                mark(one.paged, "point", "●", "measured"),
            ]
            .into_iter()
            .flatten()
            .collect(),
        })
        .collect()
}

/// Where the time of one alert went.
fn parts(detection: &Detection) -> Markup {
    let seen = detection
        .parts
        .iter()
        .filter(|part| part.after_ms.is_some());
    html! {
        @if seen.count() > 1 {
            details style="margin-top:.8rem" {
                summary { "where the time of " (one_line(&detection.alert)) " went" }
                div.wide {
                    table {
                        tr {
                            th { "Moment" } th.number { "After" } th.number { "Error" }
                            th { "According to" }
                        }
                        @for part in &detection.parts {
                            tr {
                                td { (one_line(&part.moment)) }
                                td.number { (part.after_ms.map_or_else(|| "not seen".to_owned(), signed)) }
                                td.number { "± " (spoken(Duration::from_ms(part.error_ms))) }
                                td { (one_line(&part.source)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
