//! Operands: numbers, texts, selectors, calls, parentheses.

use super::cursor::{Parser, part};
use crate::promql::error::ParseError;
use crate::promql::expr::{Aggregator, Expr, ExprKind};
use crate::promql::lexer::Token;
use crate::promql::{unit, unquote};

/// Words that cannot be a metric's name.
const RESERVED: [&str; 6] = [
    "bool",
    "on",
    "ignoring",
    "group_left",
    "group_right",
    "atan2",
];

impl Parser<'_> {
    /// An operand with everything that is written behind it: window, `offset`, `@`.
    pub(super) fn primary(&mut self) -> Result<Expr, ParseError> {
        let expr = self.head()?;
        self.postfix(expr)
    }

    fn head(&mut self) -> Result<Expr, ParseError> {
        let (token, span) = self.peek();
        match token {
            Token::Number | Token::Duration => {
                let value = self.number()?;
                part(ExprKind::Number(value), span)
            }
            Token::Text => {
                let text = self.text()?;
                part(ExprKind::Text(text), span)
            }
            Token::LeftBrace => self.selector(),
            Token::LeftParenthesis => {
                self.take();
                let inner = self.expression(0)?;
                let end = self.expect(Token::RightParenthesis, "`)`")?;
                part(ExprKind::Parenthesis(Box::new(inner)), span.to(end))
            }
            Token::Word => self.word(),
            _ => Err(self.unexpected("an operand")),
        }
    }

    fn word(&mut self) -> Result<Expr, ParseError> {
        let (_, span) = self.peek();
        let word = self.text_of(span);
        for (name, value) in [("inf", f64::INFINITY), ("nan", f64::NAN)] {
            if word.eq_ignore_ascii_case(name) {
                self.take();
                return part(ExprKind::Number(value), span);
            }
        }
        let next = self.peek_second();
        let is_call = next.0 == Token::LeftParenthesis;
        let is_grouped = next.0 == Token::Word
            && ["by", "without"]
                .iter()
                .any(|keyword| self.text_of(next.1).eq_ignore_ascii_case(keyword));
        if let Some(aggregator) = Aggregator::from_word(word)
            && (is_call || is_grouped)
        {
            return self.aggregate(aggregator);
        }
        if is_grouped && ["limitk", "limit_ratio"].contains(&word) {
            let what = format!("the experimental aggregator `{word}`");
            return Err(ParseError::unsupported(span, what));
        }
        if is_call {
            return self.call();
        }
        if RESERVED.iter().any(|name| word.eq_ignore_ascii_case(name)) {
            return Err(self.unexpected("an operand"));
        }
        self.selector()
    }

    /// A number, or a duration as its seconds.
    pub(super) fn number(&mut self) -> Result<f64, ParseError> {
        let (token, span) = self.take();
        let text = self.text_of(span);
        let value = match token {
            Token::Duration => unit::duration_ms(text).map(|ms| unit::as_f64(ms) / 1000.0),
            _ => unit::number(text),
        };
        value.ok_or_else(|| ParseError::new(span, format!("`{text}` is not a number")))
    }

    /// A text in quotes.
    pub(super) fn text(&mut self) -> Result<String, ParseError> {
        let (_, span) = self.take();
        unquote::unquote(self.text_of(span)).map_err(|why| ParseError::new(span, why))
    }
}
