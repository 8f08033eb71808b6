//! PromQL in files that people write.

use super::Reader;
use crate::base::{Span, Spanned};
use crate::promql::{self, Expr};
use crate::spec::yaml::Alignment;

/// An expression, and where it stands.
pub(in crate::spec) struct Expression {
    /// As it was typed, without white space around it.
    pub(in crate::spec) text: String,
    /// What it means; its spans are in `text`.
    pub(in crate::spec) expr: Expr,
    places: Alignment,
}

impl Expression {
    /// The place in the file of a span in the expression.
    pub(in crate::spec) fn place(&self, span: Span) -> Span {
        self.places.span(span)
    }
}

impl Reader<'_> {
    /// The expression, or none with `code` where it is not PromQL.
    pub(in crate::spec) fn expression(
        &mut self,
        typed: &Spanned<String>,
        code: &'static str,
    ) -> Option<Expression> {
        let text = typed.value.trim();
        let places = Alignment::new(self.source, typed.span.start, text);
        match promql::parse(text) {
            Ok(expr) => Some(Expression {
                text: text.to_owned(),
                expr,
                places,
            }),
            Err(error) => {
                let span = if text.is_empty() {
                    typed.span
                } else {
                    places.span(error.span)
                };
                let hint = error
                    .hint
                    .unwrap_or_else(|| "try the expression in Prometheus' own page".to_owned());
                self.say(code, error.message, span, "here", hint);
                None
            }
        }
    }
}
