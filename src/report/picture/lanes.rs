//! What went on at the same time, one above the other.

use maud::{Markup, html};

use super::axis;
use super::span::Span;
use crate::base::At;

/// How high a lane is, in pixels.
const HEIGHT: i64 = 26;

/// Something that goes on or happens again and again.
#[derive(Clone, Debug)]
pub(in crate::report) struct Lane {
    pub(in crate::report) name: String,
    /// What there is to say of it.
    pub(in crate::report) note: String,
    pub(in crate::report) bars: Vec<Bar>,
    pub(in crate::report) marks: Vec<Mark>,
}

/// A stretch of time.
#[derive(Clone, Debug)]
pub(in crate::report) struct Bar {
    pub(in crate::report) from: At,
    pub(in crate::report) to: At,
    /// A class of the page's style.
    pub(in crate::report) look: &'static str,
    pub(in crate::report) name: String,
}

/// A moment.
#[derive(Clone, Debug)]
pub(in crate::report) struct Mark {
    pub(in crate::report) at: At,
    /// A class of the page's style.
    pub(in crate::report) look: &'static str,
    /// One character.
    pub(in crate::report) sign: &'static str,
    pub(in crate::report) name: String,
}

fn marked(mark: &Mark, span: &Span) -> Markup {
    let x = span.percent(mark.at);
    // A sign of its own stands at its moment, others beside a line.
    let alone = mark.look == "point";
    let (dx, anchor) = match (alone, span.is_near_end(mark.at)) {
        (true, _) => (None, Some("middle")),
        (false, true) => (Some("-4"), Some("end")),
        (false, false) => (Some("4"), None),
    };
    html! {
        @if !alone { line.mark.(mark.look) x1=(x) x2=(x) y1="1" y2=(HEIGHT - 1) {} }
        @if !mark.sign.is_empty() {
            text.mark.(mark.look) x=(x) dx=[dx] y="18" text-anchor=[anchor] {
                (mark.sign) title { (mark.name) }
            }
        }
    }
}

/// The lanes above one axis, with the fault's time shaded.
pub(in crate::report) fn lanes(lanes: &[Lane], span: &Span, fault: Option<(At, At)>) -> Markup {
    html! {
        div.lanes {
            @for lane in lanes {
                div.name { strong { (lane.name) } span { (lane.note) } }
                svg.lane width="100%" height=(HEIGHT) role="img" aria-label={ (lane.name) ": " (lane.note) } {
                    @if let Some((from, to)) = fault {
                        rect.fault x=(span.percent(from)) width=(span.width(from, to)) y="0" height="100%" {}
                    }
                    line.grid x1="0" x2="100%" y1=(HEIGHT) y2=(HEIGHT) {}
                    @for bar in &lane.bars {
                        rect.bar.(bar.look) x=(span.percent(bar.from)) width=(span.width(bar.from, bar.to)) y="6" height="14" rx="2" {
                            title { (bar.name) }
                        }
                    }
                    @for mark in &lane.marks {
                        (marked(mark, span))
                    }
                }
            }
            div.name {}
            svg.lane width="100%" height="22" aria-hidden="true" { (axis::moments(span, 0)) }
        }
    }
}
