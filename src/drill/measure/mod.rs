//! Numbers out of what was seen; pure, and the same for the engine and the verdict.

mod callers;
mod firing;
mod reading;
mod share;
mod window;

pub use callers::{Callers, Usual, is_refused};
pub use firing::alert_firing;
pub use reading::{Amount, Reading};
pub use share::{Share, Truth};
pub(crate) use window::{at_least_p95, back_from, steady_again};
pub use window::{bad_beats, bad_latency, right_answers, within, within_latency};
