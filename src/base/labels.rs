//! Label sets: what identifies a series, an alert, a group.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// The label that holds a series' metric name.
const METRIC_NAME: &str = "__name__";

/// A set of labels, sorted by name, without empty values: an empty value means "no such label".
///
/// Cloning shares the storage.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Labels(Arc<[(Arc<str>, Arc<str>)]>);

impl Default for Labels {
    fn default() -> Self {
        Self::empty()
    }
}

impl Labels {
    /// The set without labels.
    pub fn empty() -> Self {
        Self(Arc::from([]))
    }

    /// The label that holds a series' metric name.
    pub const NAME: &'static str = METRIC_NAME;

    /// The set of these pairs; of two pairs with one name the later wins.
    pub fn new<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<Arc<str>>,
        V: Into<Arc<str>>,
    {
        let mut sorted: Vec<(Arc<str>, Arc<str>)> = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        sorted.reverse();
        sorted.dedup_by(|a, b| a.0 == b.0);
        sorted.reverse();
        sorted.retain(|(_, value)| !value.is_empty());
        Self(sorted.into())
    }

    /// The label's value; empty if there is no such label, as in PromQL.
    pub fn get(&self, name: &str) -> &str {
        // Sets are small, and most names differ in length already: faster than to bisect.
        self.0
            .iter()
            .find(|(found, _)| **found == *name)
            .map_or("", |(_, value)| value)
    }

    /// The metric's name; empty if it has none.
    pub fn metric(&self) -> &str {
        self.get(METRIC_NAME)
    }

    /// The pairs, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The number of labels.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The set with this label set, replaced, or removed where `value` is empty.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        Self::new(
            self.0
                .iter()
                .cloned()
                .chain(std::iter::once((Arc::from(name), Arc::from(value)))),
        )
    }

    /// Whether both are the same set in memory, which is quick to tell; equal ones need not be.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The set without this label.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        self.filtered(|n| n != name)
    }

    /// The labels whose names pass.
    #[must_use]
    pub fn filtered(&self, mut keep: impl FnMut(&str) -> bool) -> Self {
        if self.0.iter().all(|(name, _)| keep(name)) {
            return self.clone();
        }
        Self(
            self.0
                .iter()
                .filter(|(name, _)| keep(name))
                .cloned()
                .collect(),
        )
    }

    /// Whether every label of `wanted` is here with the same value.
    pub fn contains(&self, wanted: &Self) -> bool {
        wanted.iter().all(|(name, value)| self.get(name) == value)
    }
}

/// The fingerprint by which Prometheus and Alertmanager know an alert: FNV-1a, 64 bits, over the
/// sorted labels, each name and value followed by `0xff`.
pub fn fingerprint(labels: &Labels) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut mix = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for (name, value) in labels.iter() {
        name.bytes().for_each(&mut mix);
        mix(0xff);
        value.bytes().for_each(&mut mix);
        mix(0xff);
    }
    hash
}

impl fmt::Display for Labels {
    /// As PromQL writes it: `metric{name="value"}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metric = self.metric();
        f.write_str(metric)?;
        let mut rest = self
            .iter()
            .filter(|(name, _)| *name != METRIC_NAME)
            .peekable();
        if rest.peek().is_none() && !metric.is_empty() {
            return Ok(());
        }
        f.write_str("{")?;
        for (index, (name, value)) in rest.enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{name}={value:?}")?;
        }
        f.write_str("}")
    }
}

impl fmt::Debug for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Labels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::collections::BTreeMap::<String, String>::deserialize(deserializer).map(Self::new)
    }
}

impl schemars::JsonSchema for Labels {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Labels".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "labels, by name",
            "additionalProperties": { "type": "string" }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_of_two_pairs_wins_and_empty_values_are_no_labels() {
        let labels = Labels::new([("b", "1"), ("a", "x"), ("b", "2"), ("c", "")]);
        assert_eq!(labels.to_string(), r#"{a="x", b="2"}"#);
        assert_eq!(labels.get("c"), "");
        assert_eq!(labels.with("a", ""), Labels::new([("b", "2")]));
    }

    #[test]
    fn the_fingerprint_of_no_labels_is_the_offset_basis() {
        assert_eq!(
            format!("{:016x}", fingerprint(&Labels::empty())),
            "cbf29ce484222325"
        );
    }

    #[test]
    fn labels_contain_a_subset() {
        let labels = Labels::new([("alertname", "X"), ("provider", "primary")]);
        assert!(labels.contains(&Labels::new([("provider", "primary")])));
        assert!(!labels.contains(&Labels::new([("provider", "other")])));
    }
}
