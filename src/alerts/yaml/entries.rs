//! Mappings whose keys are the user's own words.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::Text;

/// A mapping in the order of its file, each key with its place.
#[derive(Debug)]
pub(crate) struct Entries<V>(pub(crate) Vec<(Text, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

/// A text that may be left empty: `key:` is an empty text, as for Prometheus.
pub(crate) type MaybeText = serde_yaml::Spanned<Option<String>>;

impl Entries<MaybeText> {
    /// The entries with their texts.
    pub(crate) fn into_texts(self) -> Vec<(Text, Text)> {
        let text = |value: MaybeText| Text {
            value: value.value.unwrap_or_default(),
            referenced: value.referenced,
            defined: value.defined,
        };
        let entries = self.0.into_iter();
        entries.map(|(key, value)| (key, text(value))).collect()
    }
}

struct EntriesVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<V> {
    type Value = Entries<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping of names to values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key()? {
            entries.push((key, map.next_value()?));
        }
        Ok(Entries(entries))
    }
}
