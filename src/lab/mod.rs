//! Experiments on the platform in memory that no single drill makes: the same fault in many sizes,
//! on many seeds.

mod each;
mod floor;
mod outage;

pub use each::each;
pub use floor::{Floor, Tried, floor};
pub use outage::{NotSwept, Noticed, Outage};
