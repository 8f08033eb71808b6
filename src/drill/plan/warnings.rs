//! What does not forbid a run, and whoever starts it should know.

use super::Plan;
use crate::drill::fault;
use crate::spec::drill::AlertRole;
use crate::world::{Place, Recent, Surroundings};

/// More objects that were changed lately are only counted.
const RECENT_MOST: usize = 5;

/// What a restart does beside the fault.
fn restart(plan: &Plan) -> Option<String> {
    let is_drill = plan.brief.control.is_none();
    fault::restart(&plan.brief.drill.fault.via).filter(|_| is_drill)?;
    let Place::Cluster { object, .. } = plan.pods()? else {
        return None;
    };
    Some(format!(
        "the pods of {object} are replaced, there and back: their breakers, caches and connections \
         begin anew, fault or not; `--control=restart` shows what that does alone"
    ))
}

/// Everything of that kind.
pub(super) fn all(plan: &Plan) -> Vec<String> {
    let mut warnings = plan.brief.remarks.clone();
    for (promise, planned) in plan.brief.drill.expect.alerts.iter().zip(&plan.alerts) {
        let (AlertRole::Fires { within, pages, .. }, Some(forecast)) =
            (&promise.role, &planned.forecast)
        else {
            continue;
        };
        if forecast.hold > *within {
            warnings.push(format!(
                "{} cannot fire within {within}: its `for` is {}",
                promise.alert, forecast.hold
            ));
        }
        let best = forecast.apart_from_window().best;
        if let Some(pages) = pages
            && best > pages.within
        {
            warnings.push(format!(
                "the page of {} cannot come within {}: `for` and `group_wait` take {best}",
                promise.alert, pages.within
            ));
        }
    }
    if let Err(reason) = &plan.facts.heartbeat {
        warnings.push(format!("pages cannot be seen: {reason}"));
    }
    if let Some(Err(reason)) = &plan.facts.images {
        warnings.push(format!(
            "which images run is not known, so that a deployment during the drill goes unnoticed: \
             {reason}"
        ));
    }
    warnings.extend(restart(plan));
    for (place, found) in &plan.facts.places {
        let claims = found.iter().flatten().map(|found| &found.claims);
        for claims in claims {
            warnings.extend(claims.kept_by.as_ref().map(|keeper| {
                format!(
                    "{keeper} keeps what holds {place} as a repository says, and may put its own \
                     value back while the drill goes on: pause it, or expect it in `taken_back`"
                )
            }));
            warnings.extend(claims.scaled_by.as_ref().map(|scaler| {
                format!(
                    "the HorizontalPodAutoscaler `{scaler}` sets {place}, and may set its own number \
                     while the drill goes on; of 0 it keeps its hands off"
                )
            }));
        }
    }
    if let Some(around) = &plan.facts.surroundings {
        warnings.extend(surrounded(around));
    }
    for silence in plan.facts.silences.iter().flatten() {
        warnings.push(format!(
            "a silence is set: {} by {} ({})",
            silence.matchers.join(", "),
            silence.created_by,
            silence.comment
        ));
    }
    warnings
}

/// What of a cluster somebody who drills it should know.
fn surrounded(around: &Surroundings) -> Vec<String> {
    let mut warnings = around.tight.clone();
    let told = around.recent.iter().take(RECENT_MOST);
    warnings.extend(told.map(|recent| {
        let Recent { object, by, ago } = recent;
        format!("{object} was changed {} ago, by {by}", ago.short())
    }));
    let more = around.recent.len().saturating_sub(RECENT_MOST);
    if more > 0 {
        warnings.push(format!(
            "{more} more objects were changed within the last day"
        ));
    }
    let unknown = around.unknown.iter();
    warnings.extend(unknown.map(|what| format!("not known: {what}")));
    warnings
}
