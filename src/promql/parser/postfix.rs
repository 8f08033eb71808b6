//! What is written behind an operand: windows, `offset` and `@`.

use super::cursor::{Parser, part};
use crate::base::{Duration, Span};
use crate::promql::error::ParseError;
use crate::promql::expr::{Expr, ExprKind, Moment, Subquery, Timing, ValueType};
use crate::promql::lexer::Token;
use crate::promql::unit;

impl Parser<'_> {
    /// The operand with the windows and modifiers behind it.
    pub(super) fn postfix(&mut self, mut expr: Expr) -> Result<Expr, ParseError> {
        loop {
            let (token, span) = self.peek();
            let keyword = self.peek_word().map(str::to_ascii_lowercase);
            expr = match (token, keyword.as_deref()) {
                (Token::LeftBracket, _) => self.window(expr)?,
                (Token::At, _) => self.at_modifier(expr)?,
                (Token::Word, Some("offset")) => self.offset(expr)?,
                (Token::Word, Some(name @ ("anchored" | "smoothed"))) => {
                    let what = format!("the experimental modifier `{name}`");
                    return Err(ParseError::unsupported(span, what));
                }
                _ => return Ok(expr),
            };
        }
    }

    /// `[5m]` or `[5m:1m]`.
    fn window(&mut self, expr: Expr) -> Result<Expr, ParseError> {
        let (_, open) = self.take();
        let range = self.length("a duration such as `5m`")?;
        let is_subquery = self.take_if(Token::Colon).is_some();
        let step = match self.peek().0 {
            Token::RightBracket => None,
            _ if is_subquery => Some(self.length("a step such as `1m`, or `]`")?),
            _ => None,
        };
        let close = self.expect(Token::RightBracket, "`:` or `]`")?;
        let span = expr.span.to(close);
        if is_subquery {
            return subquery(expr, range, step, span);
        }
        match expr.kind {
            ExprKind::Selector(selector) if selector.timing == Timing::default() => {
                part(ExprKind::Range(selector, range), span)
            }
            ExprKind::Selector(_) => {
                let message = "the window must stand before `offset` and `@`";
                Err(ParseError::new(open.to(close), message))
            }
            _ => {
                let message = "a window can only stand behind a selector";
                Err(ParseError::new(open.to(close), message)
                    .hint("write `[5m:]` to evaluate an expression over a window"))
            }
        }
    }

    /// A length of time above zero, as a duration or as seconds.
    fn length(&mut self, wanted: &str) -> Result<Duration, ParseError> {
        let span = self.peek().1;
        let ms = self.duration(wanted)?;
        match u64::try_from(ms) {
            Ok(ms) if ms > 0 => Ok(Duration::from_ms(ms)),
            _ => Err(ParseError::new(
                span,
                "a duration must be longer than nothing",
            )),
        }
    }

    /// Milliseconds, written as a duration or as seconds; may be negative.
    fn duration(&mut self, wanted: &str) -> Result<i64, ParseError> {
        self.refuse_arithmetic()?;
        let (token, span) = self.peek();
        let mut minus = false;
        if token == Token::Operator {
            match self.text_of(span) {
                "-" => minus = true,
                "+" => {}
                _ => return Err(self.unexpected(wanted)),
            }
            self.take();
            self.refuse_arithmetic()?;
        }
        let (token, value_span) = self.peek();
        let ms = match token {
            Token::Duration => {
                self.take();
                unit::duration_ms(self.text_of(value_span))
            }
            Token::Number => Some(unit::seconds_as_ms(self.number()?)),
            _ => return Err(self.unexpected(wanted)),
        };
        // Prometheus keeps durations as nanoseconds in 64 bits: 292 years.
        let ms = ms.filter(|ms| *ms <= i64::MAX / 1_000_000);
        let ms = ms.ok_or_else(|| ParseError::new(value_span, "the duration is too long"))?;
        self.refuse_operator_in_brackets()?;
        Ok(if minus { -ms } else { ms })
    }

    fn refuse_arithmetic(&self) -> Result<(), ParseError> {
        let (token, span) = self.peek();
        let is_function = token == Token::Word && self.peek_second().0 == Token::LeftParenthesis;
        if token == Token::LeftParenthesis || is_function {
            return Err(ParseError::unsupported(span, "duration arithmetic"));
        }
        Ok(())
    }

    fn refuse_operator_in_brackets(&self) -> Result<(), ParseError> {
        let (token, span) = self.peek();
        let (after, _) = self.peek_second();
        let continues = matches!(
            after,
            Token::Number | Token::Duration | Token::LeftParenthesis
        );
        if self.in_window() && token == Token::Operator && continues {
            return Err(ParseError::unsupported(span, "duration arithmetic"));
        }
        Ok(())
    }

    /// `offset 5m`, also negative.
    fn offset(&mut self, mut expr: Expr) -> Result<Expr, ParseError> {
        let (_, keyword) = self.take();
        let offset_ms = self.duration("a duration such as `5m`")?;
        let span = keyword.to(self.last_span());
        let timing = timing(&mut expr, span, "`offset`")?;
        if timing.offset_ms != 0 {
            return Err(ParseError::new(span, "`offset` is given twice"));
        }
        timing.offset_ms = offset_ms;
        expr.span = expr.span.to(span);
        Ok(expr)
    }

    /// `@ 1609746000`, `@ start()` or `@ end()`.
    fn at_modifier(&mut self, mut expr: Expr) -> Result<Expr, ParseError> {
        let (_, sign) = self.take();
        let moment = self.moment()?;
        let span = sign.to(self.last_span());
        let timing = timing(&mut expr, span, "`@`")?;
        if timing.at.is_some() {
            return Err(ParseError::new(span, "`@` is given twice"));
        }
        timing.at = Some(moment);
        expr.span = expr.span.to(span);
        Ok(expr)
    }

    fn moment(&mut self) -> Result<Moment, ParseError> {
        let wanted = "a Unix time in seconds, `start()` or `end()`";
        for (name, moment) in [("start", Moment::Start), ("end", Moment::End)] {
            if self.take_keyword(name).is_some() {
                self.expect(Token::LeftParenthesis, "`(`")?;
                self.expect(Token::RightParenthesis, "`)`")?;
                return Ok(moment);
            }
        }
        let (token, span) = self.peek();
        let minus = match (token, self.text_of(span)) {
            (Token::Operator, "-") => true,
            (Token::Operator, "+") => false,
            (Token::Number | Token::Duration, _) => {
                return fixed(self.number()?, span);
            }
            _ => return Err(self.unexpected(wanted)),
        };
        self.take();
        if !matches!(self.peek().0, Token::Number | Token::Duration) {
            return Err(self.unexpected(wanted));
        }
        let value = self.number()?;
        fixed(
            if minus { -value } else { value },
            span.to(self.last_span()),
        )
    }
}

/// Seconds as a moment.
fn fixed(seconds: f64, span: Span) -> Result<Moment, ParseError> {
    let ms = (seconds * 1000.0).round();
    if !ms.is_finite() || ms.abs() > unit::as_f64(i64::MAX / 2) {
        return Err(ParseError::new(span, "the time is out of range"));
    }
    Ok(Moment::Fixed(unit::whole(ms)))
}

fn subquery(
    inner: Expr,
    range: Duration,
    step: Option<Duration>,
    span: Span,
) -> Result<Expr, ParseError> {
    if inner.value_type() != ValueType::Vector {
        let found = inner.value_type().name();
        let message = format!("a subquery needs an instant vector, not {found}");
        return Err(ParseError::new(inner.span, message));
    }
    let subquery = Subquery {
        inner,
        range,
        step,
        timing: Timing::default(),
    };
    part(ExprKind::Subquery(Box::new(subquery)), span)
}

/// Where the modifiers of an expression are kept, if it can have any.
fn timing<'e>(expr: &'e mut Expr, span: Span, what: &str) -> Result<&'e mut Timing, ParseError> {
    match &mut expr.kind {
        ExprKind::Selector(selector) | ExprKind::Range(selector, _) => Ok(&mut selector.timing),
        ExprKind::Subquery(subquery) => Ok(&mut subquery.timing),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Sign { .. }
        | ExprKind::Binary(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Call(_)
        | ExprKind::Parenthesis(_) => {
            let message = format!("{what} can only stand behind a selector or a subquery");
            Err(ParseError::new(span, message).hint("move it to the selectors inside"))
        }
    }
}
