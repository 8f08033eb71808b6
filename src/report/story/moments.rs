//! The moments of a run, in their order.

use super::paged::paged;
use crate::base::At;
use crate::drill::measure::alert_firing;
use crate::report::RunReport;
use crate::report::run_report::{FIRING, PAGE};
use crate::report::words::one_line;
use crate::spec::drill::AlertRole;

/// Each moment that was seen, in milliseconds from the effect on.
pub(in crate::report) fn moments(told: &RunReport) -> Vec<(i64, String)> {
    let known = told.verdict().moments;
    let seen = told.seen();
    let injected = known
        .injected_ms
        .or_else(|| seen.injected.as_ref().map(|seen| seen.value.ms()));
    let Some(zero) = known.effective_ms.or(injected) else {
        return Vec::new();
    };
    let restored = seen.restored.as_ref().map(|seen| seen.value.ms());
    let mitigated = told.time_to_mitigate().and(known.mitigated_ms);
    let own = [
        (injected, "injected"),
        (known.effective_ms, "effective"),
        (mitigated, "mitigated"),
        (restored, "put back"),
        (known.recovered_ms, "recovered"),
    ];
    let own = own
        .into_iter()
        .filter_map(|(at, what)| Some((at? - zero, what.to_owned())));
    let mut all: Vec<(i64, String)> = own.collect();
    for detection in &told.verdict().detections {
        let alert = one_line(&detection.alert);
        for part in &detection.parts {
            let what = match &*part.moment {
                FIRING => "fires",
                PAGE => "pages",
                _ => continue,
            };
            all.extend(
                part.after_ms
                    .map(|after| (after, format!("{alert} {what}"))),
            );
        }
    }
    all.extend(backstops(told, zero));
    let paged = paged(told).into_iter().filter(|one| one.backstop);
    all.extend(paged.map(|one| {
        let after = i64::try_from(one.after.ms()).unwrap_or(i64::MAX);
        (after, format!("{} pages", one_line(&one.alert)))
    }));
    all.sort_by_key(|(after, _)| *after);
    all
}

/// When the backstop alerts that fired began to.
fn backstops(told: &RunReport, zero: i64) -> Vec<(i64, String)> {
    let Some(plan) = told.plan() else {
        return Vec::new();
    };
    let injected = told
        .seen()
        .injected
        .as_ref()
        .map_or(At::START, |seen| seen.value);
    let promises = plan.brief.drill.expect.alerts.iter();
    promises
        .filter(|promise| promise.role == AlertRole::Backstop)
        .filter_map(|promise| {
            let look = told.seen().alerts.iter().find(|look| {
                look.at >= injected && alert_firing(&look.value, &promise.alert, &promise.labels)
            })?;
            let alert = one_line(&promise.alert);
            Some((look.at.ms() - zero, format!("{alert} fires")))
        })
        .collect()
}
