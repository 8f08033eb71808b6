//! A Toxiproxy proxy that accepts no connections.

use serde_json::json;

use crate::world::{Change, Content, Place};

/// Connections are refused.
pub(super) fn refuse(proxy: &str) -> Change {
    Change {
        place: Place::ProxyEnabled {
            proxy: proxy.to_owned(),
        },
        before: Content::Is(json!(true)),
        ours: Content::Is(json!(false)),
    }
}
