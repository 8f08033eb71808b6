//! The quick profile: a drill as short as its promises allow, for a gate that must not take long.

use crate::base::{Duration, Ratio};
use crate::spec::Drill;
use crate::spec::drill::{AlertRole, ServicePromise, ServiceWindow};

/// How long a fault goes on after the last deadline, so that what comes in the last moment is seen.
const MARGIN: Duration = Duration::from_secs(30);
/// How much more than the fewest requests a share needs: some fail on a healthy platform.
const MORE: f64 = 1.5;
/// Two-sided 95 %, squared.
const Z_SQUARED: f64 = 1.96 * 1.96;

/// The drill with a shorter hold and a shorter steady state, and what was shortened.
///
/// Nothing is taken from what is promised: the hold reaches beyond every deadline, and both
/// stretches are long enough for the number of requests that the promises about shares need.
pub fn quick(drill: &Drill) -> (Drill, Vec<String>) {
    let mut short = drill.clone();
    let mut told = Vec::new();
    let hold = whole_seconds(hold_needed(drill));
    if hold < drill.fault.hold {
        short.fault.hold = hold;
        told.push(format!(
            "quick: the fault is held for {hold} instead of {}, until its last deadline is over",
            drill.fault.hold
        ));
        let counted = drill.expect.service.iter().any(|promise| {
            promise.window == ServiceWindow::DuringFault
                && (promise.bad_seconds.is_some() || promise.spend.is_some())
        });
        if counted {
            told.push(format!(
                "quick: what is counted during the fault is counted over {hold} alone"
            ));
        }
    }
    let steady = whole_seconds(steady_needed(drill));
    if steady < drill.steady.length {
        short.steady.length = steady;
        told.push(format!(
            "quick: the steady state is watched for {steady} instead of {}",
            drill.steady.length
        ));
    }
    (short, told)
}

/// From the injection to the last deadline, and as long as the promises after it need.
fn hold_needed(drill: &Drill) -> Duration {
    let expect = &drill.expect;
    let mitigated = expect
        .mitigation
        .iter()
        .map(|promise| promise.within)
        .chain(expect.taken_back.iter().map(|promise| promise.within))
        .max()
        .unwrap_or_default();
    let alerts = expect.alerts.iter().map(|promise| match &promise.role {
        AlertRole::Fires { within, pages, .. } => {
            let paged = pages.as_ref().map_or(Duration::ZERO, |pages| pages.within);
            paged.max(*within)
        }
        AlertRole::Backstop => Duration::ZERO,
    });
    let service = expect.service.iter().map(|promise| {
        let begins = match promise.window {
            ServiceWindow::DuringFault => Duration::ZERO,
            ServiceWindow::AfterMitigation => mitigated,
            ServiceWindow::DuringRecovery => return Duration::ZERO,
        };
        begins + service_needs(drill, promise)
    });
    // A backstop has its time only where the fault is held as long as the drill waits for it: with
    // an abort that is how long callers must suffer.
    let backstop = expect
        .alerts
        .iter()
        .any(|promise| promise.role == AlertRole::Backstop);
    let suffering = drill
        .abort
        .filter(|_| backstop)
        .map_or(Duration::ZERO, |abort| abort.length + drill.traffic.timeout);
    let needed = alerts
        .chain(service)
        .chain([mitigated, suffering])
        .max()
        .unwrap_or_default();
    drill.effective.within + needed + MARGIN
}

/// How long requests must be sent until a promise about a share of them can be kept.
fn service_needs(drill: &Drill, promise: &ServicePromise) -> Duration {
    let shares = promise.success.map(|bound| bound.limit);
    let p95 = promise.p95.map(|_| Ratio::from_millionths(950_000));
    let ordinary = shares
        .into_iter()
        .chain(p95)
        .map(|limit| lasting(requests_for(limit), drill.traffic.rate.hertz()))
        .max();
    let wrong = promise.wrong_answers.zip(drill.questions.as_ref());
    let wrong =
        wrong.map(|(bound, questions)| lasting(requests_for(bound.limit), questions.rate.hertz()));
    let worst = promise.worst.unwrap_or_default();
    let needed = ordinary.max(wrong).unwrap_or_default();
    worst.max(needed)
}

/// As long as the shares of the steady state need.
fn steady_needed(drill: &Drill) -> Duration {
    let p95 = Ratio::from_millionths(950_000);
    let rate = drill.traffic.rate.hertz();
    let requests = requests_for(drill.steady.success.limit).max(requests_for(p95));
    let questions = drill.questions.as_ref().map(|questions| {
        lasting(
            requests_for(questions.baseline.limit),
            questions.rate.hertz(),
        )
    });
    // What is usual before the fault is what costs and versions are compared with afterwards.
    lasting(requests, rate)
        .max(questions.unwrap_or_default())
        .max(Duration::from_secs(10))
}

/// How many requests Wilson's interval needs to show a share beyond this limit, if nearly all of
/// them are as they should be.
fn requests_for(limit: Ratio) -> f64 {
    let limit = limit.as_f64();
    let farther = limit.max(1.0 - limit);
    let nearer = 1.0 - farther;
    // Whole and nothing cannot be shown by any number.
    if nearer <= 0.0 {
        return 20.0;
    }
    (Z_SQUARED * farther / nearer * MORE).max(20.0)
}

fn lasting(requests: f64, hertz: f64) -> Duration {
    if hertz <= 0.0 {
        return Duration::ZERO;
    }
    std::time::Duration::try_from_secs_f64(requests / hertz).map_or(Duration::ZERO, Duration::from)
}

fn whole_seconds(length: Duration) -> Duration {
    Duration::from_secs(length.ms().div_ceil(1_000))
}
