//! A route that sends another share of the requests to a backend.

use super::Ours;
use crate::spec::drill::RouteKind;
use crate::world::{ObjectKind, Part};

/// The backend gets this weight beside the others'.
pub(super) fn give(kind: RouteKind, backend: &str, weight: u32) -> Ours {
    Ours {
        kind: match kind {
            RouteKind::HttpRoute => ObjectKind::HttpRoute,
            RouteKind::AiGatewayRoute => ObjectKind::AiGatewayRoute,
        },
        part: Part::Weight {
            backend: backend.to_owned(),
        },
        value: weight.into(),
    }
}
