//! From what was typed to what it means, with everything that is wrong gathered on the way.

mod expression;
mod meaning;
mod name;
mod told;

use std::fmt::Display;

pub(super) use meaning::{Count, Flag, Meaning};
pub(super) use name::NameRule;

use super::codes;
use super::words::listed;
use super::yaml::{Given, Text, heading};
use crate::base::{Problem, Source, Span, Spanned, closest};

/// Gathers the problems of one file.
pub(super) struct Reader<'s> {
    /// The file.
    pub(super) source: &'s Source,
    /// What is wrong with it so far.
    pub(super) problems: Vec<Problem>,
    /// Where secrets stand, which no message may show.
    secrets: Vec<Span>,
}

/// Something was wrong, and has been reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reported;

/// A mapping whose keys are being read.
#[derive(Clone, Copy)]
pub(super) struct Block {
    /// Where messages point when they mean the whole of it.
    pub(super) span: Span,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s Source) -> Self {
        Self {
            source,
            problems: Vec::new(),
            secrets: Vec::new(),
        }
    }

    /// The mapping or list that begins at this span.
    pub(super) fn block(&self, span: Span) -> Block {
        Block {
            span: heading(self.source, span.start),
        }
    }

    /// Reports an error.
    pub(super) fn say(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        span: Span,
        label: &str,
        hint: impl Into<String>,
    ) {
        self.problems.push(
            Problem::error(code, message)
                .at(self.source, span, label)
                .hint(hint),
        );
    }

    /// A value that may be left out; none also if it means nothing, which is reported.
    pub(super) fn optional<T: Meaning>(&mut self, given: &Given<Text<T>>) -> Option<Spanned<T>> {
        let typed = given.0.as_ref()?;
        match typed.value.read() {
            Ok(value) => Some(Spanned::new(value, typed.span)),
            Err(message) => {
                let advice = T::advice(&typed.value.typed);
                self.say(
                    codes::VALUE_QUANTITY,
                    message,
                    typed.span,
                    T::EXPECTED,
                    advice,
                );
                None
            }
        }
    }

    /// A value that has a default.
    pub(super) fn or<T: Meaning>(
        &mut self,
        given: &Given<Text<T>>,
        block: Block,
        default: T,
    ) -> Option<Spanned<T>> {
        if given.0.is_none() {
            return Some(Spanned::new(default, block.span));
        }
        self.optional(given)
    }

    /// A value that must be there; `example` is the line to add.
    pub(super) fn required<T: Meaning>(
        &mut self,
        given: &Given<Text<T>>,
        block: Block,
        key: &str,
        example: &str,
    ) -> Option<Spanned<T>> {
        self.present(given, block, key, example)?;
        self.optional(given)
    }

    /// Reports a key that is not there.
    pub(super) fn present<'g, T>(
        &mut self,
        given: &'g Given<T>,
        block: Block,
        key: &str,
        example: &str,
    ) -> Option<&'g Spanned<T>> {
        if given.0.is_none() {
            let message = format!("`{key}` is missing");
            let hint = format!("add `{example}`");
            self.say(
                codes::YAML_MISSING_KEY,
                message,
                block.span,
                &format!("no `{key}` here"),
                hint,
            );
        }
        given.0.as_ref()
    }

    /// One of several words.
    pub(super) fn word<T: Copy>(
        &mut self,
        given: &Given<Text<String>>,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<Spanned<T>> {
        let typed = self.optional(given)?;
        let names = || all.iter().map(|one| name(*one));
        let found = all.iter().find(|one| name(**one) == typed.value);
        if found.is_none() {
            let message = format!("`{}` cannot stand here", short(&typed.value));
            let hint = meant(&typed.value, names);
            self.say(codes::VALUE_WORD, message, typed.span, "not known", hint);
        }
        found.map(|one| Spanned::new(*one, typed.span))
    }

    /// The value, if it lies within these limits.
    pub(super) fn within<T: PartialOrd + Display>(
        &mut self,
        value: Option<Spanned<T>>,
        least: &T,
        most: &T,
    ) -> Option<Spanned<T>> {
        let value = value?;
        if (least..=most).contains(&&value.value) {
            return Some(value);
        }
        let (label, message) = if value.value < *least {
            (
                "too small",
                format!(
                    "`{}` is less than the `{least}` that is needed here",
                    value.value
                ),
            )
        } else {
            (
                "too large",
                format!(
                    "`{}` is more than the `{most}` that is allowed here",
                    value.value
                ),
            )
        };
        self.say(
            codes::VALUE_RANGE,
            message,
            value.span,
            label,
            format!("write a value from `{least}` to `{most}`"),
        );
        None
    }
}

/// The one name that was probably meant, or all of them.
pub(super) fn meant<'a, I>(wrong: &str, names: impl Fn() -> I) -> String
where
    I: Iterator<Item = &'a str>,
{
    let nearest = closest(wrong, names());
    // Of `sev1` and `sev2`, nobody can say which is meant by `sev5`.
    let second = closest(wrong, names().filter(|name| Some(*name) != nearest));
    match (nearest, second) {
        (Some(name), None) => format!("did you mean `{name}`?"),
        (Some(_) | None, _) => format!("write {}", listed(names(), "or")),
    }
}

/// At most 60 characters of what was typed.
pub(super) fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(60).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
