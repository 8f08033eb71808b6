//! An LLM platform as a pure model: a gateway in front of two providers, on virtual time.
//!
//! [`Platform`] follows background load as batches and a drill's own requests one by one. The
//! pieces it is made of ([`Breakers`], [`Journey`], [`Latency`], [`Registry`], [`usage`]) know
//! neither clock nor network, so that the stand-in platform drives the same ones in real time.

mod arrivals;
mod attempts;
mod breaker;
mod chance;
mod exposition;
mod failure;
mod flight;
mod flights;
mod journey;
mod latency;
mod link;
mod model;
mod names;
mod policy;
mod registry;
mod request;
#[cfg(test)]
mod scenarios;
mod tokens;

pub use breaker::{Breaker, BreakerPolicy, Breakers, Permit};
pub use chance::{Purpose, draw, unit};
pub use exposition::expose;
pub use failure::Failure;
pub use journey::{Choice, Journey};
pub use latency::{Latency, LogNormal};
pub use link::Link;
pub use model::Platform;
pub(in crate::embedded) use names::named;
pub use names::{Model, Provider, ROUTE, Tenant, UnknownName};
pub use policy::{Policy, Weakness};
pub use registry::Registry;
pub use request::{Finished, Outcome, SyntheticRequest};
pub use tokens::{Usage, usage};
