//! What Prometheus and Alertmanager have loaded, by its hashes, and the images that run: a verdict is
//! about these rules, routes and programs, and about no others.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::promql;
use crate::world::{Facts, Image, LoadedRule};

/// What a verdict is about; none where it cannot be read. Hashes are SHA-256, 64 hexadecimal digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Loaded {
    /// Of the alert rules, each as it is meant and not as it is written.
    pub rules_sha256: Option<String>,
    /// Of Alertmanager's configuration, as it says it has loaded it.
    pub routing_sha256: Option<String>,
    /// The images that the platform's containers were started from, each once.
    #[serde(default)]
    pub images: Option<Vec<Image>>,
}

impl Loaded {
    /// Of what was looked at.
    pub fn of(facts: &Facts) -> Self {
        Self {
            rules_sha256: facts.rules.as_ref().ok().map(|rules| of_rules(rules)),
            routing_sha256: facts.routing.as_ref().ok().map(|text| sha256(text.trim())),
            images: facts.images.clone().and_then(Result::ok),
        }
    }
}

/// The order in which rules are told is left out, and so is how their last evaluation went.
fn of_rules(rules: &[LoadedRule]) -> String {
    let mut lines: Vec<String> = rules
        .iter()
        .map(|rule| {
            let expr = promql::parse(&rule.expr)
                .map_or_else(|_| rule.expr.clone(), |expr| expr.to_string());
            let LoadedRule {
                alert,
                group,
                interval,
                hold,
                keep_firing,
                labels,
                expr: _,
                last_evaluation: _,
                error: _,
            } = rule;
            format!("{group:?} {alert:?} {interval} {expr:?} {hold} {keep_firing} {labels}")
        })
        .collect();
    lines.sort();
    sha256(&lines.join("\n"))
}

fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Duration, Labels, ServerTime};

    fn rule(alert: &str, expr: &str) -> LoadedRule {
        LoadedRule {
            alert: alert.to_owned(),
            group: "group".to_owned(),
            interval: Duration::from_secs(15),
            expr: expr.to_owned(),
            hold: Duration::from_mins(1),
            keep_firing: Duration::ZERO,
            labels: Labels::new([("severity", "sev2")]),
            last_evaluation: None,
            error: None,
        }
    }

    #[test]
    fn what_is_meant_counts_and_not_how_it_is_told() {
        let one = of_rules(&[rule("A", "up==0"), rule("B", "up > 1")]);
        let mut evaluated = rule("A", "up  == 0");
        evaluated.last_evaluation = Some(ServerTime::from_unix_ms(5));
        assert_eq!(of_rules(&[rule("B", "up > 1"), evaluated]), one);
        assert_ne!(of_rules(&[rule("A", "up == 1"), rule("B", "up > 1")]), one);
        let longer = LoadedRule {
            hold: Duration::from_mins(2),
            ..rule("A", "up == 0")
        };
        assert_ne!(of_rules(&[longer, rule("B", "up > 1")]), one);
        assert_eq!(one.len(), 64);
    }
}
