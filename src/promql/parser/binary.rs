//! Operators between operands, and how the series of both sides find each other.

use super::cursor::{Parser, part};
use crate::base::Span;
use crate::promql::error::ParseError;
use crate::promql::expr::{Binary, BinaryOperator, Expr, ExprKind, Grouping, Matching, Side};
use crate::promql::lexer::Token;

impl Parser<'_> {
    /// An expression whose operators all bind at least this tightly.
    pub(super) fn expression(&mut self, binding_min: u8) -> Result<Expr, ParseError> {
        self.enter()?;
        let mut left = self.operand()?;
        while let Some(operator) = self.peek_operator() {
            if operator.binding() < binding_min {
                break;
            }
            let (_, operator_span) = self.take();
            left = self.after_operator(left, operator, operator_span)?;
        }
        self.leave();
        Ok(left)
    }

    fn after_operator(
        &mut self,
        left: Expr,
        operator: BinaryOperator,
        operator_span: Span,
    ) -> Result<Expr, ParseError> {
        let bool_span = self.take_keyword("bool");
        let matching = self.matching()?;
        self.refuse_fill()?;
        // Only the power operator groups to the right.
        let tighter = u8::from(operator != BinaryOperator::Power);
        let right = self.expression(operator.binding() + tighter)?;
        let span = left.span.to(right.span);
        let binary = Binary {
            operator,
            operator_span,
            returns_bool: bool_span.is_some(),
            matching,
            left,
            right,
        };
        super::check::binary(&binary, bool_span)?;
        part(ExprKind::Binary(Box::new(binary)), span)
    }

    fn peek_operator(&self) -> Option<BinaryOperator> {
        let (token, span) = self.peek();
        let text = self.text_of(span);
        match token {
            Token::Word => BinaryOperator::from_word(text),
            Token::Operator => BinaryOperator::from_sign(text),
            _ => None,
        }
    }

    /// A sign before an operand, or the operand itself.
    fn operand(&mut self) -> Result<Expr, ParseError> {
        let (token, span) = self.peek();
        let sign = self.text_of(span);
        if token != Token::Operator || !matches!(sign, "+" | "-") {
            return self.primary();
        }
        self.take();
        // A sign binds like a multiplication: `-a ^ b` is `-(a ^ b)`, `-a * b` is `(-a) * b`.
        let operand = self.expression(BinaryOperator::Power.binding())?;
        let minus = sign == "-";
        let whole = span.to(operand.span);
        super::check::sign(&operand)?;
        if let ExprKind::Number(value) = operand.kind {
            return part(ExprKind::Number(if minus { -value } else { value }), whole);
        }
        let operand = Box::new(operand);
        part(ExprKind::Sign { minus, operand }, whole)
    }

    fn matching(&mut self) -> Result<Matching, ParseError> {
        let mut matching = Matching::default();
        if let Some(word) = self.take_keyword("on") {
            matching.labels = Some(Grouping::Only(self.label_names()?));
            matching.labels_span = Some(word.to(self.last_span()));
        } else if let Some(word) = self.take_keyword("ignoring") {
            matching.labels = Some(Grouping::AllBut(self.label_names()?));
            matching.labels_span = Some(word.to(self.last_span()));
        }
        matching.many = match self.peek_word().map(str::to_ascii_lowercase).as_deref() {
            Some("group_left") => Some(Side::Left),
            Some("group_right") => Some(Side::Right),
            _ => return Ok(matching),
        };
        if matching.labels.is_none() {
            let error = self.unexpected("an operand");
            return Err(error.hint("write `on(...)` or `ignoring(...)` before it"));
        }
        let (_, word) = self.take();
        if self.peek().0 == Token::LeftParenthesis {
            matching.include = self.label_names()?;
        }
        matching.many_span = Some(word.to(self.last_span()));
        Ok(matching)
    }

    fn refuse_fill(&self) -> Result<(), ParseError> {
        let Some(word) = self.peek_word() else {
            return Ok(());
        };
        let is_fill = ["fill", "fill_left", "fill_right"]
            .iter()
            .any(|fill| word.eq_ignore_ascii_case(fill));
        if is_fill && self.peek_second().0 == Token::LeftParenthesis {
            let what = format!("the experimental modifier `{word}`");
            return Err(ParseError::unsupported(self.peek().1, what));
        }
        Ok(())
    }

    /// Label names in parentheses, separated by commas.
    pub(super) fn label_names(&mut self) -> Result<Vec<String>, ParseError> {
        self.expect(Token::LeftParenthesis, "`(` and label names")?;
        let mut names = Vec::new();
        while self.peek().0 != Token::RightParenthesis {
            let (token, span) = self.peek();
            match token {
                Token::Word if !self.text_of(span).contains(':') => {
                    names.push(self.text_of(span).to_owned());
                    self.take();
                }
                Token::Text => names.push(self.text()?),
                _ => return Err(self.unexpected("a label name or `)`")),
            }
            if self.take_if(Token::Comma).is_none() {
                break;
            }
        }
        self.expect(Token::RightParenthesis, "`,` or `)`")?;
        Ok(names)
    }
}
