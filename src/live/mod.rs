//! The real world behind [`World`](crate::world::World): Prometheus, Alertmanager and its
//! webhooks, Toxiproxy, and an OpenAI-compatible client.
//!
//! Reads clocks in `clock` alone. Everything is bounded: calls in time, answers in size, queues in
//! length.

mod alertmanager;
mod clock;
mod http;
mod moment;
mod offset;
mod prometheus;
mod settings;
mod sink;
mod toxiproxy;

pub use settings::{
    Credentials, Endpoint, Gateway, Limits, ProbeAt, Secret, Settings, SinkAt, Tls,
};
