//! Words and marks of the page.

use maud::{Markup, html};

use crate::base::At;
use crate::drill::Outcome;
use crate::drill::verdict::Status;
use crate::report::RunReport;
use crate::report::words::{signed, signs};

/// The class that gives an outcome its colour.
pub(super) const fn look(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "kept",
        Outcome::Fail | Outcome::LeftBehind => "broken",
        Outcome::Inconclusive | Outcome::Error => "unknown",
    }
}

/// The outcome's word with its mark: nobody needs to see the colour.
pub(super) fn badge(outcome: Outcome) -> Markup {
    let mark = match outcome {
        Outcome::Pass => "✓",
        Outcome::Fail => "✗",
        Outcome::LeftBehind => "!!",
        Outcome::Inconclusive | Outcome::Error => "?",
    };
    html! { span.badge.(look(outcome)) { (mark) " " (outcome.word()) } }
}

/// A promise's class, its mark and its word.
pub(super) const fn status(status: Status) -> (&'static str, &'static str, &'static str) {
    match status {
        Status::Kept => ("kept", "✓", "kept"),
        Status::Broken => ("broken", "✗", "broken"),
        Status::Unknown => ("unknown", "?", "unknown"),
    }
}

/// A moment, from the fault's effect on where there was one, else since the run began.
pub(super) fn moment(told: &RunReport, at: At) -> String {
    let moments = told.verdict().moments;
    let zero = moments.effective_ms.or(moments.injected_ms);
    match zero {
        Some(zero) if at.ms() == zero => "T0".to_owned(),
        Some(zero) => format!("T0 {}", signed(at.ms() - zero)),
        None => at.to_string(),
    }
}

/// Text in which what stands in backticks is code.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for (index, piece) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (piece) } } @else { (signs(piece)) }
        }
    }
}
