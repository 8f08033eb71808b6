//! What is wrong with a command, before anybody says in which file.

use crate::base::Span;

/// What is wrong with a part of a snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Where in the snippet, in bytes.
    pub(super) span: Span,
    /// A lower-case sentence without a full stop.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: String,
}

impl Wrong {
    pub(super) fn new(span: Span, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            hint: hint.into(),
        }
    }
}
