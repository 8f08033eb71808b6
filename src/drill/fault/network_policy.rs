//! A NetworkPolicy that keeps pods from some addresses.
//!
//! The policy is there before, and selects no pod: a drill changes what it asks for and creates
//! nothing, so that it needs no right to create policies. What it lets out, such as the whole of IPv4,
//! stays open but for these addresses. Policies add up: where another lets the same pods out, this one
//! has no effect; and connections that are open already may go on.

use serde_json::{Value, json};

use super::Ours;
use crate::spec::drill::{Cidrs, PodSelector};
use crate::world::{Content, ObjectKind, Part};

/// These pods reach what the policy lets out, but not these addresses.
pub(super) fn cut(pods: &PodSelector, cidrs: &Cidrs, found: &Content) -> Ours {
    Ours {
        kind: ObjectKind::NetworkPolicy,
        part: Part::Spec,
        value: json!({
            "podSelector": {"matchLabels": pods.labels()},
            "policyTypes": ["Egress"],
            "egress": without(cidrs, open(found)),
        }),
    }
}

/// What the policy lets out; all of IPv4 and IPv6 where it names no addresses.
fn open(found: &Content) -> Value {
    let egress = match found {
        Content::Is(spec) => &spec["egress"],
        Content::Absent => &Value::Null,
    };
    let mut peers = egress.as_array().into_iter().flatten().flat_map(|rule| {
        let peers = rule["to"].as_array();
        peers.into_iter().flatten()
    });
    if peers.any(|peer| peer["ipBlock"].is_object()) {
        egress.clone()
    } else {
        let all = |cidr: &str| json!({"ipBlock": {"cidr": cidr}});
        json!([{"to": [all("0.0.0.0/0"), all("::/0")]}])
    }
}

/// The same without these addresses.
fn without(cidrs: &Cidrs, mut egress: Value) -> Value {
    let rules = egress.as_array_mut().into_iter().flatten();
    let peers = rules.filter_map(|rule| rule["to"].as_array_mut()).flatten();
    for peer in peers {
        let Some(block) = peer.get_mut("ipBlock") else {
            continue;
        };
        let is_four = !block["cidr"].as_str().unwrap_or_default().contains(':');
        let but: Vec<&str> = cidrs.of_version(is_four).collect();
        if !but.is_empty() {
            block["except"] = json!(but);
        }
    }
    egress
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(spec: Value) -> Value {
        let pods = "app=gateway".parse().expect("a selector");
        let cidrs = "203.0.113.0/24".parse().expect("a range");
        cut(&pods, &cidrs, &Content::Is(spec)).value
    }

    #[test]
    fn what_the_policy_lets_out_stays_open_but_for_the_addresses() {
        let four = json!([{"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": 443}]}]);
        let cut = value(json!({"podSelector": {"matchLabels": {"x": "y"}}, "egress": four}));
        let except = json!({"cidr": "0.0.0.0/0", "except": ["203.0.113.0/24"]});
        assert_eq!(
            cut,
            json!({
                "podSelector": {"matchLabels": {"app": "gateway"}},
                "policyTypes": ["Egress"],
                "egress": [{"to": [{"ipBlock": except}], "ports": [{"port": 443}]}],
            })
        );
    }

    #[test]
    fn a_policy_without_addresses_lets_everything_else_out() {
        for spec in [json!({}), json!({"egress": []}), json!({"egress": [{}]})] {
            let cut = value(spec);
            let peers = &cut["egress"][0]["to"];
            assert_eq!(peers[0]["ipBlock"]["except"], json!(["203.0.113.0/24"]));
            assert_eq!(peers[1], json!({"ipBlock": {"cidr": "::/0"}}));
        }
    }
}
