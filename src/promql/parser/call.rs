//! Calls of functions.

use super::cursor::{Parser, part};
use crate::base::Span;
use crate::promql::error::ParseError;
use crate::promql::expr::{Call, Expr, ExprKind};
use crate::promql::function::{Known, known};
use crate::promql::matcher::anchored;

impl Parser<'_> {
    pub(super) fn call(&mut self) -> Result<Expr, ParseError> {
        let (_, name_span) = self.take();
        let name = self.text_of(name_span);
        let function = match known(name) {
            Known::Function(function) => function,
            Known::Refused(what) => return Err(ParseError::unsupported(name_span, what)),
            Known::Nothing(near) => {
                let error = ParseError::new(name_span, format!("there is no function `{name}`"));
                return Err(match near {
                    Some(near) => error.hint(format!("did you mean `{near}`?")),
                    None => error,
                });
            }
        };
        let arguments = self.arguments()?;
        let span = name_span.to(self.last_span());
        let mut call = Call {
            function,
            name_span,
            arguments,
            pattern: None,
        };
        super::check::call(&call)?;
        if function.name == "label_replace" {
            call.pattern = Some(pattern(&call.arguments[4])?);
        }
        part(ExprKind::Call(Box::new(call)), span)
    }
}

/// The compiled pattern of a `label_replace`.
fn pattern(argument: &Expr) -> Result<regex::Regex, ParseError> {
    let span: Span = argument.span;
    match &argument.bare().kind {
        ExprKind::Text(text) => anchored(text)
            .map_err(|why| ParseError::new(span, format!("`{text}` is not a pattern: {why}"))),
        _ => Err(ParseError::new(span, "the pattern must be written as text")),
    }
}
