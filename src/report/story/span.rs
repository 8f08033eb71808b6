//! The time that the pictures of a run show.

use crate::base::{At, Duration};
use crate::drill::journal::Stage;
use crate::report::RunReport;
use crate::report::picture::Span;

/// As much of the steady state is shown at most.
const LEAD: Duration = Duration::from_mins(1);

/// From shortly before the injection to the end, counted from the fault's effect; none if nothing
/// was injected.
pub(in crate::report) fn span(told: &RunReport) -> Option<Span> {
    let seen = told.seen();
    let injected = seen.injected.as_ref()?.value;
    let effective = seen.effective.as_ref().map(|seen| seen.value);
    let from = (injected - LEAD).max(seen.entered(Stage::Steady).unwrap_or(At::START));
    let to = At::START + told.lasted();
    Some(Span::new(from, to, effective.unwrap_or(injected)))
}

/// When the fault was gone: taken back by somebody, or put back.
pub(in crate::report) fn gone(told: &RunReport) -> Option<At> {
    let seen = told.seen();
    let taken_back = seen.taken_back.as_ref().map(|seen| seen.at);
    taken_back.or(seen.restored.as_ref().map(|seen| seen.value))
}

/// When the fault was in place, as far as is known: to the end, if it was not seen to be gone.
pub(in crate::report) fn shaded(told: &RunReport) -> Option<(At, At)> {
    let seen = told.seen();
    let from = seen.injected.as_ref()?.value;
    Some((from, gone(told).unwrap_or(At::START + told.lasted())))
}
