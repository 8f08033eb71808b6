//! What people write: drills, targets, profiles, runbooks, inventories and the severity policy.
//!
//! A file is read in two steps. *Low* mirrors what was typed, each value with its place in the text;
//! *resolve* fills in the kind's defaults and says everything that is wrong with it at once. What
//! comes out, a [`Drill`], a [`Target`], a [`Profile`], a [`Runbook`], an [`Inventory`] or a
//! [`Policy`], leaves no choice open and holds no surprises for those who read it.

mod codes;
pub mod drill;
pub mod inventory;
pub mod load;
pub mod metrics;
pub mod policy;
pub mod profile;
mod reader;
pub mod runbook;
pub mod schema;
pub mod target;
pub mod words;
mod yaml;

pub use drill::Drill;
pub use inventory::Inventory;
pub use policy::Policy;
pub use profile::{Profile, Signal};
pub use runbook::Runbook;
pub use target::Target;
