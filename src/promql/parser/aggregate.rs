//! Aggregations: `sum by (job) (x)`, `topk(3, x) without (pod)`.

use super::cursor::{Parser, part};
use crate::base::Span;
use crate::promql::error::ParseError;
use crate::promql::expr::{Aggregate, Aggregator, Expr, ExprKind, Grouping};
use crate::promql::lexer::Token;

impl Parser<'_> {
    pub(super) fn aggregate(&mut self, aggregator: Aggregator) -> Result<Expr, ParseError> {
        let (_, name_span) = self.take();
        let (mut grouping, mut grouping_span) = self.grouping()?;
        let open = self.peek().1;
        let mut arguments = self.arguments()?;
        let mut end = self.last_span();
        if grouping.is_none() {
            (grouping, grouping_span) = self.grouping()?;
            end = self.last_span();
        }
        let span = name_span.to(end);
        let wanted = 1 + usize::from(aggregator.has_parameter());
        if arguments.len() != wanted {
            let name = aggregator.name();
            let message = format!(
                "`{name}` takes {wanted} argument{}, not {}",
                if wanted == 1 { "" } else { "s" },
                arguments.len()
            );
            return Err(ParseError::new(name_span, message));
        }
        let Some(inner) = arguments.pop() else {
            return Err(ParseError::new(open, "nothing to aggregate"));
        };
        let aggregate = Aggregate {
            aggregator,
            grouping,
            name_span,
            grouping_span,
            parameter: arguments.pop(),
            inner,
        };
        super::check::aggregate(&aggregate)?;
        part(ExprKind::Aggregate(Box::new(aggregate)), span)
    }

    /// `by` or `without` with its labels, and where all of it stands.
    fn grouping(&mut self) -> Result<(Option<Grouping>, Option<Span>), ParseError> {
        let (word, make): (Span, fn(Vec<String>) -> Grouping) =
            if let Some(word) = self.take_keyword("by") {
                (word, Grouping::Only)
            } else if let Some(word) = self.take_keyword("without") {
                (word, Grouping::AllBut)
            } else {
                return Ok((None, None));
            };
        let names = self.label_names()?;
        Ok((Some(make(names)), Some(word.to(self.last_span()))))
    }

    /// Expressions in parentheses, separated by commas.
    pub(super) fn arguments(&mut self) -> Result<Vec<Expr>, ParseError> {
        self.expect(Token::LeftParenthesis, "`(`")?;
        let mut arguments = Vec::new();
        if self.take_if(Token::RightParenthesis).is_some() {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression(0)?);
            if self.take_if(Token::RightParenthesis).is_some() {
                return Ok(arguments);
            }
            self.expect(Token::Comma, "an operator, `,` or `)`")?;
        }
    }
}
