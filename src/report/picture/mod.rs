//! Pictures as SVG: axes, lines, bands and lanes.
//!
//! Nothing in them has a size of its own but text: places are percentages, and curves are stretched
//! without their strokes, so that a picture fills a phone or a page and stays readable on both.
//! Colours are classes; the page's style says what they look like by day, by night and on paper.

mod axis;
mod chart;
mod curve;
mod lanes;
mod scale;
mod span;
mod spark;
mod unit;

pub(super) use chart::{Chart, Curve, Limit, State, Stretch, draw};
pub(super) use lanes::{Bar, Lane, Mark, lanes};
pub(super) use span::Span;
pub(super) use spark::spark;
pub(super) use unit::Unit;
