//! An LLM platform as a pure model: a gateway in front of two providers, on virtual time.
//!
//! [`Platform`] follows background load as batches and a drill's own requests one by one. The
//! pieces it is made of ([`Breakers`], [`Journey`], [`Latency`], [`Registry`], [`usage`]) know
//! neither clock nor network, so that the stand-in platform drives the same ones in real time.

mod action;
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
mod prompt;
mod registry;
mod request;
mod rollout;
#[cfg(test)]
mod scenarios;
mod tokens;

pub use action::Action;
pub use breaker::{Breaker, BreakerPolicy, Breakers, Permit};
pub use chance::{Purpose, draw, unit};
pub use exposition::expose;
pub use failure::Failure;
pub use journey::{Choice, Journey};
pub use latency::{Latency, LogNormal};
pub use link::Link;
pub use model::Platform;
pub(in crate::embedded) use names::named;
pub use names::{Limit, Model, Provider, ROUTE, Tenant, UnknownName, Version};
pub use policy::{Policy, Weakness};
pub use prompt::Prompt;
pub use registry::Registry;
pub use request::{Finished, Outcome, SyntheticRequest};
pub use rollout::{Canary, Rollout, RolloutPolicy};
pub use tokens::{Usage, usage, usage_within};
