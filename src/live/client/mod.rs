//! The synthetic client: OpenAI-compatible requests on a schedule that does not wait for answers.

mod answer;
mod batch;
mod chat;
mod error;
mod sse;
mod traffic;

pub(super) use chat::{Chat, Question};
pub(super) use traffic::Traffic;
