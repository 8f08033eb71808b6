//! The synthetic client: OpenAI-compatible requests on schedules that do not wait for answers.

mod answer;
mod batch;
mod chat;
mod error;
mod grade;
mod headers;
mod prompt;
mod purse;
mod sse;
mod traffic;

pub(super) use chat::{Chat, Question};
pub(super) use purse::Purse;
pub(super) use traffic::Traffic;
