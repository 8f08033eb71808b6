//! Numbers out of what was seen; pure, and the same for the engine and the verdict.

mod share;
mod signal;
mod window;

pub use share::{Share, Truth};
pub use signal::{alert_firing, mitigated_at, signal_holds, usual_server};
pub(crate) use window::{at_least_p95, steady_from};
pub use window::{bad_beats, bad_latency, within, within_latency};
