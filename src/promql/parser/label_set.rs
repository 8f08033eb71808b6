//! Label sets as tests write them: `up{job="api"}`.

use super::cursor::Parser;
use crate::base::{Labels, Span};
use crate::promql::error::ParseError;
use crate::promql::lexer::Token;
use crate::promql::matcher::MatchOperator;

/// Reads a label set: a metric's name, labels in braces, or both.
pub(in crate::promql) fn label_set(text: &str) -> Result<Labels, ParseError> {
    let mut parser = Parser::new(text)?;
    let mut metric = parser
        .take_if(Token::Word)
        .map(|span| (parser.text_of(span).to_owned(), span));
    let mut matchers = Vec::new();
    if parser.take_if(Token::LeftBrace).is_some() {
        parser.matchers(&mut metric, &mut matchers)?;
    } else if metric.is_none() {
        return Err(parser.unexpected("a metric name or `{`"));
    }
    if parser.peek().0 != Token::End {
        return Err(parser.unexpected("the end of the labels"));
    }
    let mut pairs: Vec<(String, String)> = Vec::with_capacity(matchers.len() + 1);
    if let Some((name, _)) = metric {
        pairs.push((Labels::NAME.to_owned(), name));
    }
    for (matcher, span) in matchers {
        refuse_other(matcher.operator, span)?;
        if pairs.iter().any(|(name, _)| *name == matcher.name) {
            let message = format!("label `{}` is given twice", matcher.name);
            return Err(ParseError::new(span, message));
        }
        pairs.push((matcher.name, matcher.value));
    }
    Ok(Labels::new(pairs))
}

fn refuse_other(operator: MatchOperator, span: Span) -> Result<(), ParseError> {
    if operator == MatchOperator::Equal {
        return Ok(());
    }
    let message = format!(
        "a series' label is written with `=`, not `{}`",
        operator.symbol()
    );
    Err(ParseError::new(span, message))
}
