//! What was typed, and where.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::base::{Span, Spanned};

/// A value that a file may leave out. An empty value is not the same: it is refused, since nobody
/// who writes `hold:` and nothing behind it means the default.
#[derive(Clone, Debug)]
pub(in crate::spec) struct Given<T>(pub(in crate::spec) Option<Spanned<T>>);

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Given<T> {
    /// Where it stands.
    pub(in crate::spec) fn span(&self) -> Option<Span> {
        self.0.as_ref().map(|given| given.span)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        spanned(deserializer).map(|given| Self(Some(given)))
    }
}

/// One value as it was typed; what it means as a `T` is looked at when it is resolved, so that
/// every wrong value of a file is reported at once.
#[derive(Clone, Debug)]
pub(in crate::spec) struct Text<T> {
    /// What was typed.
    pub(in crate::spec) typed: String,
    meaning: PhantomData<fn() -> T>,
}

impl<T: FromStr<Err: fmt::Display>> Text<T> {
    /// What it means, or why it means nothing.
    pub(in crate::spec) fn read(&self) -> Result<T, String> {
        self.typed
            .parse()
            .map_err(|error: T::Err| error.to_string())
    }
}

impl<'de, T> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            typed: String::deserialize(deserializer)?,
            meaning: PhantomData,
        })
    }
}

/// A key that the author chose, with its place; keys are the same where their texts are.
#[derive(Clone, Debug)]
pub(in crate::spec) struct Name(pub(in crate::spec) Spanned<String>);

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.value.cmp(&other.0.value)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        spanned(deserializer).map(Self)
    }
}

/// A value with its place in bytes.
fn spanned<'de, T, D>(deserializer: D) -> Result<Spanned<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let given = serde_yaml::Spanned::<T>::deserialize(deserializer)?;
    let place = given.referenced.span();
    let [start, length] = [place.byte_offset(), place.byte_len()]
        .map(|bytes| usize::try_from(bytes.unwrap_or(0)).unwrap_or(0));
    Ok(Spanned::new(given.value, Span::new(start, start + length)))
}

/// A mapping, or a single value in its stead.
#[derive(Clone, Debug)]
pub(in crate::spec) enum TextOr<T> {
    /// The value, as text.
    Text(String),
    /// The mapping.
    Mapping(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TextOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrMapping(PhantomData))
    }
}

struct TextOrMapping<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for TextOrMapping<T> {
    type Value = TextOr<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<TextOr<T>, E> {
        Ok(TextOr::Text(text.to_owned()))
    }

    // What is typed as 1234 or `true` is a text all the same.
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<TextOr<T>, E> {
        Ok(TextOr::Text(number.to_string()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<TextOr<T>, E> {
        Ok(TextOr::Text(number.to_string()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<TextOr<T>, E> {
        Ok(TextOr::Text(number.to_string()))
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<TextOr<T>, E> {
        Ok(TextOr::Text(flag.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TextOr<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(TextOr::Mapping)
    }
}
