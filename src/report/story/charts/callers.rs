//! What the synthetic callers saw.

use std::collections::BTreeSet;

use super::limits::limits;
use super::own;
use super::signals;
use crate::base::{At, Duration};
use crate::drill::journal::Stage;
use crate::drill::measure::{Share, within};
use crate::drill::plan::Plan;
use crate::report::RunReport;
use crate::report::picture::{Chart, Curve, Span, Unit};
use crate::report::story::measures::{quantile, sorted};
use crate::world::Shot;

/// About so many points make a curve: more cannot be told apart.
const POINTS: u64 = 180;
/// Fewer requests say nothing about a share.
const REQUESTS_LEAST: u64 = 10;
/// More of those who answer are not drawn.
const SERVERS_MOST: usize = 3;

pub(super) fn all(told: &RunReport, plan: &Plan, span: &Span) -> Vec<Chart> {
    if told.seen().shots.is_empty() {
        return Vec::new();
    }
    let beats = Beats::new(told, plan, span);
    let mut charts = vec![
        success(told, plan, &beats),
        latency(told, plan, &beats),
        servers(told, plan, &beats),
        tokens(told, &beats),
    ];
    charts.extend(own::all(told, plan, &beats));
    charts
}

/// A stretch, cut into beats, and the ordinary caller's requests.
pub(super) struct Beats<'a> {
    shots: &'a [Shot],
    from: At,
    to: At,
    beat: Duration,
}

impl<'a> Beats<'a> {
    fn new(told: &RunReport<'a>, plan: &Plan, span: &Span) -> Self {
        let traffic_ends = told.seen().entered(Stage::Gather).unwrap_or(span.to());
        let to = span.to().min(traffic_ends);
        let length = to.since(span.from());
        let rate = plan.brief.drill.traffic.rate.hertz().max(0.001);
        let enough = std::time::Duration::from_secs(REQUESTS_LEAST).div_f64(rate);
        let beat = Duration::from(enough).ms().max(length.ms() / POINTS);
        Self {
            shots: &told.seen().shots,
            from: span.from(),
            to,
            beat: Duration::from_ms(beat.div_ceil(1_000).max(1) * 1_000),
        }
    }

    pub(super) const fn beat(&self) -> Duration {
        self.beat
    }

    /// A curve of what each beat's requests give; nothing where there were none.
    fn curve(&self, name: &str, value: impl Fn(&[Shot]) -> Option<f64>) -> Curve {
        self.over(name, |(from, to)| {
            let shots = within(self.shots, from, to);
            if shots.is_empty() { None } else { value(shots) }
        })
    }

    /// A curve of what each beat gives.
    pub(super) fn over(&self, name: &str, value: impl Fn((At, At)) -> Option<f64>) -> Curve {
        let mut points = Vec::new();
        let mut start = self.from;
        while start + self.beat <= self.to {
            let end = start + self.beat;
            let middle = start + Duration::from_ms(self.beat.ms() / 2);
            points.extend(value((start, end)).map(|value| (middle, value)));
            start = end;
        }
        Curve {
            name: name.to_owned(),
            points,
            gap: i64::try_from(self.beat.ms()).unwrap_or(i64::MAX) * 3 / 2,
        }
    }
}

fn answered(shots: &[Shot]) -> f64 {
    Share::of(shots, |shot| shot.outcome.is_ok()).value()
}

fn success(told: &RunReport, plan: &Plan, beats: &Beats) -> Chart {
    let mut curves = vec![beats.curve("callers", |shots| Some(answered(shots)))];
    curves.extend(signals::seen_by_prometheus(told, "success"));
    Chart {
        title: "Answered requests".to_owned(),
        about: "The share of the callers' requests that were answered as they should be."
            .to_owned(),
        unit: Unit::Share,
        curves,
        limits: limits(&plan.brief.drill, "success"),
        stretches: Vec::new(),
        code: signals::code(plan, "success"),
    }
}

fn latency(told: &RunReport, plan: &Plan, beats: &Beats) -> Chart {
    let of = |share: f64| {
        move |shots: &[Shot]| {
            let took = sorted(shots);
            (!took.is_empty()).then(|| quantile(&took, share).secs_f64())
        }
    };
    let mut curves = vec![
        beats.curve("p95, callers", of(0.95)),
        beats.curve("p50, callers", of(0.5)),
    ];
    curves.extend(signals::seen_by_prometheus(told, "p95"));
    Chart {
        title: "Latency".to_owned(),
        about: "How long callers waited for the whole answer, or until they gave up; what failed \
                at once is left out."
            .to_owned(),
        unit: Unit::Seconds,
        curves,
        limits: limits(&plan.brief.drill, "p95"),
        stretches: Vec::new(),
        code: signals::code(plan, "p95"),
    }
}

fn servers(told: &RunReport, plan: &Plan, beats: &Beats) -> Chart {
    let names: BTreeSet<&str> = beats
        .shots
        .iter()
        .filter_map(|shot| shot.served_by.as_deref())
        .collect();
    let by = |name: &str| {
        let name = name.to_owned();
        move |shots: &[Shot]| {
            let by = |shot: &&Shot| {
                shot.outcome.is_ok() && shot.served_by.as_deref() == Some(name.as_str())
            };
            Some(Share::of(shots, by).value())
        }
    };
    let curves = names.iter().take(SERVERS_MOST);
    let mut curves: Vec<Curve> = curves.map(|name| beats.curve(name, by(name))).collect();
    curves.extend(
        signals::seen_by_prometheus(told, "fallback_share").map(|curve| Curve {
            name: "the fallback, all tenants, Prometheus".to_owned(),
            ..curve
        }),
    );
    Chart {
        title: "Who answered".to_owned(),
        about: "The share of all requests that each of them answered.".to_owned(),
        unit: Unit::Share,
        curves,
        limits: limits(&plan.brief.drill, "fallback_share"),
        stretches: Vec::new(),
        code: signals::code(plan, "fallback_share"),
    }
}

fn tokens(told: &RunReport, beats: &Beats) -> Chart {
    let per_minute = 60.0 / beats.beat.secs_f64();
    let spent = |shots: &[Shot]| {
        let tokens: f64 = shots.iter().map(|shot| f64::from(shot.tokens)).sum();
        Some(tokens * per_minute)
    };
    let mut curves = vec![beats.curve("the ordinary caller", spent)];
    let runaway = &told.seen().runaway;
    if !runaway.is_empty() {
        let used = |(from, to)| spent(within(runaway, from, to));
        curves.push(beats.over("the runaway caller", used));
    }
    Chart {
        title: "Tokens".to_owned(),
        about: "What the drill's own requests cost, as far as the answers say so.".to_owned(),
        unit: Unit::TokensPerMinute,
        curves,
        limits: Vec::new(),
        stretches: Vec::new(),
        code: Vec::new(),
    }
}

/// The share of answered requests in each of so many parts of a stretch; none where nobody asked.
pub(in crate::report) fn success_by_beat(
    shots: &[Shot],
    span: &Span,
    parts: u64,
) -> Vec<Option<f64>> {
    let length = span.to().since(span.from()).ms();
    (0..parts)
        .map(|part| {
            let from = span.from() + Duration::from_ms(length * part / parts);
            let to = span.from() + Duration::from_ms(length * (part + 1) / parts);
            let shots = within(shots, from, to);
            (!shots.is_empty()).then(|| answered(shots))
        })
        .collect()
}
