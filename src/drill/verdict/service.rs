//! Were callers served as promised?

use super::mitigation::Mitigated;
use super::{Case, Promise};
use crate::base::{At, Bound, Duration, Factor, Ratio};
use crate::drill::code::Code;
use crate::drill::measure::{
    Share, Truth, at_least_p95, bad_beats, bad_latency, within, within_latency,
};
use crate::spec::drill::{ServicePromise, ServiceWindow};
use crate::world::Shot;

pub(super) fn judge(case: &Case, mitigation: &Mitigated) -> Vec<Promise> {
    let promises = &case.plan.brief.drill.expect.service;
    promises
        .iter()
        .flat_map(|promise| one(case, promise, mitigation))
        .collect()
}

fn one(case: &Case, promise: &ServicePromise, mitigation: &Mitigated) -> Vec<Promise> {
    let (name, stretch) = match promise.window {
        ServiceWindow::DuringFault => ("during the fault", Some((case.injected, case.end))),
        ServiceWindow::AfterMitigation => (
            "after the mitigation",
            mitigation.at.map(|at| (at, case.end)),
        ),
    };
    let Some((from, to)) = stretch else {
        let seen = "there was no lasting mitigation";
        return vec![Promise {
            code: None,
            ..Promise::unknown(format!("service {name}"), seen)
        }];
    };
    let shots = within(&case.seen.shots, from, to);
    let mut promises = Vec::new();
    promises.extend(promise.success.map(|is| success(case, name, shots, is)));
    promises.extend(promise.p95.map(|is| latency(case, name, shots, is)));
    promises.extend(
        promise
            .bad_seconds
            .map(|is| bad(case, name, (from, to), is)),
    );
    promises.extend(
        promise
            .attempts_per_request
            .map(|is| attempts(case, name, (from, to), is)),
    );
    promises
}

fn by_truth(case: &Case, text: String, truth: Truth, code: Code, seen: String) -> Promise {
    match truth {
        Truth::Holds => Promise::kept(text, seen),
        Truth::Fails if case.is_void() => Promise::unknown(text, seen),
        Truth::Fails => Promise::broken(text, code, seen),
        Truth::Unknown => Promise::unknown(text, format!("{seen}: too few to be sure")),
    }
}

fn success(case: &Case, name: &str, shots: &[Shot], is: Bound<Ratio>) -> Promise {
    let share = Share::of(shots, |shot| shot.outcome.is_ok());
    let text = format!("success {is} {name}");
    by_truth(
        case,
        text,
        share.judge(&is),
        Code::ServiceSuccess,
        format!("{share} answered"),
    )
}

fn latency(case: &Case, name: &str, shots: &[Shot], is: Bound<Duration>) -> Promise {
    let quick = within_latency(shots, is.limit);
    let mut took: Vec<u64> = shots.iter().map(|shot| shot.took.ms()).collect();
    took.sort_unstable();
    let p95 = took.get(took.len() * 95 / 100).copied().unwrap_or(0);
    let text = format!("p95 {is} {name}");
    let seen = format!("p95 {}", Duration::from_ms(p95).short());
    by_truth(
        case,
        text,
        quick.judge(&at_least_p95()),
        Code::ServiceLatency,
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
        Code::ServiceBadSeconds,
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
