//! How a request that got no whole answer ended.

use std::error::Error;
use std::io::{self, ErrorKind};

use crate::world::Outcome;

/// The end of a request to which no answer began.
pub(super) fn before_answer(error: &reqwest::Error) -> Outcome {
    let kind = io_kind(error);
    if error.is_timeout() || kind == Some(ErrorKind::TimedOut) {
        Outcome::Timeout
    } else if error.is_connect() && !matches!(kind, Some(ErrorKind::ConnectionReset)) {
        // No name, no route, no TLS: whoever calls is turned away at the door.
        Outcome::Refused
    } else {
        Outcome::Reset
    }
}

/// The end of a request whose answer had begun.
pub(super) fn within_answer(error: &reqwest::Error) -> Outcome {
    if error.is_timeout() {
        Outcome::Timeout
    } else {
        Outcome::Cut
    }
}

fn io_kind(error: &reqwest::Error) -> Option<ErrorKind> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        cause = error.source();
    }
    None
}
