//! Quantities with their units written: `30s`, `95%`, `$0.50`, `5/s`, and bounds on them: `>= 99%`.
//!
//! Each type reads what it prints. Nothing else in the program parses a unit.

mod bound;
mod duration;
mod factor;
mod money;
mod price;
mod rate;
mod ratio;
mod tokens;

use std::fmt;

pub use bound::{Bound, Comparison};
pub use duration::Duration;
pub use factor::Factor;
pub use money::Money;
pub use price::Price;
pub use rate::Rate;
pub use ratio::Ratio;
pub use tokens::Tokens;

/// Why a text is not the quantity that it should be; the sentence says what one looks like.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not {expected}", shown(.found))]
pub struct NotAQuantity {
    found: String,
    expected: &'static str,
}

impl NotAQuantity {
    fn new(found: &str, expected: &'static str) -> Self {
        Self {
            found: found.to_owned(),
            expected,
        }
    }
}

/// At most 40 characters of a text that a user wrote.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A decimal number without sign or exponent, with at most `decimals` digits after the point,
/// as that many of the smallest unit: `("0.5", 6)` is 500,000.
fn decimal(text: &str, decimals: u32) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fraction_len = u32::try_from(fraction.len()).ok()?;
    if whole.is_empty()
        || !digits(whole)
        || !digits(fraction)
        || fraction_len > decimals
        || (text.contains('.') && fraction.is_empty())
    {
        return None;
    }
    let scale = 10_u64.checked_pow(decimals)?;
    let fraction = if fraction.is_empty() {
        0
    } else {
        fraction.parse::<u64>().ok()? * 10_u64.pow(decimals - fraction_len)
    };
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(scale)?
        .checked_add(fraction)
}

/// Writes the shortest decimal that [`decimal`] reads back as `units`.
fn show_decimal(f: &mut fmt::Formatter<'_>, units: u64, decimals: u32) -> fmt::Result {
    let scale = 10_u64.pow(decimals);
    let (mut fraction, mut width) = (units % scale, decimals as usize);
    write!(f, "{}", units / scale)?;
    if fraction == 0 {
        return Ok(());
    }
    while fraction.is_multiple_of(10) {
        fraction /= 10;
        width -= 1;
    }
    write!(f, ".{fraction:0width$}")
}

/// Reads and writes a type in serde and in JSON schemas as the text that users write.
macro_rules! as_text {
    ($type:ty, $expected:literal) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "description": $expected })
            }
        }
    };
}
use as_text;
