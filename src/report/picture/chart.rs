//! A chart: what it shows as data, and how it is drawn.

use maud::{Markup, html};

use super::axis::{self, ABOVE, BELOW, HEIGHT, pixels};
use super::curve;
use super::scale::Scale;
use super::span::Span;
use super::unit::Unit;
use crate::base::At;
use crate::report::words::signs;

/// Values over time, and what they are measured against.
#[derive(Clone, Debug)]
pub(in crate::report) struct Chart {
    /// What is shown.
    pub(in crate::report) title: String,
    /// What it means, in a sentence.
    pub(in crate::report) about: String,
    pub(in crate::report) unit: Unit,
    pub(in crate::report) curves: Vec<Curve>,
    pub(in crate::report) limits: Vec<Limit>,
    /// When something was so, along the bottom.
    pub(in crate::report) stretches: Vec<Stretch>,
    /// Expressions behind the curves.
    pub(in crate::report) code: Vec<String>,
}

/// Some values over time.
#[derive(Clone, Debug)]
pub(in crate::report) struct Curve {
    pub(in crate::report) name: String,
    pub(in crate::report) points: Vec<(At, f64)>,
    /// Nothing was measured where two points are further apart, in milliseconds.
    pub(in crate::report) gap: i64,
}

/// A value that should not be crossed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Limit {
    pub(in crate::report) name: String,
    pub(in crate::report) value: f64,
}

/// A stretch of time in which an alert was in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Stretch {
    pub(in crate::report) state: State,
    pub(in crate::report) from: At,
    pub(in crate::report) to: At,
}

/// The state of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum State {
    Pending,
    Firing,
}

impl State {
    pub(in crate::report) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Firing => "firing",
        }
    }
}

impl Chart {
    fn scale(&self) -> Scale {
        let values = self.curves.iter().flat_map(|curve| &curve.points);
        let values = values.map(|(_, value)| *value);
        let limits = self.limits.iter().map(|limit| limit.value);
        let all = values.chain(limits);
        // Half of everything is much: whoever sees a share wants to see how far it is from whole.
        let much = all.clone().any(|value| value > 0.4);
        let least = if self.unit == Unit::Share && much {
            1.0
        } else {
            0.0
        };
        Scale::over(all, least)
    }

    /// For those who cannot see it: the lowest and the highest value of each curve.
    fn in_words(&self) -> String {
        let told = self.curves.iter().map(|curve| {
            let values = curve.points.iter().map(|(_, value)| *value);
            let values = values.filter(|value| value.is_finite());
            let low = values.clone().reduce(f64::min);
            let high = values.reduce(f64::max);
            match low.zip(high) {
                Some((low, high)) => format!(
                    "{}: between {} and {}",
                    curve.name,
                    self.unit.show(low),
                    self.unit.show(high)
                ),
                None => format!("{}: nothing was measured", curve.name),
            }
        });
        let told: Vec<String> = told.collect();
        format!("{}. {}", self.title, told.join("; "))
    }
}

/// The chart, with the fault's time shaded.
pub(in crate::report) fn draw(chart: &Chart, span: &Span, fault: Option<(At, At)>) -> Markup {
    let scale = chart.scale();
    let bottom = ABOVE + HEIGHT;
    html! {
        div.plot role="img" aria-label=(chart.in_words()) {
            (axis::values(scale, chart.unit))
            svg.area width="100%" height=(bottom + BELOW) aria-hidden="true" {
                @if let Some((from, to)) = fault {
                    rect.fault x=(span.percent(from)) width=(span.width(from, to)) y=(ABOVE) height=(HEIGHT) {}
                }
                (axis::grid(scale))
                (axis::moments(span, bottom))
                svg x="0" y=(ABOVE) width="100%" height=(HEIGHT) viewBox="0 0 1000 1000" preserveAspectRatio="none" {
                    @for (number, shown) in chart.curves.iter().enumerate() {
                        path.curve.{"c" (number % 4)} d=(curve::path(&shown.points, shown.gap, span, scale)) {}
                    }
                }
                @for (limit, label) in chart.limits.iter().zip(labels(&chart.limits, scale)) {
                    (drawn_limit(limit, scale, label))
                }
                @for stretch in &chart.stretches { (drawn_stretch(*stretch, span, bottom)) }
            }
        }
    }
}

/// Where the labels of the limits stand: above their lines or, where there is no room or another
/// label, below, and further off if need be.
fn labels(limits: &[Limit], scale: Scale) -> Vec<i64> {
    const LINE: i64 = 13;
    let mut taken: Vec<i64> = Vec::new();
    for limit in limits {
        let y = pixels(scale.place(limit.value));
        let places = [y - 5, y + 14, y - 5 - LINE, y + 14 + LINE];
        let is_free = |place: &i64| {
            // The states of an alert stand along the bottom.
            let inside = (ABOVE + 11..ABOVE + HEIGHT - 9).contains(place);
            inside && taken.iter().all(|other| (other - place).abs() >= LINE)
        };
        let place = places.into_iter().find(is_free);
        taken.push(place.unwrap_or(y - 5));
    }
    taken
}

fn drawn_limit(limit: &Limit, scale: Scale, label: i64) -> Markup {
    let y = pixels(scale.place(limit.value));
    html! {
        line.limit x1="0" x2="100%" y1=(y) y2=(y) {}
        text.limit x="100%" dx="-4" y=(label) text-anchor="end" { (signs(&limit.name)) }
    }
}

fn drawn_stretch(stretch: Stretch, span: &Span, bottom: i64) -> Markup {
    let width = span.width(stretch.from, stretch.to);
    html! {
        rect.state.(stretch.state.name()) x=(span.percent(stretch.from)) width=(width) y=(bottom - 7) height="7" {
            title { (stretch.state.name()) }
        }
    }
}
