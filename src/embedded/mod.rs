//! The LLM platform as a pure model, and the virtual world around it.

mod server;

pub use server::Server;
