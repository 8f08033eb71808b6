//! Our seat in the receiver: a server that takes Alertmanager's webhooks.

mod arrivals;
mod server;
mod webhook;

pub(super) use arrivals::Arrivals;
pub(super) use server::Sink;
