//! The embedded target: a deterministic LLM platform in memory, and the virtual world around it.

pub mod platform;
mod server;

pub use server::Server;
