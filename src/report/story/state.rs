//! In which state the platform is now.

use crate::base::At;
use crate::drill::Outcome;
use crate::drill::debt::Settlement;
use crate::drill::journal::{EarlyEnd, Stage};
use crate::report::RunReport;
use crate::report::run_report::Platform;
use crate::report::words::{early_end, humane, one_line, spoken};

/// What was done to the platform, and how it was left.
pub(in crate::report) fn state(told: &RunReport) -> String {
    let seen = told.seen();
    let early = seen.early.first().map(|early| early_end(&early.value));
    let early = early.map(|why| humane(&one_line(&why)));
    match told.platform() {
        Platform::Untouched if told.is_control() => {
            "A control: nothing was broken, and nothing was changed.".to_owned()
        }
        Platform::Untouched => "Nothing was changed.".to_owned(),
        Platform::LeftBehind => {
            let after =
                early.map_or_else(String::new, |why| format!("It had ended early: {why}. "));
            format!("{after}See the top of this report: a fault may still be in place.")
        }
        Platform::PutBack => {
            let kept = seen.settled.iter().find(|settled| {
                let (_, settlement) = &settled.value;
                !matches!(settlement, Settlement::Restored | Settlement::NeverHappened)
            });
            let by = seen.taken_back.as_ref();
            let by = by.map(|_| seen.taken_back_by().map_or("somebody", |by| by.who));
            let how = match (kept, by) {
                (_, Some(by)) => format!("The fault is gone: {} took it back", one_line(by)),
                (Some(settled), None) => format!("The fault is gone: {}", settled.value.1),
                (None, _) if seen.injected.is_none() => {
                    "The fault is certainly not there".to_owned()
                }
                (None, _) => held(told),
            };
            let back = back(told);
            match (early, aborted(told)) {
                (Some(why), true) => format!("{how}, early: {why}.{back}"),
                (Some(_) | None, _) => format!("{how}.{back}"),
            }
        }
    }
}

fn held(told: &RunReport) -> String {
    let seen = told.seen();
    let span = seen.fault().map(|(injected, end)| end.since(injected));
    let hold = told.plan().map(|plan| plan.brief.drill.fault.hold);
    let planned = hold
        .filter(|_| aborted(told))
        .map_or_else(String::new, |hold| {
            format!(" of the planned {}", spoken(hold))
        });
    let after = span.map_or_else(String::new, |span| {
        format!(" after {}{planned}", spoken(span))
    });
    let restored = seen.restored.as_ref().map(|seen| seen.value);
    let took = seen
        .entered(Stage::PutBack)
        .zip(restored)
        .map(|(from, to)| to.since(from));
    let took = took.filter(|took| took.ms() >= 1_000);
    let took = took.map_or_else(String::new, |took| format!(" (it took {})", spoken(took)));
    if told.plan().is_some_and(|plan| plan.runaway.is_some()) {
        return format!("The runaway caller was stopped{after}; nothing else was changed");
    }
    format!("Everything was put back{after}{took}")
}

/// When callers were served as before, where that took a while.
fn back(told: &RunReport) -> String {
    let recovered = told.verdict().moments.recovered_ms.map(At::from_ms);
    let restored = told.seen().restored.as_ref().map(|seen| seen.value);
    let took = recovered.zip(restored).map(|(to, from)| to.since(from));
    let took = took.filter(|took| took.ms() >= 1_000);
    took.map_or_else(String::new, |took| {
        format!(" Service was back {} later.", spoken(took))
    })
}

/// What is no finding of its own: the reason why the fault was put back early must be told here.
fn aborted(told: &RunReport) -> bool {
    let first = told.seen().early.first();
    told.outcome() != Outcome::LeftBehind
        && first.is_some_and(|early| matches!(early.value, EarlyEnd::Aborted { .. }))
}
