//! Selectors: a metric's name and what is asked of the labels.

use super::cursor::{Parser, part};
use crate::base::{Labels, Span};
use crate::promql::error::ParseError;
use crate::promql::expr::{Expr, ExprKind, Selector, Timing};
use crate::promql::lexer::Token;
use crate::promql::matcher::{MatchOperator, Matcher};

impl Parser<'_> {
    /// A metric's name, or matchers in braces, or both.
    pub(super) fn selector(&mut self) -> Result<Expr, ParseError> {
        let start = self.peek().1;
        let mut end = start;
        let mut metric: Option<(String, Span)> = None;
        let mut matchers = Vec::new();
        if self.peek().0 == Token::Word {
            let (_, span) = self.take();
            metric = Some((self.text_of(span).to_owned(), span));
        }
        let bare = metric.is_some();
        if self.take_if(Token::LeftBrace).is_some() {
            end = self.matchers(&mut metric, &mut matchers)?;
        }
        let span = start.to(end);
        let quoted = metric.is_some() && !bare;
        let mut all = Vec::with_capacity(matchers.len() + 1);
        if let Some((name, place)) = &metric {
            refuse_second_name(name, *place, &matchers)?;
            all.push(matcher(Labels::NAME, MatchOperator::Equal, name, *place)?);
        }
        all.extend(matchers.into_iter().map(|(matcher, _)| matcher));
        if all.iter().all(|matcher| matcher.matches("")) {
            let message = "the selector matches every series: no matcher needs a value";
            return Err(ParseError::new(span, message)
                .hint("add a metric name, or a matcher that does not match the empty text"));
        }
        let selector = Selector {
            matchers: all,
            bare_name: bare || quoted,
            timing: Timing::default(),
        };
        part(ExprKind::Selector(selector), span)
    }

    /// Matchers after `{`, up to and with `}`.
    pub(super) fn matchers(
        &mut self,
        metric: &mut Option<(String, Span)>,
        matchers: &mut Vec<(Matcher, Span)>,
    ) -> Result<Span, ParseError> {
        loop {
            if let Some(end) = self.take_if(Token::RightBrace) {
                return Ok(end);
            }
            let (token, span) = self.peek();
            let name = match token {
                Token::Word => {
                    self.take();
                    self.text_of(span).to_owned()
                }
                Token::Text => self.text()?,
                _ => return Err(self.unexpected("a label name or `}`")),
            };
            match self.match_operator() {
                Some(operator) => {
                    if name.is_empty() {
                        return Err(ParseError::new(span, "a label needs a name"));
                    }
                    let value_span = self.peek().1;
                    if self.peek().0 != Token::Text {
                        return Err(self.unexpected("a value in quotes"));
                    }
                    let value = self.text()?;
                    let found = matcher(&name, operator, &value, value_span)?;
                    matchers.push((found, span.to(value_span)));
                }
                None if token == Token::Text => {
                    if let Some((other, _)) = metric {
                        return Err(two_names(span, other, &name));
                    }
                    *metric = Some((name, span));
                }
                None => return Err(self.unexpected("one of `=`, `!=`, `=~`, `!~`")),
            }
            if self.take_if(Token::Comma).is_none() {
                return self.expect(Token::RightBrace, "`,` or `}`");
            }
        }
    }

    fn match_operator(&mut self) -> Option<MatchOperator> {
        let (token, span) = self.peek();
        let operator = match token {
            Token::Assign => MatchOperator::Equal,
            Token::Like => MatchOperator::Like,
            Token::NotLike => MatchOperator::NotLike,
            Token::Operator if self.text_of(span) == "!=" => MatchOperator::NotEqual,
            _ => return None,
        };
        self.take();
        Some(operator)
    }
}

fn matcher(
    name: &str,
    operator: MatchOperator,
    value: &str,
    span: Span,
) -> Result<Matcher, ParseError> {
    Matcher::new(name, operator, value)
        .map_err(|why| ParseError::new(span, format!("`{value}` is not a pattern: {why}")))
}

fn refuse_second_name(
    metric: &str,
    span: Span,
    matchers: &[(Matcher, Span)],
) -> Result<(), ParseError> {
    let second = matchers.iter().find(|(m, _)| m.name == Labels::NAME);
    if metric.is_empty() {
        return Err(ParseError::new(span, "a metric needs a name"));
    }
    second.map_or(Ok(()), |(matcher, place)| {
        Err(two_names(*place, metric, &matcher.value))
    })
}

fn two_names(span: Span, one: &str, two: &str) -> ParseError {
    let message = format!("the metric's name is given twice: `{one}` and `{two}`");
    ParseError::new(span, message)
}
