//! HTTP to one server: every call is bounded in time and size, and every failure says whether what
//! was asked may have happened.

mod body;
mod call;
mod client;
mod failure;
mod tls;

pub(super) use body::{BodyError, read_bounded};
pub(super) use call::Reply;
pub(super) use client::Http;
pub(super) use failure::{Failure, root_cause};

#[cfg(test)]
pub(super) use client::testing;
