//! Matchers: conditions on one label, as Alertmanager writes them.

use std::cmp::Ordering;
use std::fmt;

use regex::Regex;

use crate::base::Labels;

/// Bytes that a compiled pattern may take.
const PATTERN_SIZE_LIMIT: usize = 1 << 20;

/// A condition on one label; a label that is absent has the empty value.
#[derive(Clone, Debug)]
pub struct Matcher {
    name: String,
    value: String,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Equal,
    NotEqual,
    Like(Regex),
    NotLike(Regex),
}

/// Why a text is not a matcher.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAMatcher {
    /// It has not the shape of one.
    #[error("`{0}` is not a matcher such as `severity=\"sev1\"`")]
    Shape(String),
    /// Its pattern does not compile.
    #[error("`{0}` is not a regular expression: {1}")]
    Pattern(String, String),
}

impl Matcher {
    /// The label must have this value.
    pub fn equal(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            test: Test::Equal,
        }
    }

    /// The whole value must match this pattern.
    pub fn like(name: impl Into<String>, pattern: impl Into<String>) -> Result<Self, NotAMatcher> {
        Self::new(name.into(), "=~", pattern.into())
    }

    fn new(name: String, operator: &str, value: String) -> Result<Self, NotAMatcher> {
        let test = match operator {
            "=" => Test::Equal,
            "!=" => Test::NotEqual,
            "=~" => Test::Like(anchored(&value)?),
            _ => Test::NotLike(anchored(&value)?),
        };
        Ok(Self { name, value, test })
    }

    /// The label it looks at.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value or pattern.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether these labels meet the condition.
    pub fn matches(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.name);
        match &self.test {
            Test::Equal => value == self.value,
            Test::NotEqual => value != self.value,
            Test::Like(pattern) => pattern.is_match(value),
            Test::NotLike(pattern) => !pattern.is_match(value),
        }
    }

    const fn rank(&self) -> u8 {
        match self.test {
            Test::Equal => 0,
            Test::NotEqual => 1,
            Test::Like(_) => 2,
            Test::NotLike(_) => 3,
        }
    }

    const fn operator(&self) -> &'static str {
        match self.test {
            Test::Equal => "=",
            Test::NotEqual => "!=",
            Test::Like(_) => "=~",
            Test::NotLike(_) => "!~",
        }
    }

    /// The matchers of one line, as `severity="sev1"` or `{severity="sev1", team!~"a|b"}`.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, NotAMatcher> {
        let trimmed = text.trim();
        let inner = match (trimmed.strip_prefix('{'), trimmed.strip_suffix('}')) {
            (Some(_), Some(_)) => &trimmed[1..trimmed.len() - 1],
            (None, None) => trimmed,
            _ => return Err(NotAMatcher::Shape(text.to_owned())),
        };
        let mut rest = inner.trim();
        let mut matchers = Vec::new();
        while !rest.is_empty() {
            let (matcher, tail) = Self::parse_one(rest)?;
            matchers.push(matcher);
            let tail = tail.trim_start();
            rest = match tail.strip_prefix(',') {
                Some(more) => more.trim_start(),
                None if tail.is_empty() => "",
                None => return Err(NotAMatcher::Shape(text.to_owned())),
            };
        }
        Ok(matchers)
    }

    fn parse_one(text: &str) -> Result<(Self, &str), NotAMatcher> {
        let wrong = || NotAMatcher::Shape(text.to_owned());
        let (name, rest) = if text.starts_with('"') {
            quoted(text).ok_or_else(wrong)?
        } else {
            let end = text
                .find(|c: char| c.is_whitespace() || "=!~{},\"'`\\".contains(c))
                .ok_or_else(wrong)?;
            (text[..end].to_owned(), &text[end..])
        };
        let rest = rest.trim_start();
        let operator = ["=~", "!=", "!~", "="]
            .into_iter()
            .find(|operator| rest.starts_with(operator))
            .ok_or_else(wrong)?;
        let rest = rest[operator.len()..].trim_start();
        let (value, rest) = if rest.starts_with('"') {
            quoted(rest).ok_or_else(wrong)?
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            (rest[..end].trim_end().to_owned(), &rest[end..])
        };
        if name.is_empty() || value.contains(['"', '{', '}']) && !is_quoted_value(text) {
            return Err(wrong());
        }
        Ok((Self::new(name, operator, value)?, rest))
    }
}

/// Whether the value behind the operator is quoted.
fn is_quoted_value(text: &str) -> bool {
    text.find(['=', '~']).is_some_and(|at| {
        text[at..]
            .trim_start_matches(['=', '~', ' '])
            .starts_with('"')
    })
}

/// The text in double quotes at the start, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut escaped = false;
    for (offset, c) in text.char_indices().skip(1) {
        if escaped {
            match c {
                'n' => value.push('\n'),
                '"' | '\\' => value.push(c),
                other => value.extend(['\\', other]),
            }
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == '"' {
            return Some((value, &text[offset + 1..]));
        } else {
            value.push(c);
        }
    }
    None
}

/// The pattern over the whole value.
fn anchored(pattern: &str) -> Result<Regex, NotAMatcher> {
    regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(PATTERN_SIZE_LIMIT)
        .build()
        .map_err(|error| {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or("").trim();
            let reason = reason.strip_prefix("error: ").unwrap_or(reason);
            NotAMatcher::Pattern(pattern.to_owned(), reason.to_owned())
        })
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:?}", self.name, self.operator(), self.value)
    }
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Matcher {}

impl PartialOrd for Matcher {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Matcher {
    /// By name, value and operator: the order in which Alertmanager writes a route's key.
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.name, &self.value, self.rank()).cmp(&(&other.name, &other.value, other.rank()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Matcher {
        Matcher::parse_all(text).unwrap().remove(0)
    }

    #[test]
    fn matchers_are_read_with_and_without_quotes() {
        for (text, shown) in [
            ("severity=\"sev1\"", "severity=\"sev1\""),
            ("severity = sev1", "severity=\"sev1\""),
            ("a=~\"x|y\"", "a=~\"x|y\""),
            ("a!=b", "a!=\"b\""),
            ("a !~ \"b.*\"", "a!~\"b.*\""),
            ("a=\"q\\\"uote, {d}\"", "a=\"q\\\"uote, {d}\""),
            ("a=", "a=\"\""),
            ("\"with space\"=x", "with space=\"x\""),
        ] {
            assert_eq!(one(text).to_string(), shown);
        }
        let both = Matcher::parse_all("{a=\"1\", b!~\"2|3\"}").unwrap();
        assert_eq!(both.len(), 2);
    }

    #[test]
    fn what_is_no_matcher_is_refused() {
        for text in ["severity", "=x", "a=\"x", "{a=b", "a=b\"c", "a=\"b\" c"] {
            assert!(Matcher::parse_all(text).is_err(), "{text}");
        }
        let error = Matcher::parse_all("a=~\"(\"").unwrap_err();
        assert!(matches!(error, NotAMatcher::Pattern(..)), "{error}");
    }

    #[test]
    fn an_absent_label_is_empty_and_patterns_are_anchored() {
        let labels = Labels::new([("a", "xyz")]);
        assert!(one("b=\"\"").matches(&labels));
        assert!(one("b!~\".+\"").matches(&labels));
        assert!(!one("a=~\"xy\"").matches(&labels));
        assert!(one("a=~\"xy.\"").matches(&labels));
    }
}
