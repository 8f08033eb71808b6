//! What is wrong with an expression, or with its evaluation, and where.

use std::fmt;

use crate::base::Span;

/// Why a text is not an expression that can be evaluated, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Where in the text, in bytes.
    pub span: Span,
    /// What is wrong: a lower-case sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether Prometheus may know what is written here and only firedrill does not.
    pub unsupported: bool,
}

impl ParseError {
    /// A mistake at this place.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            hint: None,
            unsupported: false,
        }
    }

    /// A feature of PromQL that is known by name and not evaluated.
    pub(super) fn unsupported(span: Span, what: impl fmt::Display) -> Self {
        Self {
            span,
            message: format!("unsupported: {what}"),
            hint: None,
            unsupported: true,
        }
    }

    /// The same mistake with what to do about it.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.message, self.span.start)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParseError {}

/// Why an expression has no value over these series at this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalError {
    /// The part of the expression that failed, in bytes of its text.
    pub span: Span,
    /// What is wrong: a lower-case sentence without a full stop.
    pub message: String,
    /// Whether Prometheus may know what is asked here and only firedrill does not.
    pub unsupported: bool,
}

impl EvalError {
    /// A failure of this part of the expression.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            unsupported: false,
        }
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.message, self.span.start)
    }
}

impl std::error::Error for EvalError {}
