//! Label matchers: what a selector asks of one label.

use std::fmt;

use regex::{Regex, RegexBuilder};

/// How a label's value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchOperator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    Like,
    /// `!~`
    NotLike,
}

impl MatchOperator {
    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Like => "=~",
            Self::NotLike => "!~",
        }
    }
}

/// What a selector asks of one label; its pattern is compiled.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The label's name.
    pub name: String,
    /// How it is compared.
    pub operator: MatchOperator,
    /// What it is compared with: a value, or the pattern as it was written.
    pub value: String,
    pattern: Option<Pattern>,
}

/// A compiled pattern. Most patterns in rules are a list of words, which need no automaton.
#[derive(Clone, Debug)]
enum Pattern {
    Words(Vec<String>),
    Anything,
    Something,
    Prefix(String),
    Regex(Regex),
}

impl Matcher {
    /// A matcher; the error says why its pattern is not a regular expression.
    pub(super) fn new(
        name: impl Into<String>,
        operator: MatchOperator,
        value: impl Into<String>,
    ) -> Result<Self, String> {
        let value = value.into();
        let pattern = match operator {
            MatchOperator::Equal | MatchOperator::NotEqual => None,
            MatchOperator::Like | MatchOperator::NotLike => Some(Pattern::compile(&value)?),
        };
        Ok(Self {
            name: name.into(),
            operator,
            value,
            pattern,
        })
    }

    /// Whether a label with this value passes; an empty value means that there is no such label.
    pub fn matches(&self, value: &str) -> bool {
        let like = || self.pattern.as_ref().is_some_and(|p| p.matches(value));
        match self.operator {
            MatchOperator::Equal => self.value == value,
            MatchOperator::NotEqual => self.value != value,
            MatchOperator::Like => like(),
            MatchOperator::NotLike => !like(),
        }
    }
}

impl Pattern {
    fn compile(pattern: &str) -> Result<Self, String> {
        match pattern {
            ".*" => return Ok(Self::Anything),
            ".+" => return Ok(Self::Something),
            _ => {}
        }
        if pattern.chars().all(|c| c == '|' || is_literal(c)) {
            return Ok(Self::Words(pattern.split('|').map(String::from).collect()));
        }
        if let Some(prefix) = pattern.strip_suffix(".*")
            && prefix.chars().all(is_literal)
        {
            return Ok(Self::Prefix(prefix.to_owned()));
        }
        anchored(pattern).map(Self::Regex)
    }

    fn matches(&self, value: &str) -> bool {
        match self {
            Self::Words(words) => words.iter().any(|word| word == value),
            Self::Anything => true,
            Self::Prefix(prefix) => value.starts_with(prefix),
            Self::Something => !value.is_empty(),
            Self::Regex(regex) => regex.is_match(value),
        }
    }
}

fn is_literal(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | ':' | ' ' | ',')
}

/// The pattern as Prometheus means it: the whole value, and `.` matches a newline too.
pub(super) fn anchored(pattern: &str) -> Result<Regex, String> {
    let compile = |text: &str| {
        RegexBuilder::new(text)
            .dot_matches_new_line(true)
            .size_limit(1 << 23)
            .build()
    };
    // Compiling is the slow part of parsing, so that what is harmless is compiled only once.
    let alone = if may_close_too_much(pattern) {
        compile(pattern).map(|_| ())
    } else {
        Ok(())
    };
    alone
        .and_then(|()| compile(&format!("^(?:{pattern})$")))
        .map_err(|error| {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        })
}

/// Whether a pattern, such as `a)(b`, may only be one in the parentheses that we put around it.
fn may_close_too_much(pattern: &str) -> bool {
    let mut open = 0_i32;
    let mut is_class = false;
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => {
                characters.next();
            }
            '[' => is_class = true,
            ']' => is_class = false,
            '(' if !is_class => open += 1,
            ')' if !is_class => open -= 1,
            _ => {}
        }
        if open < 0 {
            return true;
        }
    }
    false
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::print::label_name(f, &self.name)?;
        f.write_str(self.operator.symbol())?;
        super::print::quoted(f, &self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(pattern: &str) -> Matcher {
        Matcher::new("job", MatchOperator::Like, pattern).expect("a pattern")
    }

    #[test]
    fn a_pattern_matches_the_whole_value() {
        assert!(like("api|web").matches("web"));
        assert!(!like("api|web").matches("webs"));
        assert!(like("api.*").matches("api\nserver"));
        assert!(!like("pi.*").matches("api"));
        assert!(like("a[p].*").matches("api\nserver"));
        assert!(!like("p[i].*").matches("api"));
        assert!(like("a||b").matches(""), "an empty word matches no label");
    }

    #[test]
    fn a_pattern_cannot_close_our_own_parenthesis() {
        assert!(Matcher::new("job", MatchOperator::Like, "a)(b").is_err());
        assert!(Matcher::new("job", MatchOperator::Like, "(").is_err());
        assert!(like(r"a[)]\)(b)").matches("a))b"));
    }
}
