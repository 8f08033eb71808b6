//! Bounds: a comparison with a quantity.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::NotAQuantity;

/// On which side of its limit a value must lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Whether the bound keeps values small.
    pub const fn is_upper(self) -> bool {
        matches!(self, Self::Below | Self::AtMost)
    }

    const fn symbol(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A limit and the side of it on which values must lie, written as `>= 99%` or `<= 2s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bound<T> {
    /// The side.
    pub comparison: Comparison,
    /// The limit.
    pub limit: T,
}

impl<T: PartialOrd> Bound<T> {
    /// Whether a value lies where it must.
    pub fn holds(&self, value: &T) -> bool {
        match self.comparison {
            Comparison::Below => value < &self.limit,
            Comparison::AtMost => value <= &self.limit,
            Comparison::Above => value > &self.limit,
            Comparison::AtLeast => value >= &self.limit,
        }
    }
}

impl<T> Bound<T> {
    /// `<= limit`
    pub const fn at_most(limit: T) -> Self {
        Self {
            comparison: Comparison::AtMost,
            limit,
        }
    }

    /// `>= limit`
    pub const fn at_least(limit: T) -> Self {
        Self {
            comparison: Comparison::AtLeast,
            limit,
        }
    }
}

impl<T: FromStr<Err: fmt::Display>> FromStr for Bound<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (comparison, limit) = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Below),
            (">", Comparison::Above),
        ]
        .into_iter()
        .find_map(|(symbol, comparison)| Some((comparison, text.strip_prefix(symbol)?)))
        .ok_or_else(|| {
            NotAQuantity::new(
                text,
                "a bound: write `<`, `<=`, `>` or `>=` before the limit",
            )
            .to_string()
        })?;
        let limit = limit
            .trim_start()
            .parse()
            .map_err(|error: T::Err| error.to_string())?;
        Ok(Self { comparison, limit })
    }
}

impl<T: fmt::Display> fmt::Display for Bound<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.comparison.symbol(), self.limit)
    }
}

impl<T: fmt::Display> Serialize for Bound<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Bound<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Bound<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("BoundOn{}", T::schema_name()).into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": format!("`<`, `<=`, `>` or `>=` and {}", T::schema_name()),
            "pattern": "^(<|<=|>|>=)"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Duration, Ratio};
    use super::*;

    #[test]
    fn a_bound_reads_what_it_prints_and_holds_on_its_side() {
        let bound: Bound<Ratio> = ">= 99%".parse().unwrap();
        assert_eq!(bound.to_string(), ">= 99%");
        assert!(bound.holds(&"99%".parse().unwrap()));
        assert!(!bound.holds(&"98.9%".parse().unwrap()));
        let bound: Bound<Duration> = "<2s".parse().unwrap();
        assert!(!bound.holds(&Duration::from_secs(2)));
    }

    #[test]
    fn a_bound_without_a_side_is_refused() {
        let error = "99%".parse::<Bound<Ratio>>().unwrap_err();
        assert_eq!(
            error,
            "`99%` is not a bound: write `<`, `<=`, `>` or `>=` before the limit"
        );
    }
}
