//! What there is to say of an environment between its drills, as Prometheus scrapes it: for whoever
//! watches it, and for whoever runs its drills by the clock.

mod page;
mod standing;
mod watched;

pub use page::{Family, Kind, Page};
pub use standing::tell_standing;
pub use watched::Watched;
