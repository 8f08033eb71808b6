//! Signals of the drill's own callers that only some drills have: a cache, versions, answers that
//! are known to be right or wrong, a caller who uses too much, money.

use super::callers::Beats;
use super::limits::limits;
use super::signals;
use crate::base::At;
use crate::drill::measure::{Callers, Share, within};
use crate::drill::plan::Plan;
use crate::report::RunReport;
use crate::report::picture::{Chart, Curve, Unit};
use crate::spec::drill::ShareSignal;
use crate::world::Shot;

/// Shares that are drawn where anything is known of them: the signal, its title, what it means.
const SHARES: [(ShareSignal, &str, &str); 4] = [
    (
        ShareSignal::CacheHitRatio,
        "Answers from the cache",
        "Of the answered requests, the share that a cache answered.",
    ),
    (
        ShareSignal::WrongAnswers,
        "Wrong answers",
        "Of the questions with known answers, the share that was answered wrong.",
    ),
    (
        ShareSignal::NewVersionShare,
        "Another version",
        "The share of answers by another version of the model than before the drill.",
    ),
    (
        ShareSignal::Blocked,
        "Blocked requests",
        "Of the runaway caller's requests, the share that a quota refused.",
    ),
];

pub(super) fn all(told: &RunReport, plan: &Plan, beats: &Beats) -> Vec<Chart> {
    let callers = told.seen().callers();
    let shares = SHARES.iter().filter_map(|(signal, title, about)| {
        let curve = beats.over("callers", |stretch| {
            known(&callers, stretch, *signal).map(Share::value)
        });
        let limits = limits(&plan.brief.drill, signal.name());
        // A few wrong answers are no news to a drill that promises nothing of them.
        let told_of = *signal != ShareSignal::WrongAnswers || !limits.is_empty();
        let varies = curve.points.iter().any(|(_, value)| *value > 0.0);
        (varies && told_of).then(|| {
            let prometheus = signals::seen_by_prometheus(told, signal.name());
            let prometheus = prometheus.map(|curve| Curve {
                name: "all tenants, Prometheus".to_owned(),
                ..curve
            });
            Chart {
                title: (*title).to_owned(),
                about: (*about).to_owned(),
                unit: Unit::Share,
                curves: [curve].into_iter().chain(prometheus).collect(),
                limits,
                stretches: Vec::new(),
                code: signals::code(plan, signal.name()),
            }
        })
    });
    shares.chain(money(plan, &callers, beats)).collect()
}

/// A share, where there was anything that could have a part in it.
fn known(callers: &Callers, stretch: (At, At), signal: ShareSignal) -> Option<Share> {
    Some(callers.share(stretch, signal)).filter(|share| share.all > 0)
}

/// What the callers' requests cost each minute, where anybody says what they cost.
fn money(plan: &Plan, callers: &Callers, beats: &Beats) -> Option<Chart> {
    let per_minute = 60.0 / beats.beat().secs_f64();
    let spent = |name: &str, all: &[Shot]| {
        let told = all.iter().any(|shot| shot.cost.is_some());
        told.then(|| {
            beats.over(name, |(from, to)| {
                Some(dollars(within(all, from, to)) * per_minute)
            })
        })
    };
    let curves: Vec<Curve> = [
        spent("the ordinary caller", callers.ordinary),
        spent("the runaway caller", callers.runaway),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!curves.is_empty()).then(|| Chart {
        title: "Cost".to_owned(),
        about: "What the drill's own requests cost, at all providers together.".to_owned(),
        unit: Unit::DollarsPerMinute,
        curves,
        limits: limits(&plan.brief.drill, "spend_per_minute"),
        stretches: Vec::new(),
        code: Vec::new(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "dollars are far below 2^52")]
fn dollars(shots: &[Shot]) -> f64 {
    let costs = shots.iter().filter_map(|shot| shot.cost);
    costs.map(|cost| cost.micros() as f64 / 1e6).sum()
}
