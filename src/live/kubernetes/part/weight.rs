//! The weight of a backend in the rules of a route: Envoy AI Gateway writes them as the Gateway API does.
//!
//! A drill changes it in the one rule that names the backend. Which rule that is, by what it matches, is
//! kept beside the mark: another rule may name the same backend by the time the weight is put back.

use serde_json::Value;

use crate::live::kubernetes::mark::{PREFIX, short};

/// A place where a rule names the backend.
struct Named {
    /// The rule, by what it matches.
    rule: String,
    /// The pointer to the weight.
    way: String,
}

/// The annotation that says in which rule a drill changed the weight of this backend.
pub(super) fn annotation(backend: &str) -> String {
    format!("{PREFIX}rule-{}", short(backend))
}

/// The one rule that names this backend, as the annotation has it.
pub(super) fn rule(object: &Value, backend: &str) -> Option<String> {
    let mut named = named(object, backend);
    let only = named.pop().filter(|_| named.is_empty())?;
    Some(only.rule)
}

/// The pointer to the weight: in the only rule that names this backend, or else in the one that a drill
/// changed. None if no rule names it.
pub(super) fn way(object: &Value, backend: &str) -> Result<Option<String>, String> {
    let mut named = named(object, backend);
    let count = named.len();
    let annotation = annotation(backend);
    let changed = object["metadata"]["annotations"][&annotation].as_str();
    if let (Some(changed), true) = (changed, count > 1) {
        named.retain(|one| one.rule == changed);
    }
    match (&*named, changed) {
        ([one], _) => Ok(Some(one.way.clone())),
        ([], _) if count == 0 => Ok(None),
        (_, None) => Err(format!(
            "its rules send requests to `{backend}` in {count} places, and a drill changes the weight in \
             one: give what is drilled a route of its own"
        )),
        (_, Some(_)) => Err(format!(
            "its rules send requests to `{backend}` in {count} places by now, and in which of them a drill \
             changed the weight cannot be told: put it back by hand, remove the annotation \
             `{annotation}`, and delete the receipt"
        )),
    }
}

fn named(object: &Value, backend: &str) -> Vec<Named> {
    let rules = object["spec"]["rules"].as_array();
    let rules = rules.into_iter().flatten().enumerate();
    let named = rules.flat_map(|(number, rule)| {
        let backends = rule["backendRefs"].as_array();
        let backends = backends.into_iter().flatten().enumerate();
        let own = backends.filter(|(_, one)| one["name"] == backend);
        own.map(move |(at, _)| Named {
            rule: short(&rule["matches"].to_string()),
            way: format!("/spec/rules/{number}/backendRefs/{at}/weight"),
        })
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule_for(path: &str, weight: u32) -> Value {
        json!({
            "matches": [{"path": {"type": "PathPrefix", "value": path}}],
            "backendRefs": [{"name": "chat-v1", "weight": 9}, {"name": "chat-v2", "weight": weight}],
        })
    }

    fn route(rules: &[Value], changed: Option<&str>) -> Value {
        let annotations = changed.map(|rule| json!({annotation("chat-v2"): rule}));
        json!({"metadata": {"annotations": annotations}, "spec": {"rules": rules}})
    }

    #[test]
    fn a_backend_of_two_rules_is_refused_before_anything_is_changed() {
        let two = route(&[rule_for("/a", 0), rule_for("/b", 0)], None);
        let why = way(&two, "chat-v2").unwrap_err();
        assert!(
            why.contains("2 places") && why.contains("of its own"),
            "{why}"
        );
        let mut twice = rule_for("/a", 0);
        let again = twice["backendRefs"][1].clone();
        twice["backendRefs"].as_array_mut().unwrap().push(again);
        assert!(way(&route(&[twice], None), "chat-v2").is_err());
        assert_eq!(
            way(&two, "chat-v3"),
            Ok(None),
            "that would be another mistake"
        );
    }

    #[test]
    fn the_rule_that_was_changed_is_found_beside_one_that_came_later() {
        let changed = rule(&route(&[rule_for("/a", 0)], None), "chat-v2").expect("the only one");
        for (rules, wanted) in [
            ([rule_for("/b", 3), rule_for("/a", 100)], 1),
            ([rule_for("/a", 100), rule_for("/b", 100)], 0),
        ] {
            let found = way(&route(&rules, Some(&changed)), "chat-v2");
            let weight = format!("/spec/rules/{wanted}/backendRefs/1/weight");
            assert_eq!(found, Ok(Some(weight)));
        }
    }

    #[test]
    fn where_it_cannot_be_told_any_more_somebody_is_told_what_to_do() {
        let changed = rule(&route(&[rule_for("/a", 0)], None), "chat-v2").expect("the only one");
        for rules in [
            [rule_for("/a", 100), rule_for("/a", 3)],
            [rule_for("/b", 100), rule_for("/c", 3)],
        ] {
            let why = way(&route(&rules, Some(&changed)), "chat-v2").unwrap_err();
            assert!(
                why.contains("cannot be told") && why.contains("firedrill/rule-"),
                "{why}"
            );
        }
        // The rule was rewritten, and is still the only one.
        let rewritten = route(&[rule_for("/b", 100)], Some(&changed));
        assert!(matches!(way(&rewritten, "chat-v2"), Ok(Some(_))));
    }
}
