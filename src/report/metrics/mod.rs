//! What there is to say of an environment between its drills, as Prometheus scrapes it: for whoever
//! watches it, and for whoever runs its drills by the clock.

mod page;
mod scheduled;
mod standing;
mod watched;

pub use page::{Family, Kind, Page};
pub use scheduled::{Scheduled, ScheduledDrill};
pub use standing::{DrillEnd, tell_standing};
pub use watched::Watched;
