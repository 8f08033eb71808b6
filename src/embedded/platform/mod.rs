//! An LLM platform as a pure model: a gateway in front of two providers, on virtual time.
//!
//! [`Platform`] follows background load as batches and a drill's own requests one by one. The
//! pieces it is made of ([`Breakers`], [`Journey`], [`Latency`], [`Registry`], [`usage`],
//! [`Quotas`], [`Cache`], [`Places`], [`Rollout`], [`Evaluations`], [`QualityGate`]) know neither
//! clock nor network, so that the stand-in platform drives the same ones in real time.

mod action;
mod arrivals;
mod attempts;
mod breaker;
mod cache;
mod chance;
mod containers;
mod controllers;
mod enter;
mod evaluations;
mod exposition;
mod failure;
mod flight;
mod flights;
mod gate;
mod journey;
mod latency;
mod line;
mod link;
mod model;
mod names;
mod places;
mod policy;
mod prompt;
mod quality;
mod quota;
mod registry;
mod request;
mod rollout;
#[cfg(test)]
mod scenarios;
mod tokens;
mod weakness;

pub use action::Action;
pub use breaker::{Breaker, BreakerPolicy, Breakers, Permit};
pub use cache::{Cache, CacheKey, CachePolicy, Kept, Lookup};
pub use chance::{Purpose, draw, unit};
pub use containers::Containers;
pub use evaluations::{Evaluations, Seen};
pub use exposition::expose;
pub use failure::Failure;
pub use gate::{GatePolicy, Judgement, QualityGate};
pub use journey::{Choice, Journey};
pub use latency::{Latency, LogNormal};
pub use link::Link;
pub use model::Platform;
pub use names::{Limit, Model, Provider, ROUTE, Tenant, UnknownName, Version};
pub use places::{CapacityPolicy, Places};
pub use policy::{Policy, Restarts, Reverted};
pub use prompt::{HOT_QUESTIONS, Prompt};
pub use quality::{Looked, TOOLS, is_right, look_at};
pub use quota::{Charging, Claim, Limits, QuotaPolicy, Quotas};
pub use registry::{CacheResult, Quirks, Registry, Stages, Status};
pub use request::{Finished, Outcome, SyntheticRequest};
pub use rollout::{Canary, Rollout, RolloutPolicy};
pub use tokens::{LONGEST_ANSWER, Usage, usage, usage_within};
pub use weakness::Weakness;
