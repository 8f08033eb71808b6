//! Where the parser stands among the tokens.

use crate::base::Span;
use crate::promql::error::ParseError;
use crate::promql::expr::{Expr, ExprKind};
use crate::promql::lexer::{Token, tokens};

/// How many levels an expression may have. Real rules have about ten; more than this would not
/// fit on a thread's stack when it is evaluated.
pub(super) const DEPTH_MAX: u16 = 200;

/// Reads a text as an expression and checks the types of its parts.
///
/// Patterns are compiled here, once. The error says where the mistake is, and names what
/// Prometheus knows and firedrill does not evaluate.
pub fn parse(text: &str) -> Result<Expr, ParseError> {
    let mut parser = Parser::new(text)?;
    let (token, span) = parser.peek();
    if token == Token::End {
        return Err(ParseError::new(span, "there is no expression here"));
    }
    let expr = parser.expression(0)?;
    if parser.peek().0 != Token::End {
        return Err(parser.unexpected("an operator or the end of the expression"));
    }
    Ok(expr)
}

/// Where the parser stands among the tokens.
pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: u16,
}

impl<'a> Parser<'a> {
    /// Before the first token of a text.
    pub(super) fn new(text: &'a str) -> Result<Self, ParseError> {
        Ok(Self {
            text,
            tokens: tokens(text)?,
            at: 0,
            depth: 0,
        })
    }

    /// The next token; at the end, always the end.
    pub(super) fn peek(&self) -> (Token, Span) {
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    /// The token after the next.
    pub(super) fn peek_second(&self) -> (Token, Span) {
        self.tokens[(self.at + 1).min(self.tokens.len() - 1)]
    }

    /// Takes the next token.
    pub(super) fn take(&mut self) -> (Token, Span) {
        let token = self.peek();
        self.at += 1;
        token
    }

    /// Where the token stands that was taken last.
    pub(super) fn last_span(&self) -> Span {
        self.tokens[self.at.saturating_sub(1).min(self.tokens.len() - 1)].1
    }

    /// Whether the next tokens up to a bracket close a window.
    pub(super) fn in_window(&self) -> bool {
        let brackets = self.tokens[..self.at.min(self.tokens.len())].iter().rev();
        let mut brackets = brackets.map(|(token, _)| *token);
        brackets.find(|token| matches!(token, Token::LeftBracket | Token::RightBracket))
            == Some(Token::LeftBracket)
    }

    /// The text of a span.
    pub(super) fn text_of(&self, span: Span) -> &'a str {
        &self.text[span.start..span.end]
    }

    /// The next token's text if it is a word.
    pub(super) fn peek_word(&self) -> Option<&'a str> {
        let (token, span) = self.peek();
        (token == Token::Word).then(|| self.text_of(span))
    }

    /// Takes the next token if it is this keyword, in any case.
    pub(super) fn take_keyword(&mut self, keyword: &str) -> Option<Span> {
        let word = self.peek_word()?;
        word.eq_ignore_ascii_case(keyword).then(|| self.take().1)
    }

    /// Takes the next token if it is this one.
    pub(super) fn take_if(&mut self, wanted: Token) -> Option<Span> {
        (self.peek().0 == wanted).then(|| self.take().1)
    }

    /// Takes the next token, which must be this one.
    pub(super) fn expect(&mut self, wanted: Token, name: &str) -> Result<Span, ParseError> {
        self.take_if(wanted).ok_or_else(|| self.unexpected(name))
    }

    /// The next token is not what it should be.
    pub(super) fn unexpected(&self, wanted: &str) -> ParseError {
        let (token, span) = self.peek();
        let found = if token == Token::End {
            "the expression ends".to_owned()
        } else {
            format!("`{}` stands", shortened(self.text_of(span)))
        };
        ParseError::new(span, format!("{found} where {wanted} is needed"))
    }

    /// Enters one level of nesting; an error if that is too deep.
    pub(super) fn enter(&mut self) -> Result<(), ParseError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(too_deep(self.peek().1));
        }
        Ok(())
    }

    /// Leaves one level of nesting.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }
}

/// A part with its parts; an error if it has too many levels of them.
pub(super) fn part(kind: ExprKind, span: Span) -> Result<Expr, ParseError> {
    let expr = Expr::new(kind, span);
    if expr.depth() > DEPTH_MAX {
        return Err(too_deep(span));
    }
    Ok(expr)
}

fn too_deep(span: Span) -> ParseError {
    let message = format!("the expression is nested more than {DEPTH_MAX} levels deep");
    ParseError::new(span, message).hint("put parts of it into recording rules")
}

fn shortened(text: &str) -> &str {
    text.char_indices()
        .nth(40)
        .map_or(text, |(index, _)| &text[..index])
}
