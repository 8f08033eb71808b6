//! What a drill promises of a signal, as lines to be drawn.

use crate::report::picture::Limit;
use crate::spec::Drill;
use crate::spec::drill::SignalBound;

/// Every limit that a drill sets to a signal.
pub(super) fn limits(drill: &Drill, signal: &str) -> Vec<Limit> {
    let expect = &drill.expect;
    let mut found: Vec<Limit> = expect
        .mitigation
        .iter()
        .filter(|mitigation| mitigation.limit.signal() == signal)
        .map(|mitigation| Limit {
            name: format!("promised {}", mitigation.limit.bound()),
            value: value(&mitigation.limit),
        })
        .collect();
    for promise in &expect.service {
        let bound = match signal {
            "wrong_answers" => promise
                .wrong_answers
                .map(|is| (is.to_string(), is.limit.as_f64())),
            "cost_factor" => promise
                .cost_factor
                .map(|is| (is.to_string(), is.limit.as_f64())),
            "success" => promise
                .success
                .map(|is| (is.to_string(), is.limit.as_f64())),
            "p95" => promise.p95.map(|is| (is.to_string(), is.limit.secs_f64())),
            "attempts_per_request" => promise
                .attempts_per_request
                .map(|is| (is.to_string(), is.limit.as_f64())),
            _ => None,
        };
        found.extend(bound.map(|(is, value)| Limit {
            name: format!("{is} {}", promise.window.words()),
            value,
        }));
    }
    let abort = drill.abort.iter();
    let abort = abort.filter(|abort| abort.limit.signal() == signal);
    found.extend(abort.map(|abort| Limit {
        name: format!(
            "put back early {} for {}",
            abort.limit.bound(),
            abort.length
        ),
        value: value(&abort.limit),
    }));
    found
}

fn value(bound: &SignalBound) -> f64 {
    match bound {
        SignalBound::Share { is, .. } => is.limit.as_f64(),
        SignalBound::Latency { is, .. } => is.limit.secs_f64(),
        SignalBound::Factor { is, .. } => is.limit.as_f64(),
        #[expect(clippy::cast_precision_loss, reason = "dollars are far below 2^52")]
        SignalBound::Money { is, .. } => is.limit.micros() as f64 / 1e6,
    }
}
