//! The embedded target: a deterministic LLM platform in memory, on virtual time.

pub mod platform;
