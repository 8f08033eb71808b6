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

/// The same without these addresses: they are exceptions from every range that they lie in, besides
/// those that there are, and a range that they cover is not let out at all.
fn without(cidrs: &Cidrs, mut egress: Value) -> Value {
    let range = |peer: &Value| peer["ipBlock"]["cidr"].as_str().map(str::to_owned);
    for rule in egress.as_array_mut().into_iter().flatten() {
        let Some(peers) = rule.get_mut("to").and_then(Value::as_array_mut) else {
            continue;
        };
        peers.retain(|peer| range(peer).is_none_or(|range| !cidrs.cover(&range)));
        for peer in peers {
            let Some(range) = range(peer) else {
                continue;
            };
            let block = &mut peer["ipBlock"];
            let before = block["except"].as_array().cloned().unwrap_or_default();
            let but = cidrs.within(&range).map(Value::from);
            let new: Vec<Value> = but.filter(|cidr| !before.contains(cidr)).collect();
            if !new.is_empty() {
                block["except"] = [before, new].concat().into();
            }
        }
    }
    // A rule that is left without anybody would let everybody out.
    if let Some(rules) = egress.as_array_mut() {
        rules.retain(|rule| rule["to"].as_array().is_none_or(|peers| !peers.is_empty()));
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
    fn exceptions_are_added_where_they_belong_and_ranges_that_are_cut_whole_are_left_out() {
        let block = |cidr: &str| json!({"ipBlock": {"cidr": cidr}});
        let mut excepted = block("203.0.112.0/20");
        excepted["ipBlock"]["except"] = json!(["203.0.112.0/24"]);
        let cut = value(json!({"egress": [
            {"to": [excepted, block("10.0.0.0/8")]},
            {"to": [block("203.0.113.0/24")]},
        ]}));
        excepted_is(&cut, &["203.0.112.0/24", "203.0.113.0/24"]);
        assert_eq!(cut["egress"][0]["to"][1], block("10.0.0.0/8"));
        assert_eq!(cut["egress"].as_array().map(Vec::len), Some(1));
    }

    fn excepted_is(cut: &Value, wanted: &[&str]) {
        assert_eq!(
            cut["egress"][0]["to"][0]["ipBlock"]["except"],
            json!(wanted)
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
