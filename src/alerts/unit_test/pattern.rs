//! Patterns of file names, as `rule_files` has them.

use std::fmt::Write as _;

use regex::Regex;

/// Whether a part of a path stands for many.
pub fn has_wildcard(part: &str) -> bool {
    part.contains(['*', '?', '[', '\\'])
}

/// Whether a file's name is one that a part of a pattern stands for: `*` is any characters, `?` is
/// one, `[a-z]` and `[^a-z]` are one of a class, and `\\` takes its meaning from what follows.
///
/// # Errors
/// Why it is not a pattern.
pub fn matches(part: &str, name: &str) -> Result<bool, String> {
    let mut regex = String::from("^(?s:");
    let mut characters = part.chars();
    while let Some(c) = characters.next() {
        match c {
            '*' => regex += ".*",
            '?' => regex += ".",
            '[' => {
                let class: String = characters.by_ref().take_while(|c| *c != ']').collect();
                // Only these have another meaning in the class of a regular expression.
                let class = class.replace('[', "\\[").replace("&&", "&\\&");
                // Writing to a text does not fail.
                let _ = write!(regex, "[{class}]");
            }
            '\\' => {
                let next = characters.next().map(String::from);
                regex += &regex::escape(&next.unwrap_or_default());
            }
            other => regex += &regex::escape(&other.to_string()),
        }
    }
    let compiled = Regex::new(&(regex + ")$"));
    let compiled = compiled.map_err(|_| format!("`{part}` is not a pattern of file names"))?;
    Ok(compiled.is_match(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_matched_as_a_whole() {
        for (pattern, name, wanted) in [
            ("*.yaml", "a.yaml", true),
            ("*.yaml", "a.yaml.bak", false),
            ("a.yaml", "aXyaml", false),
            ("?[0-9].y*ml", "a1.yml", true),
            ("[^a].yml", "a.yml", false),
            ("\\*.yml", "*.yml", true),
            ("\\*.yml", "a.yml", false),
        ] {
            assert_eq!(matches(pattern, name), Ok(wanted), "{pattern} {name}");
        }
        assert!(matches("[z-a]", "b").is_err());
        assert!(has_wildcard("a*") && !has_wildcard("a.b"));
    }
}
