//! The real world behind [`World`](crate::world::World): Prometheus, Alertmanager and its
//! webhooks, Kubernetes, Toxiproxy, and an OpenAI-compatible client.
//!
//! Reads clocks in `clock` alone. Everything is bounded: calls in time, answers in size, queues in
//! length.

mod alertmanager;
mod client;
mod clock;
mod halts;
mod http;
mod keeper;
mod kubernetes;
mod look;
mod moment;
mod offset;
mod pages;
mod parts;
mod perform;
mod prometheus;
mod serve;
mod settings;
mod signals;
mod sink;
mod toxiproxy;
mod webhook;
mod world;

pub use kubernetes::Holding;
pub use pages::Pages;
pub use settings::{
    Bypass, Credentials, Endpoint, Gateway, KubernetesAt, Limits, ProbeAt, Secret, Settings,
    SinkAt, Tells, Tls,
};
pub use webhook::Webhook;
pub use world::{CannotStart, Live};
