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
        let labels: Option<BTreeMap<_, _>> = text.split(',').map(label).collect();
        labels
            .map(Self)
            .ok_or_else(|| format!("`{text}` does not select pods by labels such as `app=gateway`"))
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
    /// Those of IPv4, or those of IPv6.
    pub fn of_version(&self, four: bool) -> impl Iterator<Item = &str> {
        let all = self.0.iter().map(String::as_str);
        all.filter(move |cidr| !cidr.contains(':') == four)
    }
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
        for wrong in ["", "app", "=x", "app=a b", "app=a,,b=c", "app in (a)"] {
            assert!(wrong.parse::<PodSelector>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_range_is_one_that_an_api_server_takes() {
        let both: Cidrs = "203.0.113.0/24, 2001:db8::/32,192.0.2.7/32"
            .parse()
            .unwrap();
        let four: Vec<&str> = both.of_version(true).collect();
        assert_eq!(four, ["203.0.113.0/24", "192.0.2.7/32"]);
        assert_eq!(
            both.of_version(false).collect::<Vec<_>>(),
            ["2001:db8::/32"]
        );
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
