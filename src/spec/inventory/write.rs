//! An inventory as it is written to a file.

use std::collections::BTreeSet;
use std::fmt;

use super::Inventory;

/// Where it comes from, for those who open it.
const HEADING: &str = "\
# What there is at the target: the names that runbooks may use.
# `firedrill plan --target FILE --write-inventory FILE` writes it; nothing of Secrets is in it.
";

impl fmt::Display for Inventory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{HEADING}namespaces:")?;
        if self.namespaces.is_empty() {
            return writeln!(f, " {{}}");
        }
        writeln!(f)?;
        for (name, namespace) in &self.namespaces {
            writeln!(
                f,
                "  {name}:\n    deployments:{}",
                unless(namespace.deployments.is_empty())
            )?;
            for (name, deployment) in &namespace.deployments {
                writeln!(
                    f,
                    "      {name}:{}",
                    unless(deployment.containers.is_empty())
                )?;
                for (name, variables) in &deployment.containers {
                    writeln!(f, "        {name}: {}", list(variables))?;
                }
            }
            writeln!(
                f,
                "    config_maps:{}",
                unless(namespace.config_maps.is_empty())
            )?;
            for (name, keys) in &namespace.config_maps {
                writeln!(f, "      {name}: {}", list(keys))?;
            }
            writeln!(f, "    services: {}", list(&namespace.services))?;
        }
        Ok(())
    }
}

/// What stands in place of a mapping that is empty.
const fn unless(empty: bool) -> &'static str {
    if empty { " {}" } else { "" }
}

/// Names in one line, in quotes where YAML would take them for something else.
fn list(names: &BTreeSet<String>) -> String {
    let plain = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
            && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
                .contains(&&*name.to_ascii_lowercase())
    };
    let quoted = names.iter().map(|name| {
        if plain(name) {
            name.clone()
        } else {
            format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
        }
    });
    format!("[{}]", quoted.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Source;

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let text = "namespaces:\n  ai:\n    deployments:\n      llm-gateway:\n        gateway: \
            [CACHE_ENABLED, \"no\"]\n      bare: {}\n    config_maps:\n      quotas: [rpm_limit, \
            \"a b\"]\n    services: []\n  empty:\n    deployments: {}\n";
        let text = text.replace("\"a b\"", "\"1.json\"");
        let read = |text: String| Inventory::read(&Source::new("inventory.yaml", text)).unwrap();
        let inventory = read(text);
        assert_eq!(inventory.namespaces.len(), 2);
        let written = inventory.to_string();
        assert!(
            written.contains("gateway: [CACHE_ENABLED, \"no\"]"),
            "{written}"
        );
        assert_eq!(read(written), inventory);
    }
}
