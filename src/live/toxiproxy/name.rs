//! Names that say everything: a toxic's name is its receipt.
//!
//! `firedrill-v1.RUN.SEQUENCE.DEADLINE.DRILL` names a toxic, `firedrill-v1.RUN.SEQUENCE.receipt` a
//! proxy that keeps a receipt. The deadline is in Unix seconds. In each part, what is neither a
//! letter, a digit, `-` nor `_` is written as `~` and two hexadecimal digits, so that a name needs
//! no encoding in a URL or a shell.

use std::fmt::Write as _;

use crate::base::ServerTime;
use crate::world::{ReceiptId, RunId};

/// What every name of ours begins with.
pub(super) const OURS: &str = "firedrill";
/// The proxy that is the lock.
pub(super) const LOCK: &str = "firedrill-lock";
/// The proxy that halts all drills; its upstream says why.
pub(super) const HALT: &str = "firedrill-halt";

/// What names of this format begin with.
const FORMAT: &str = "firedrill-v1";
/// What the name of a proxy that keeps a receipt ends with.
const RECEIPT: &str = "receipt";
/// Longer names are refused: they stand in URLs.
const LENGTH_MAX: usize = 240;

/// What a toxic's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ToxicName {
    pub(super) id: ReceiptId,
    pub(super) deadline: ServerTime,
    pub(super) drill: String,
}

impl ToxicName {
    /// The name; the error says why there is none.
    pub(super) fn encode(&self) -> Result<String, String> {
        let deadline = self.deadline.unix_ms().div_euclid(1_000);
        let drill = escaped(&self.drill);
        bounded(format!("{}.{deadline}.{drill}", stem(&self.id)?))
    }

    /// What a name says; the error says why it is not understood.
    pub(super) fn decode(name: &str) -> Result<Self, String> {
        match *parts(name)? {
            [run, sequence, deadline, drill] => {
                let seconds: i64 = number(deadline)?;
                Ok(Self {
                    id: id(run, sequence)?,
                    deadline: ServerTime::from_unix_ms(seconds.saturating_mul(1_000)),
                    drill: unescaped(drill)?,
                })
            }
            _ => Err(not_ours("it has not four parts after the format")),
        }
    }
}

/// The name of the proxy that keeps this receipt.
pub(super) fn receipt_proxy(id: &ReceiptId) -> Result<String, String> {
    bounded(format!("{}.{RECEIPT}", stem(id)?))
}

/// The receipt that the proxy of this name keeps.
pub(super) fn kept_by(name: &str) -> Result<ReceiptId, String> {
    match *parts(name)? {
        [run, sequence, RECEIPT] => id(run, sequence),
        _ => Err(not_ours("it has not three parts after the format")),
    }
}

/// A text in which only what needs no encoding in a URL is left.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "~{byte:02x}");
        }
    }
    out
}

fn unescaped(text: &str) -> Result<String, String> {
    let wrong = || not_ours("a part of it is not encoded as ours are");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'~' {
            let digits = [rest.next(), rest.next()].map(Option::unwrap_or_default);
            let digits = std::str::from_utf8(&digits).map_err(|_| wrong())?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

fn stem(id: &ReceiptId) -> Result<String, String> {
    let (run, sequence) = (id.run(), id.sequence());
    if ReceiptId::new(&run, sequence) != *id {
        return Err(format!("`{id}` is not the name of a receipt"));
    }
    Ok(format!("{FORMAT}.{}.{sequence}", escaped(&run.0)))
}

fn id(run: &str, sequence: &str) -> Result<ReceiptId, String> {
    Ok(ReceiptId::new(&RunId(unescaped(run)?), number(sequence)?))
}

fn parts(name: &str) -> Result<Box<[&str]>, String> {
    let mut parts = name.split('.');
    if parts.next() != Some(FORMAT) {
        return Err(not_ours("it is of another format"));
    }
    Ok(parts.collect())
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, String> {
    text.parse()
        .map_err(|_| not_ours(&format!("`{text}` is not a number")))
}

fn bounded(name: String) -> Result<String, String> {
    if name.len() > LENGTH_MAX {
        return Err(format!(
            "`{name}` is too long for a name in Toxiproxy: give the drill a shorter name"
        ));
    }
    Ok(name)
}

fn not_ours(why: &str) -> String {
    format!("{why}: another version of firedrill made it, or somebody by hand")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(run: &str, drill: &str) -> ToxicName {
        ToxicName {
            id: ReceiptId::new(&RunId(run.into()), 7),
            deadline: ServerTime::from_unix_ms(1_767_225_600_000),
            drill: drill.into(),
        }
    }

    #[test]
    fn a_toxics_name_says_everything_and_is_plain() {
        let plain = name("20260101-030000-ab12", "provider-blackhole");
        let text = plain.encode().unwrap();
        assert_eq!(
            text,
            "firedrill-v1.20260101-030000-ab12.7.1767225600.provider-blackhole"
        );
        assert_eq!(ToxicName::decode(&text), Ok(plain));
    }

    #[test]
    fn whatever_a_run_or_drill_is_called_the_name_needs_no_encoding() {
        let odd = name("a.b/ü~", "x y?&#'\"");
        let text = odd.encode().unwrap();
        assert!(
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)),
            "{text}"
        );
        assert_eq!(ToxicName::decode(&text), Ok(odd));
    }

    #[test]
    fn names_of_other_versions_and_people_are_not_understood() {
        for text in [
            "firedrill-v2.r.1.1.d",
            "firedrill-v1.r.1.1",
            "firedrill-v1.r.x.1.d",
            "firedrill-v1.r~g.1.1.d",
            "firedrill-latency",
        ] {
            assert!(ToxicName::decode(text).is_err(), "{text}");
        }
        assert!(name("r", &"x".repeat(300)).encode().is_err(), "too long");
    }

    #[test]
    fn a_proxy_says_which_receipt_it_keeps() {
        let id = ReceiptId::new(&RunId("r.1".into()), 2);
        let text = receipt_proxy(&id).unwrap();
        assert_eq!(text, "firedrill-v1.r~2e1.2.receipt");
        assert_eq!(kept_by(&text), Ok(id));
        assert!(receipt_proxy(&ReceiptId("nonsense".into())).is_err());
    }
}
