//! Keys that belong to one word of another key: `latency` to `failure: slow`.

use super::Resolver;
use crate::base::{Span, Spanned};

/// A key that only one word of another key has.
pub(super) struct Parameter<'a> {
    /// Its name.
    pub(super) key: &'a str,
    /// How it is written.
    pub(super) example: &'a str,
    /// The key that chooses, such as `failure`, and the word that has this parameter.
    pub(super) of: (&'a str, &'a str),
    /// Where it stands, if it does.
    pub(super) typed: Option<Span>,
    /// What a mistake is filed under.
    pub(super) code: &'static str,
}

impl Resolver<'_> {
    /// Whether a parameter stands where its word was chosen, and nowhere else.
    pub(super) fn stands_right(&mut self, parameter: &Parameter, chosen: Spanned<&str>) -> bool {
        let Parameter { key, example, .. } = parameter;
        let (chooser, owner) = parameter.of;
        let (message, span, label, hint) = match (chosen.value == owner, parameter.typed) {
            (true, None) => (
                format!("`{}` needs `{key}`", chosen.value),
                chosen.span,
                "incomplete",
                format!("add `{example}`"),
            ),
            (false, Some(span)) => (
                format!("`{}` has no `{key}`", chosen.value),
                span,
                "would be ignored",
                format!("leave it out, or write `{chooser}: {owner}`"),
            ),
            (true, Some(_)) | (false, None) => return true,
        };
        self.reader.say(parameter.code, message, span, label, hint);
        false
    }
}
