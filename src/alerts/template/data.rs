//! What a template may refer to.

use std::collections::BTreeMap;
use std::sync::Arc;

use gotmpl::Value;

use crate::base::Labels;

/// The alert that templates are expanded for; build it once, and expand all its texts with it.
#[derive(Clone, Debug)]
pub struct Data(pub(super) Value);

/// A key that no template can write; it tells the structure of an alert from a map of labels.
pub(super) const ROOT: &str = "\0root";
/// The evaluation time in seconds, for `now`.
pub(super) const NOW: &str = "\0now";

impl Data {
    /// `$labels`, `$value`, `$externalLabels` and `$externalURL`, and the time of the evaluation
    /// in Unix milliseconds.
    pub fn new(
        labels: &Labels,
        value: f64,
        external_labels: &Labels,
        external_url: &str,
        at_ms: i64,
    ) -> Self {
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds since 1970 are exact in 53 bits"
        )]
        let now = at_ms as f64 / 1_000.0;
        let fields = [
            ("Labels", map(labels)),
            ("ExternalLabels", map(external_labels)),
            ("ExternalURL", Value::String(Arc::from(external_url))),
            ("Value", Value::Float(value)),
            (ROOT, Value::Bool(true)),
            (NOW, Value::Float(now)),
        ];
        let fields: BTreeMap<Arc<str>, Value> = fields
            .into_iter()
            .map(|(name, value)| (Arc::from(name), value))
            .collect();
        Self(Value::Map(Arc::new(fields)))
    }
}

fn map(labels: &Labels) -> Value {
    let pairs = labels
        .iter()
        .map(|(name, value)| (Arc::from(name), Value::String(Arc::from(value))));
    Value::Map(Arc::new(pairs.collect()))
}
