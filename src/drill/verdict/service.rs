//! Were callers served as promised?

mod answers;
mod money;

use super::mitigation::Mitigated;
use super::{Case, Promise};
use crate::base::{At, Bound, Duration, Factor, Ratio};
use crate::drill::code::Code;
use crate::drill::journal::Stage;
use crate::drill::measure::{
    Share, Truth, at_least_p95, bad_beats, bad_latency, within, within_latency,
};
use crate::spec::drill::{Kind, ServicePromise, ServiceWindow};
use crate::world::Shot;

pub(super) fn judge(case: &Case, mitigation: &Mitigated) -> Vec<Promise> {
    let promises = &case.plan.brief.drill.expect.service;
    promises
        .iter()
        .flat_map(|promise| one(case, promise, mitigation))
        .collect()
}

fn one(case: &Case, promise: &ServicePromise, mitigation: &Mitigated) -> Vec<Promise> {
    let recovery = case.plan.brief.drill.recovery.within;
    let restored = case.seen.restored.as_ref().map(|seen| seen.value);
    let name = promise.window.words();
    let stretch = match promise.window {
        ServiceWindow::DuringFault => Some((case.injected, case.end)),
        ServiceWindow::AfterMitigation => mitigation.at.map(|at| (at, case.end)),
        ServiceWindow::DuringRecovery => restored
            .zip(case.seen.entered(Stage::Gather))
            .map(|(restored, end)| (restored, end.min(restored + recovery))),
    };
    let Some((from, to)) = stretch else {
        let seen = match promise.window {
            ServiceWindow::DuringRecovery => "the fault was not seen to be gone",
            ServiceWindow::DuringFault | ServiceWindow::AfterMitigation => {
                "there was no lasting mitigation"
            }
        };
        return vec![Promise {
            code: None,
            ..Promise::unknown(format!("service {name}"), seen)
        }];
    };
    let over = Over {
        name,
        from,
        to,
        worst: promise.worst,
    };
    [
        promise.success.map(|is| success(case, &over, is)),
        promise.p95.map(|is| latency(case, &over, is)),
        promise
            .bad_seconds
            .map(|is| bad(case, name, (from, to), is)),
        promise
            .attempts_per_request
            .map(|is| attempts(case, name, (from, to), is)),
        promise
            .wrong_answers
            .map(|is| answers::wrong(case, &over, is)),
        promise.cost_factor.map(|is| money::factor(case, &over, is)),
        promise.spend.map(|is| money::spent(case, &over, is)),
    ]
    .into_iter()
    .flatten()
    .map(|judged| {
        // What names no record of its own rests on the requests.
        let silent = judged.evidence.is_empty();
        let requests = silent.then(|| case.seen.records_of_shots(from, to));
        judged.because_of(requests.into_iter().flatten())
    })
    .collect()
}

/// The stretch of time that a promise is about.
struct Over {
    name: &'static str,
    from: At,
    to: At,
    /// The worst stretch of this length in it counts, and not all of it.
    worst: Option<Duration>,
}

impl Over {
    fn says(&self) -> String {
        self.worst.map_or_else(
            || self.name.to_owned(),
            |worst| format!("in the worst {worst} {}", self.name),
        )
    }

    /// The stretches to be judged, each by itself; the promise is as good as the worst.
    fn stretches(&self, beat: Duration) -> Vec<(At, At)> {
        let Some(length) = self.worst.filter(|worst| self.from + *worst < self.to) else {
            return vec![(self.from, self.to)];
        };
        let mut stretches = Vec::new();
        let mut start = self.from;
        while start + length <= self.to {
            stretches.push((start, start + length));
            start += beat;
        }
        stretches
    }

    /// The stretch in which the fewest of some requests are good.
    fn fewest(&self, shots: &[Shot], beat: Duration, share: impl Fn(&[Shot]) -> Share) -> (At, At) {
        let value = |(from, to): &(At, At)| share(within(shots, *from, *to)).value();
        let stretches = self.stretches(beat).into_iter();
        stretches
            .min_by(|one, other| value(one).total_cmp(&value(other)))
            .unwrap_or((self.from, self.to))
    }
}

fn by_truth(case: &Case, text: String, truth: Truth, code: Code, seen: String) -> Promise {
    match truth {
        Truth::Holds => Promise::kept(text, seen),
        Truth::Fails if case.is_void() => Promise::unknown(text, seen),
        Truth::Fails => Promise::broken(text, code, seen),
        Truth::Unknown => Promise::unknown(text, format!("{seen}: too few to be sure")),
    }
}

fn success(case: &Case, over: &Over, is: Bound<Ratio>) -> Promise {
    let answered = |shots: &[Shot]| Share::of(shots, |shot| shot.outcome.is_ok());
    let beat = case.plan.brief.timing.beat;
    let (from, to) = over.fewest(&case.seen.shots, beat, answered);
    let share = answered(within(&case.seen.shots, from, to));
    let text = format!("success {is} {}", over.says());
    by_truth(
        case,
        text,
        share.judge(&is),
        suffered(case, Code::ServiceSuccess),
        format!("{share} answered"),
    )
}

/// Where one caller uses too much, that is what the others suffer from.
fn suffered(case: &Case, code: Code) -> Code {
    match case.plan.brief.drill.kind {
        Kind::RunawayTokens => Code::OthersStarved,
        Kind::ProviderBlackhole | Kind::BadModelRollout | Kind::CacheDisable => code,
    }
}

fn latency(case: &Case, over: &Over, is: Bound<Duration>) -> Promise {
    let beat = case.plan.brief.timing.beat;
    let quick = |shots: &[Shot]| within_latency(shots, is.limit);
    let (from, to) = over.fewest(&case.seen.shots, beat, quick);
    let shots = within(&case.seen.shots, from, to);
    let quick = quick(shots);
    let mut took: Vec<u64> = shots.iter().map(|shot| shot.took.ms()).collect();
    took.sort_unstable();
    let p95 = took.get(took.len() * 95 / 100).copied().unwrap_or(0);
    let text = format!("p95 {is} {}", over.says());
    let seen = format!("p95 {}", Duration::from_ms(p95).short());
    by_truth(
        case,
        text,
        quick.judge(&at_least_p95()),
        suffered(case, Code::ServiceLatency),
        seen,
    )
}

fn bad(case: &Case, name: &str, stretch: (At, At), is: Bound<u64>) -> Promise {
    let brief = &case.plan.brief;
    let limits = (&brief.drill.steady.success, bad_latency(&brief.drill));
    let beat = brief.timing.beat;
    let beats = bad_beats(&case.seen.shots, stretch, beat, limits);
    // A beat may be shorter than a second, and a second that is bad in part is bad.
    let bad = (beat * beats).ms().div_ceil(1_000);
    let truth = if is.holds(&bad) {
        Truth::Holds
    } else {
        Truth::Fails
    };
    let text = format!("bad seconds {is} {name}");
    by_truth(
        case,
        text,
        truth,
        suffered(case, Code::ServiceBadSeconds),
        format!("{bad} bad seconds"),
    )
}

/// The highest rate of provider attempts per caller's request that Prometheus saw.
fn attempts(case: &Case, name: &str, (from, to): (At, At), is: Bound<Factor>) -> Promise {
    let text = format!("attempts per request {is} {name}");
    let clock = case.plan.facts.prometheus_clock.as_ref().ok();
    let series = case.seen.ranges.get("signal attempts_per_request");
    let values = series
        .into_iter()
        .flat_map(|range| &range.value)
        .flat_map(|s| &s.points);
    let highest = values
        .filter(|point| {
            let at = clock.map(|clock| clock.at(point.at));
            at.is_some_and(|at| from < at && at < to) && point.value.is_finite()
        })
        .map(|point| point.value)
        .reduce(f64::max);
    let Some(highest) = highest else {
        return Promise::unknown(
            text,
            "the profile's signal `attempts_per_request` gave nothing",
        );
    };
    let truth = if is.holds(&Factor::nearest(highest)) {
        Truth::Holds
    } else {
        Truth::Fails
    };
    by_truth(
        case,
        text,
        truth,
        Code::RetryStorm,
        format!("{highest:.1} attempts per request"),
    )
    .because_of(series.map(|range| range.record))
}
