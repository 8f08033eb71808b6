//! Charts with their captions and legends.

use maud::{Markup, html};

use crate::report::RunReport;
use crate::report::picture::{self, Chart, Span};
use crate::report::story::{alert_charts, service_charts, shaded, span};

pub(super) fn service(told: &RunReport) -> Markup {
    section(told, "Service", &service_charts(told))
}

pub(super) fn alerts(told: &RunReport) -> Markup {
    section(
        told,
        "Alerts, and what their rules saw",
        &alert_charts(told),
    )
}

fn section(told: &RunReport, heading: &str, charts: &[Chart]) -> Markup {
    let Some(span) = span(told).filter(|_| !charts.is_empty()) else {
        return html! {};
    };
    html! {
        section {
            h2 { (heading) }
            div.charts { @for chart in charts { (figure(told, chart, &span)) } }
        }
    }
}

fn figure(told: &RunReport, chart: &Chart, span: &Span) -> Markup {
    html! {
        figure {
            figcaption { h3 { (chart.title) span.dim { (chart.unit.name()) } } p { (chart.about) } }
            (legend(chart))
            (picture::draw(chart, span, shaded(told)))
            @if !chart.code.is_empty() {
                details {
                    summary { "expression" }
                    @for code in &chart.code { pre { (code) } }
                }
            }
        }
    }
}

fn legend(chart: &Chart) -> Markup {
    let mut states: Vec<_> = chart
        .stretches
        .iter()
        .map(|stretch| stretch.state)
        .collect();
    states.sort_unstable();
    states.dedup();
    html! {
        ul.legend {
            @for (number, curve) in chart.curves.iter().enumerate() {
                li {
                    svg width="26" height="10" aria-hidden="true" {
                        path.curve.{ "c" (number % 4) } d="M1 5H25" {}
                    }
                    (curve.name)
                }
            }
            @for state in states {
                li {
                    svg width="26" height="10" aria-hidden="true" {
                        rect.state.(state.name()) x="2" y="2" width="22" height="6" {}
                    }
                    (state.name())
                }
            }
        }
    }
}
