//! Series in memory: one column of times and one of values for each label set.

mod append;
mod column;
mod id;
mod select;

pub use append::{SeriesId, Store};
pub(super) use column::Column;
pub use id::StoreId;
