//! What people write: drills, targets and profiles.
//!
//! A file is read in two steps. *Low* mirrors what was typed, each value with its place in the text;
//! *resolve* fills in the kind's defaults and says everything that is wrong with it at once. What
//! comes out, a [`Drill`], a [`Target`] or a [`Profile`], leaves no choice open and holds no
//! surprises for those who read it.

mod codes;
pub mod drill;
pub mod load;
pub mod metrics;
pub mod profile;
mod reader;
pub mod schema;
pub mod target;
mod words;
mod yaml;

pub use drill::Drill;
pub use profile::{Profile, Signal};
pub use target::Target;
