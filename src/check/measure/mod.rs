//! What the numbers of an expression mean: seconds or milliseconds, dollars per second or per minute.
//!
//! ```text
//! Expr ─ of ─► Measure ─┐
//! text ─ claims ────────┴─► do they say the same?
//! ```
//!
//! Where a meaning is not certain, there is none, and nothing is said.

mod claim;
mod named;
mod operation;
mod quantity;
mod walk;

pub use claim::{Claim, claims};
pub use named::of_name;
pub use quantity::{Dimension, Measure};
pub use walk::{Meanings, SeriesMeaning};
