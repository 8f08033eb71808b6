//! A toxic on the answers of a Toxiproxy proxy.
//!
//! It stands downstream, so that answers and streams under way feel it, not only new requests.

use serde_json::json;

use crate::base::Duration;
use crate::world::{Change, Content, Place};

/// Nothing comes back any more, and nobody hangs up: the failure that breaks timeouts.
pub(super) fn hang(proxy: &str) -> Change {
    toxic(proxy, "timeout", &json!({"timeout": 0}))
}

/// Connections are reset as soon as something comes back.
pub(super) fn reset(proxy: &str) -> Change {
    toxic(proxy, "reset_peer", &json!({"timeout": 0}))
}

/// Everything comes back later.
pub(super) fn slow(proxy: &str, latency: Duration) -> Change {
    toxic(
        proxy,
        "latency",
        &json!({"latency": latency.ms(), "jitter": 0}),
    )
}

/// Answers break off after this many bytes.
pub(super) fn cut_stream(proxy: &str, after_bytes: u64) -> Change {
    toxic(proxy, "limit_data", &json!({"bytes": after_bytes}))
}

fn toxic(proxy: &str, kind: &str, attributes: &serde_json::Value) -> Change {
    Change {
        place: Place::Toxic {
            proxy: proxy.to_owned(),
        },
        before: Content::Absent,
        ours: Content::Is(json!({
            "type": kind,
            "stream": "downstream",
            "toxicity": 1.0,
            "attributes": attributes,
        })),
    }
}
