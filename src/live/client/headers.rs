//! What a gateway tells in the headers of an answer, and how it is told to pass over its cache.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::chat::Ending;
use crate::base::Money;
use crate::live::settings::{self, Tells};
use crate::world::Outcome;

/// More dollars than this is no price of one request.
const DOLLARS_MAX: f64 = 1e6;
/// Longer names than this are cut off.
const NAME_MAX: usize = 200;

/// The headers that tell something.
#[derive(Debug, Default)]
pub(super) struct Headers {
    served_by: Option<HeaderName>,
    /// And the value that means that a cache answered.
    cached: Option<(HeaderName, String)>,
    cost: Option<HeaderName>,
    version: Option<HeaderName>,
}

impl Headers {
    /// The error says which name is none.
    pub(super) fn new(tells: &Tells) -> Result<Self, String> {
        let cached = tells.cached.as_ref();
        Ok(Self {
            served_by: tells.served_by.as_deref().map(name).transpose()?,
            cached: cached
                .map(|(header, hit)| Ok::<_, String>((name(header)?, hit.clone())))
                .transpose()?,
            cost: tells.cost.as_deref().map(name).transpose()?,
            version: tells.version.as_deref().map(name).transpose()?,
        })
    }

    /// What these headers tell, of an end that is not known yet.
    pub(super) fn read(&self, headers: &HeaderMap) -> Ending {
        let text = |name: &Option<HeaderName>| {
            let value = headers.get(name.as_ref()?)?.to_str().ok()?.trim();
            let short: String = value.chars().take(NAME_MAX).collect();
            (!short.is_empty()).then_some(short)
        };
        let cached = self.cached.as_ref().and_then(|(name, hit)| {
            let value = headers.get(name)?.to_str().ok()?.trim();
            Some(value.eq_ignore_ascii_case(hit))
        });
        Ending {
            served_by: text(&self.served_by),
            cached,
            cost: text(&self.cost).and_then(|text| dollars(&text)),
            version: text(&self.version),
            ..Ending::just(Outcome::Garbled)
        }
    }
}

/// How a gateway is told that no cache may answer.
#[derive(Debug)]
pub(super) enum Bypass {
    /// By a header of the request.
    Header(HeaderName, HeaderValue),
    /// By a field of its body.
    Field(String, Value),
}

impl Bypass {
    /// The error says what is wrong with the setting.
    pub(super) fn new(setting: &settings::Bypass) -> Result<Self, String> {
        Ok(match setting {
            settings::Bypass::Header(header, value) => Self::Header(
                name(header)?,
                HeaderValue::from_str(value)
                    .map_err(|_| format!("`{value}` cannot be the value of a header"))?,
            ),
            settings::Bypass::Field(field, value) => Self::Field(field.clone(), value.clone()),
        })
    }
}

fn name(text: &str) -> Result<HeaderName, String> {
    HeaderName::try_from(text).map_err(|_| format!("`{text}` is not the name of a header"))
}

/// Dollars as gateways write them, `0.00012` or `1.2e-04`, rounded up to a millionth.
fn dollars(text: &str) -> Option<Money> {
    let dollars: f64 = text.strip_prefix('$').unwrap_or(text).parse().ok()?;
    if !(0.0..=DOLLARS_MAX).contains(&dollars) {
        return None;
    }
    // What binary fractions add is far less than a thousandth of a millionth.
    let micros = dollars.mul_add(1e6, -1e-3).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1e12"
    )]
    let micros = micros as u64;
    Some(Money::from_micros(micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_are_read_as_gateways_write_them_and_rounded_up() {
        let micros = |text: &str| dollars(text).map(Money::micros);
        assert_eq!(micros("0.00012"), Some(120));
        assert_eq!(micros("1.2e-05"), Some(12));
        assert_eq!(micros("$0.5"), Some(500_000));
        assert_eq!(micros("0.0000001"), Some(1));
        assert_eq!(micros("0"), Some(0));
        for none in ["", "free", "-1", "NaN", "inf", "1e30"] {
            assert_eq!(micros(none), None, "{none}");
        }
    }

    #[test]
    fn headers_tell_only_what_the_profile_names() {
        let tells = Tells {
            served_by: Some("x-served-by".into()),
            cached: Some(("X-Cache".into(), "HIT".into())),
            cost: Some("x-cost".into()),
            version: Some("x-version".into()),
            bypass: None,
        };
        let mut sent = HeaderMap::new();
        for (name, value) in [
            ("x-served-by", "primary"),
            ("x-cache", "hit"),
            ("x-cost", "0.01"),
            ("x-version", " v2 "),
        ] {
            sent.insert(name, HeaderValue::from_static(value));
        }
        let told = Headers::new(&tells).unwrap().read(&sent);
        assert_eq!(told.served_by.as_deref(), Some("primary"));
        assert_eq!(told.cached, Some(true));
        assert_eq!(told.cost, Some(Money::from_micros(10_000)));
        assert_eq!(told.version.as_deref(), Some("v2"));
        sent.insert("x-cache", HeaderValue::from_static("MISS"));
        let told = Headers::new(&tells).unwrap().read(&sent);
        assert_eq!(told.cached, Some(false));
        let told = Headers::default().read(&sent);
        assert_eq!((told.cached, told.cost), (None, None));
        let wrong = Tells {
            cost: Some("a b".into()),
            ..Tells::default()
        };
        assert!(Headers::new(&wrong).unwrap_err().contains("`a b`"));
    }
}
