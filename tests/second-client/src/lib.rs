//! The tests against real servers read back what firedrill's Toxiproxy client did with a client that
//! shares nothing with it. Without the feature `toxiproxy` there is nothing here.

#[cfg(feature = "toxiproxy")]
pub use toxiproxy_rust::{client, proxy};
