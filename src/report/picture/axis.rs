//! What stands at the sides of a picture.

use maud::{Markup, html};

use super::scale::Scale;
use super::span::Span;
use super::unit::Unit;

/// How high the part of a chart is in which its curves are, in pixels.
pub(super) const HEIGHT: i64 = 170;
/// Room above it for the top label, and below it for moments.
pub(super) const ABOVE: i64 = 10;
pub(super) const BELOW: i64 = 24;

/// Pixels from the picture's top for thousandths of the height.
pub(super) const fn pixels(thousandths: i64) -> i64 {
    ABOVE + thousandths * HEIGHT / 1_000
}

/// The numbers at the left, in a picture of their own: it keeps its width.
pub(super) fn values(scale: Scale, unit: Unit) -> Markup {
    html! {
        svg.values width="52" height=(ABOVE + HEIGHT + BELOW) aria-hidden="true" {
            @for tick in scale.ticks() {
                text x="46" y=(pixels(scale.place(tick)) + 4) text-anchor="end" {
                    (unit.show(tick))
                }
            }
        }
    }
}

/// A line across for each number.
pub(super) fn grid(scale: Scale) -> Markup {
    html! {
        @for tick in scale.ticks() {
            @let y = pixels(scale.place(tick));
            line.grid x1="0" x2="100%" y1=(y) y2=(y) {}
        }
    }
}

/// The moments below; every second one is left out on narrow screens.
pub(super) fn moments(span: &Span, y: i64) -> Markup {
    html! {
        @for (index, (at, name)) in span.ticks().iter().enumerate() {
            @let x = span.percent(*at);
            line.tick x1=(x) x2=(x) y1=(y) y2=(y + 4) {}
            @let anchor = if span.is_near_end(*at) { "end" } else { "middle" };
            text class=[(index % 2 == 1).then_some("odd")] x=(x) y=(y + 17) text-anchor=(anchor) {
                (name)
            }
        }
    }
}
