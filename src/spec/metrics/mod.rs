//! What series a platform exposes, as profiles tell it: names, types, units, labels, known values.
//!
//! Rules are held against it offline: whether a metric exists, has a label, grows or varies, and
//! what its numbers mean.

mod built_in;
mod low;
mod metric;
mod resolve;
mod schema;
mod series;
mod unit;

pub(super) use low::LowMetric;
pub use metric::{Metric, MetricType};
pub use schema::Schema;
pub use series::{Behaviour, Part, Presence, Series};
pub use unit::{Per, Unit};
