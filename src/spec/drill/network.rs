//! Pods and addresses, as people write them.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Pods by their labels, as `kubectl --selector` takes them: `app=llm-gateway,tier=edge`. At least
/// one label: none would be every pod of the namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PodSelector(BTreeMap<String, String>);

impl PodSelector {
    /// What each label must be.
    pub const fn labels(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

impl FromStr for PodSelector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        let label = |pair: &str| {
            let (name, value) = pair.trim().split_once('=')?;
            let fits = !name.is_empty() && name.chars().all(part) && value.chars().all(part);
            fits.then(|| (name.to_owned(), value.to_owned()))
        };
        let pairs: Option<Vec<_>> = text.split(',').map(label).collect();
        let wrong = || format!("`{text}` does not select pods by labels such as `app=gateway`");
        let pairs = pairs.ok_or_else(wrong)?;
        let all = pairs.len();
        let labels: BTreeMap<_, _> = pairs.into_iter().collect();
        if labels.len() < all {
            return Err(format!(
                "`{text}` names a label twice: no pod has both values"
            ));
        }
        Ok(Self(labels))
    }
}

impl fmt::Display for PodSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels = self.0.iter().map(|(name, value)| format!("{name}={value}"));
        f.write_str(&labels.collect::<Vec<_>>().join(","))
    }
}

/// Ranges of addresses: `203.0.113.0/24, 2001:db8::/32`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cidrs(Vec<String>);

impl Cidrs {
    /// Those that lie within a range and are not all of it, as exceptions from it must.
    pub fn within(&self, range: &str) -> impl Iterator<Item = &str> {
        let outer = parsed(range);
        let all = self.0.iter().map(String::as_str);
        all.filter(move |cidr| is_within(parsed(cidr), outer))
    }

    /// Whether one of them covers a whole range.
    pub fn cover(&self, range: &str) -> bool {
        let inner = parsed(range);
        self.0
            .iter()
            .any(|cidr| cidr == range || is_within(inner, parsed(cidr)))
    }
}

/// The first address and the length of a range.
fn parsed(cidr: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = cidr.split_once('/')?;
    Some((address.parse().ok()?, length.parse().ok()?))
}

/// Whether a range is a part of another one, and not all of it.
fn is_within(inner: Option<(IpAddr, u8)>, outer: Option<(IpAddr, u8)>) -> bool {
    let (Some((inner, length)), Some((outer, shorter))) = (inner, outer) else {
        return false;
    };
    let same = match (inner, outer) {
        (IpAddr::V4(inner), IpAddr::V4(outer)) => {
            let apart = inner.to_bits() ^ outer.to_bits();
            apart.leading_zeros() >= u32::from(shorter)
        }
        (IpAddr::V6(inner), IpAddr::V6(outer)) => {
            let apart = inner.to_bits() ^ outer.to_bits();
            apart.leading_zeros() >= u32::from(shorter)
        }
        _ => false,
    };
    same && length > shorter
}

impl FromStr for Cidrs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ranges = text.split(',').map(|range| cidr(range.trim()));
        ranges.collect::<Result<_, _>>().map(Self)
    }
}

fn cidr(text: &str) -> Result<String, String> {
    let (address, length) = text.split_once('/').unwrap_or((text, ""));
    let Ok(address) = address.parse::<IpAddr>() else {
        let looks_like_a_host = text.contains(char::is_alphabetic) && !text.contains(':');
        return Err(if looks_like_a_host {
            format!(
                "`{text}` is a host name: a NetworkPolicy knows addresses alone, and those of a name \
                 change under it"
            )
        } else {
            format!("`{text}` is no range of addresses such as `203.0.113.0/24`")
        });
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    match length.parse::<u8>() {
        Ok(0) => Err(format!(
            "`{text}` is every address: the pods would reach nothing at all"
        )),
        Ok(length) if length <= most && is_its_first(address, length) => Ok(text.to_owned()),
        Ok(length) if length <= most => Err(format!(
            "`{text}` begins in the middle of its range: the bits behind the first {length} must be 0"
        )),
        Ok(_) | Err(_) => Err(format!(
            "`{text}` says not how long its range is: `{address}/{most}` is this one address"
        )),
    }
}

/// Whether an address is the first of the range of this length around it, as API servers want it.
fn is_its_first(address: IpAddr, length: u8) -> bool {
    match address {
        IpAddr::V4(address) => address.to_bits().checked_shl(length.into()).unwrap_or(0) == 0,
        IpAddr::V6(address) => address.to_bits().checked_shl(length.into()).unwrap_or(0) == 0,
    }
}

impl fmt::Display for Cidrs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pods_are_selected_by_one_label_at_least() {
        let two: PodSelector = "app=llm-gateway, app.kubernetes.io/part-of=ai"
            .parse()
            .unwrap();
        assert_eq!(
            two.to_string(),
            "app=llm-gateway,app.kubernetes.io/part-of=ai"
        );
        for wrong in [
            "",
            "app",
            "=x",
            "app=a b",
            "app=a,,b=c",
            "app in (a)",
            "app=a,app=b",
        ] {
            assert!(wrong.parse::<PodSelector>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_range_is_one_that_an_api_server_takes() {
        let both: Cidrs = "203.0.113.0/24, 2001:db8::/32,192.0.2.7/32"
            .parse()
            .unwrap();
        let within = |range: &str| both.within(range).collect::<Vec<_>>();
        assert_eq!(within("0.0.0.0/0"), ["203.0.113.0/24", "192.0.2.7/32"]);
        assert_eq!(within("::/0"), ["2001:db8::/32"]);
        assert_eq!(within("203.0.112.0/20"), ["203.0.113.0/24"]);
        // All of it is no exception.
        for range in ["203.0.113.0/24", "203.0.113.0/25", "10.0.0.0/8"] {
            assert!(within(range).is_empty(), "{range}");
        }
        assert!(both.cover("203.0.113.0/24") && both.cover("203.0.113.128/25"));
        assert!(!both.cover("203.0.112.0/20") && !both.cover("::/0"));
        assert_eq!(both.to_string().parse(), Ok(both));
        for (wrong, why) in [
            ("api.example.com", "is a host name"),
            ("0.0.0.0/0", "every address"),
            ("203.0.113.5/24", "in the middle"),
            ("203.0.113.5", "`203.0.113.5/32` is this one address"),
            ("203.0.113.0/33", "how long"),
            ("", "no range"),
            ("1.2.3/8", "no range"),
        ] {
            let error = wrong.parse::<Cidrs>().unwrap_err();
            assert!(error.contains(why), "{wrong}: {error}");
        }
    }
}
