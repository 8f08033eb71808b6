//! What a toxic of Toxiproxy does to the way to a provider.

use serde_json::Value;

use super::platform::Link;
use crate::base::{Duration, Ratio};

/// A streamed answer comes in chunks of some 240 bytes, about every 20 ms.
const STREAM_BYTES_PER_MS: u64 = 12;

/// What becomes of the way over which this toxic stands; the error says why the embedded platform
/// does not know it.
pub(super) fn link_of(toxic: &Value) -> Result<Link, String> {
    let kind = toxic.get("type").and_then(Value::as_str).unwrap_or("");
    match kind {
        "timeout" => none_of(toxic, kind, "timeout").map(|()| Link::Hang),
        "reset_peer" => none_of(toxic, kind, "timeout").map(|()| Link::Reset),
        "latency" => none_of(toxic, kind, "jitter")
            .map(|()| Link::Slow(Duration::from_ms(attribute(toxic, "latency")))),
        "limit_data" => Ok(Link::CutStream {
            after: Duration::from_ms(attribute(toxic, "bytes") / STREAM_BYTES_PER_MS),
        }),
        _ => Err(format!(
            "the embedded platform has no toxic of the type `{kind}`: known are `timeout`, \
             `reset_peer`, `latency` and `limit_data`"
        )),
    }
}

/// Which share of the connections feels a toxic: its toxicity.
pub(super) fn share_of(toxic: &Value) -> Ratio {
    let toxicity = toxic.get("toxicity").and_then(Value::as_f64).unwrap_or(1.0);
    let millionths = (toxicity.clamp(0.0, 1.0) * 1e6).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between nothing and a million"
    )]
    Ratio::from_millionths(millionths as u32)
}

fn attribute(toxic: &Value, name: &str) -> u64 {
    toxic
        .get("attributes")
        .and_then(|attributes| attributes.get(name))
        .and_then(Value::as_u64)
        .unwrap_or(0)
}

/// Refuses an attribute that changes what the toxic does in a way that the model does not know.
fn none_of(toxic: &Value, kind: &str, name: &str) -> Result<(), String> {
    match attribute(toxic, name) {
        0 => Ok(()),
        value => Err(format!(
            "the embedded platform knows the toxic `{kind}` only with `{name}` 0, not {value}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_toxic_becomes_what_callers_feel() {
        let toxic = |kind: &str, attributes: Value| {
            let toxic = json!({"type": kind, "stream": "downstream", "toxicity": 1.0,
                "attributes": attributes});
            link_of(&toxic)
        };
        assert_eq!(toxic("timeout", json!({"timeout": 0})), Ok(Link::Hang));
        assert_eq!(toxic("reset_peer", json!({})), Ok(Link::Reset));
        let slow = Link::Slow(Duration::from_secs(3));
        assert_eq!(toxic("latency", json!({"latency": 3_000})), Ok(slow));
        let cut = Link::CutStream {
            after: Duration::from_ms(100),
        };
        assert_eq!(toxic("limit_data", json!({"bytes": 1_200})), Ok(cut));
        assert!(toxic("bandwidth", json!({})).is_err());
        assert!(toxic("timeout", json!({"timeout": 5})).is_err());
        let half = json!({"type": "timeout", "toxicity": 0.5});
        assert_eq!(link_of(&half), Ok(Link::Hang));
        assert_eq!(share_of(&half), Ratio::from_millionths(500_000));
        assert_eq!(share_of(&json!({"type": "timeout"})), Ratio::WHOLE);
    }
}
