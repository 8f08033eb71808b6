//! Experiments on the platform in memory that no single drill makes: the same fault in many sizes,
//! on many seeds; and mistakes in rules, and who notices them.

mod each;
pub mod fire;
mod floor;
pub mod mutate;
mod outage;
mod sample;

pub use each::each;
pub use floor::{Floor, Tried, floor};
pub use outage::{NotSwept, Noticed, Outage};
