//! Names of things that live elsewhere.

use super::{Reader, short};
use crate::base::Spanned;
use crate::spec::codes;

/// What a name may be made of, by where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::spec) enum NameRule {
    /// Part of a URL or a file's name: letters, digits, `-`, `_` and `.`.
    Plain,
    /// A Kubernetes object: small letters, digits, `-` and `.`, a letter or digit at both ends.
    Object,
    /// A word without white space, as a model or a receiver.
    Word,
    /// One line of text.
    Line,
    /// A metric, or the beginning of one: letters, digits, `_` and `:`, no digit first.
    Metric,
    /// A label: letters, digits and `_`, no digit first.
    Label,
}

/// The longest name; what servers allow is more, what people read is less.
const LONGEST: usize = 200;

impl NameRule {
    fn allows(self, name: &str) -> bool {
        match self {
            Self::Plain => name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')),
            Self::Object => {
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
                name.chars().all(|c| plain(c) || matches!(c, '-' | '.'))
                    && name.starts_with(plain)
                    && name.ends_with(plain)
            }
            Self::Word => !name.contains(char::is_whitespace),
            Self::Line => !name.contains(['\n', '\r']),
            Self::Metric => identifier(name, |c| matches!(c, '_' | ':')),
            Self::Label => identifier(name, |c| c == '_'),
        }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::Plain => "use letters, digits, `-`, `_` and `.`",
            Self::Object => {
                "use small letters, digits, `-` and `.`, with a letter or a digit at both ends"
            }
            Self::Word => "write a name without white space",
            Self::Line => "write one line",
            Self::Metric => "use letters, digits, `_` and `:`, and no digit at the beginning",
            Self::Label => "use letters, digits and `_`, and no digit at the beginning",
        }
    }
}

/// Letters, digits and these characters, with no digit at the beginning.
fn identifier(name: &str, other: fn(char) -> bool) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || other(c);
    name.chars().all(fits) && !name.starts_with(|c: char| c.is_ascii_digit())
}

impl Reader<'_> {
    /// The name without white space around it, if it is one.
    pub(in crate::spec) fn name(
        &mut self,
        given: Option<Spanned<String>>,
        rule: NameRule,
    ) -> Option<Spanned<String>> {
        let name = given?.map(|typed| typed.trim().to_owned());
        let message = if name.value.is_empty() {
            "a name cannot be empty".to_owned()
        } else if name.value.chars().count() > LONGEST {
            format!("a name has at most {LONGEST} characters")
        } else if rule.allows(&name.value) {
            return Some(name);
        } else {
            format!("`{}` cannot be a name here", short(&name.value))
        };
        self.say(
            codes::VALUE_NAME,
            message,
            name.span,
            "this name",
            rule.advice(),
        );
        None
    }
}
