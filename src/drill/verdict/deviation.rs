//! Is what was measured within what the loaded rules and routes allow?
//!
//! What is found is a note and never an outcome. Whether the platform tells soon enough is what the
//! promises say, and they are judged by what was measured; a prediction rests on what it takes for
//! granted. But a time that the rules do not explain says that something else is at work, such as
//! an evaluation that was missed, a group that existed already, or an alert about something else, and
//! the next incident may bring more of it.

use super::detection::{first_page, moments};
use super::{Case, Finding, Status};
use crate::base::{At, Duration};
use crate::drill::code::Code;
use crate::drill::plan::{Bounds, Forecast, PlannedAlert};
use crate::spec::drill::{AlertPromise, AlertRole, Shows};

/// A note for each leg of each promised alert's way that was faster or slower than can be.
pub(super) fn notes(case: &Case, mitigated: Status) -> Vec<Finding> {
    // Where metrics were missing or the fault was not there, that says why.
    if case.gap || case.is_void() {
        return Vec::new();
    }
    let promises = &case.plan.brief.drill.expect.alerts;
    promises
        .iter()
        .zip(&case.plan.alerts)
        .filter_map(|(promise, planned)| Some((promise, planned, planned.forecast.as_ref()?)))
        .filter(|(promise, ..)| promise.role != AlertRole::Backstop)
        .flat_map(|(promise, planned, forecast)| {
            let fired = moments(case, promise, planned).firing;
            let fired = fired.filter(|fired| *fired < case.end);
            let detected = fired
                // A mitigation that came late began later than its promise lets us predict.
                .filter(|_| forecast.sure && mitigated == Status::Kept)
                .and_then(|fired| detected(case, promise, (planned, forecast), fired));
            let told = fired.and_then(|fired| told(case, promise, forecast, fired));
            [detected, told]
        })
        .flatten()
        .collect()
}

fn detected(
    case: &Case,
    promise: &AlertPromise,
    (planned, forecast): (&PlannedAlert, &Forecast),
    fired: At,
) -> Option<Finding> {
    let error =
        clock_error(case) + effect_error(case) + planned.interval.min(case.plan.brief.timing.poll);
    outside(
        &format!("{} fired", promise.alert),
        "after the effect",
        fired.since(case.effective),
        (forecast.fires(), error),
    )
}

fn told(case: &Case, promise: &AlertPromise, forecast: &Forecast, fired: At) -> Option<Finding> {
    let AlertRole::Fires {
        pages: Some(pages), ..
    } = &promise.role
    else {
        return None;
    };
    let page = first_page(case, promise, Some(&pages.receiver))?;
    outside(
        &format!("{} paged {}", promise.alert, pages.receiver),
        "after it fired",
        page.value.arrived.since(fired),
        (forecast.told(), clock_error(case) * 2),
    )
}

fn outside(
    what: &str,
    after: &str,
    took: Duration,
    (bounds, error): (Bounds, Duration),
) -> Option<Finding> {
    let measured = format!("{what} {} {after}", took.short());
    if took > bounds.worst + error {
        let allowed = format!(
            "{measured}: what is loaded allows at most {}",
            bounds.worst.short()
        );
        Some(Finding::new(Code::SlowerThanPredicted, allowed))
    } else if took + error < bounds.best {
        let needed = format!(
            "{measured}: what is loaded needs at least {}",
            bounds.best.short()
        );
        Some(Finding::new(Code::FasterThanPossible, needed))
    } else {
        None
    }
}

fn clock_error(case: &Case) -> Duration {
    let clock = case.plan.facts.prometheus_clock.as_ref();
    clock.map_or(Duration::ZERO, |clock| clock.error)
}

/// How much later than the fault itself its effect may have been seen.
fn effect_error(case: &Case) -> Duration {
    let timing = case.plan.brief.timing;
    match case.plan.brief.drill.effective.shows {
        Shows::Probe { .. } => timing.beat,
        Shows::Signal { .. } => timing.window() + timing.beat,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measured_time_deviates_only_beyond_its_error() {
        let bounds = Bounds {
            best: Duration::from_secs(60),
            expected: Duration::from_secs(90),
            worst: Duration::from_secs(120),
        };
        let error = Duration::from_secs(5);
        let code = |seconds: u64| {
            let took = Duration::from_secs(seconds);
            outside("A fired", "after the effect", took, (bounds, error)).map(|note| note.code)
        };
        assert_eq!(code(54), Some(Code::FasterThanPossible));
        assert_eq!(code(55), None);
        assert_eq!(code(125), None);
        assert_eq!(code(126), Some(Code::SlowerThanPredicted));
        let note = outside(
            "A fired",
            "after the effect",
            Duration::from_secs(126),
            (bounds, error),
        );
        assert_eq!(
            note.unwrap().detail,
            "A fired 2m 06s after the effect: what is loaded allows at most 2m 00s"
        );
    }
}
