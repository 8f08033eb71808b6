//! What every room speaks in: moments, quantities with units, labels, source spans and problems.
//!
//! Nothing here does I/O or reads a clock.

mod at;
mod labels;
mod name;
mod pieces;
mod problem;
pub mod quantity;
pub mod question;
mod span;

pub use at::{At, ClockOffset, ServerTime};
pub use labels::{Labels, fingerprint};
pub use name::closest;
pub use pieces::Pieces;
pub use problem::{Problem, Severity, Source};
pub use quantity::{Bound, Comparison, Duration, Factor, Money, Price, Rate, Ratio, Tokens};
pub use question::{KnownAnswer, KnownQuestion};
pub use span::{Span, Spanned};
