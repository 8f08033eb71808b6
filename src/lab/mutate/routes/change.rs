//! What can be wrong in the configuration.

use serde_json::{Value, json};

use crate::base::Duration;

/// Routes that are changed; more are read, and not tried.
const ROUTES_MOST: usize = 200;
/// By how much waits are stretched.
const STRETCHED: u64 = 10;

/// One mistake.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// Which kind, as `receiver/changed`.
    pub(super) what: &'static str,
    /// What is changed, as it was.
    pub(super) before: String,
    /// The same with the mistake; empty where something is missing.
    pub(super) after: String,
    /// The part that holds it, as `/route/routes/0`.
    within: String,
    /// Its key or its index there.
    key: String,
    /// What it becomes; none where it is removed.
    to: Option<Value>,
}

impl Change {
    /// The configuration with the mistake.
    pub(super) fn apply(&self, config: &Value) -> Option<Value> {
        let mut mutated = config.clone();
        let within = mutated.pointer_mut(&self.within)?;
        match within {
            Value::Object(map) => {
                match &self.to {
                    Some(to) => map.insert(self.key.clone(), to.clone()),
                    None => map.remove(&self.key),
                };
            }
            Value::Array(list) => match (&self.to, self.key.parse::<usize>()) {
                (None, Ok(index)) if index < list.len() => drop(list.remove(index)),
                (Some(to), Ok(index)) if index < list.len() => list[index] = to.clone(),
                (_, _) => return None,
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        }
        Some(mutated)
    }
}

/// Every mistake, in the order of the file; severities are those that alerts have, the gravest first.
pub(super) fn all(config: &Value, severities: &[String]) -> Vec<Change> {
    let receivers = config["receivers"].as_array().into_iter().flatten();
    let names = receivers.filter_map(|receiver| receiver["name"].as_str());
    let names: Vec<&str> = names.collect();
    let mut changes = Vec::new();
    let mut ahead = vec!["/route".to_owned()];
    let mut number = 0;
    while let Some(at) = ahead.get(number).filter(|_| number < ROUTES_MOST).cloned() {
        number += 1;
        let Some(route) = config.pointer(&at) else {
            continue;
        };
        of_route(&at, route, &names, &mut changes);
        let below = route["routes"].as_array().map_or(0, Vec::len);
        ahead.extend((0..below).map(|index| format!("{at}/routes/{index}")));
    }
    of_inhibitions(config, &mut changes);
    more_inhibitions(config, severities, &mut changes);
    changes
}

fn of_route(at: &str, route: &Value, names: &[&str], changes: &mut Vec<Change>) {
    let called = route["matchers"].as_array().map_or_else(
        || "route".to_owned(),
        |_| format!("route {}", route["matchers"]),
    );
    let mut set = |what, key: &str, to: Option<Value>| {
        let told = |value: &Value| format!("{called}: {key}: {value}");
        changes.push(Change {
            what,
            before: told(&route[key]),
            after: to.as_ref().map(told).unwrap_or_default(),
            within: at.to_owned(),
            key: key.to_owned(),
            to,
        });
    };
    if let Some(receiver) = route["receiver"].as_str() {
        let place = names.iter().position(|name| *name == receiver);
        let next = place.and_then(|place| names.get(place + 1).or(names.first()));
        if let Some(next) = next.filter(|next| **next != receiver) {
            set("receiver/changed", "receiver", Some(json!(next)));
        }
    }
    for (what, key) in [
        ("group-wait/tenfold", "group_wait"),
        ("group-interval/tenfold", "group_interval"),
    ] {
        let length = route[key]
            .as_str()
            .and_then(|text| text.parse::<Duration>().ok());
        if let Some(length) = length {
            let longer = (length.max(Duration::from_secs(30)) * STRETCHED).to_string();
            set(what, key, Some(json!(longer)));
        }
    }
    if route["continue"] == true {
        set("continue/dropped", "continue", None);
    }
    for label in route["group_by"].as_array().into_iter().flatten() {
        let rest = route["group_by"].as_array().into_iter().flatten();
        let rest: Vec<&Value> = rest.filter(|one| *one != label).collect();
        set("group-by/dropped", "group_by", Some(json!(rest)));
    }
    if let Some((within, index)) = at.rsplit_once('/').filter(|_| at != "/route") {
        changes.push(removed("route/dropped", called, within, index));
    }
}

fn of_inhibitions(config: &Value, changes: &mut Vec<Change>) {
    const RULES: &str = "/inhibit_rules";
    let rules = config["inhibit_rules"].as_array();
    for (index, rule) in rules.into_iter().flatten().enumerate() {
        let told = rule.to_string();
        let key = index.to_string();
        changes.push(removed("inhibition/dropped", told.clone(), RULES, &key));
        let mut reversed = rule.clone();
        for (side, other) in [("source", "target"), ("target", "source")] {
            for form in ["matchers", "match", "match_re"] {
                reversed[format!("{side}_{form}")] = rule[format!("{other}_{form}")].clone();
            }
        }
        if let Value::Object(parts) = &mut reversed {
            parts.retain(|_, part| !part.is_null());
        }
        changes.push(Change {
            what: "inhibition/reversed",
            before: told.clone(),
            after: reversed.to_string(),
            within: RULES.to_owned(),
            key: key.clone(),
            to: Some(reversed),
        });
        for label in rule["equal"].as_array().into_iter().flatten() {
            let rest = rule["equal"].as_array().into_iter().flatten();
            let rest: Vec<&Value> = rest.filter(|one| *one != label).collect();
            let mut wider = rule.clone();
            wider["equal"] = json!(rest);
            changes.push(Change {
                what: "inhibition/widened",
                before: told.clone(),
                after: wider.to_string(),
                within: format!("{RULES}/{index}"),
                key: "equal".to_owned(),
                to: Some(json!(rest)),
            });
        }
    }
}

/// A graver alert that silences milder ones, or is silenced by them, whatever both are about: the
/// `equal` that somebody forgot.
fn more_inhibitions(config: &Value, severities: &[String], changes: &mut Vec<Change>) {
    for pair in severities.windows(2) {
        let [graver, milder] = pair else { continue };
        for (source, target) in [(graver, milder), (milder, graver)] {
            let matchers = |severity: &str| json!([format!("severity=\"{severity}\"")]);
            let added = json!({
                "source_matchers": matchers(source),
                "target_matchers": matchers(target),
            });
            let mut rules = config["inhibit_rules"].clone();
            match &mut rules {
                Value::Array(rules) => rules.push(added.clone()),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Object(_) => rules = json!([added]),
            }
            changes.push(Change {
                what: "inhibition/added",
                before: String::new(),
                after: added.to_string(),
                within: String::new(),
                key: "inhibit_rules".to_owned(),
                to: Some(rules),
            });
        }
    }
}

fn removed(what: &'static str, before: String, within: &str, key: &str) -> Change {
    Change {
        what,
        before,
        after: String::new(),
        within: within.to_owned(),
        key: key.to_owned(),
        to: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_makes_one_mistake() {
        let config = json!({
            "route": {
                "receiver": "chat",
                "group_wait": "30s",
                "routes": [{"matchers": ["a=b"], "receiver": "pager", "continue": true}],
            },
            "inhibit_rules": [{
                "source_matchers": ["x=y"], "target_matchers": ["x=z"], "equal": ["z"],
            }],
            "receivers": [{"name": "chat"}, {"name": "pager"}],
        });
        let severities = ["sev1", "sev2"].map(str::to_owned);
        let all = all(&config, &severities);
        let kinds: Vec<&str> = all.iter().map(|change| change.what).collect();
        assert_eq!(
            kinds,
            [
                "receiver/changed",
                "group-wait/tenfold",
                "receiver/changed",
                "continue/dropped",
                "route/dropped",
                "inhibition/dropped",
                "inhibition/reversed",
                "inhibition/widened",
                "inhibition/added",
                "inhibition/added",
            ]
        );
        for change in all {
            assert_ne!(change.apply(&config), Some(config.clone()), "{change:?}");
        }
    }
}
