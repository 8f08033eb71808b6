//! An expression as it is written.

use crate::alerts::rules::Query;
use crate::base::Span;
use crate::promql::{self, Expr, Token};

/// An expression with its text and its tokens.
pub(super) struct Written<'a> {
    pub(super) text: &'a str,
    pub(super) expr: &'a Expr,
    pub(super) tokens: Vec<(Token, Span)>,
}

impl<'a> Written<'a> {
    pub(super) fn of(query: &'a Query) -> Self {
        Self {
            text: &query.text,
            expr: &query.expr,
            // A text that was parsed has tokens.
            tokens: promql::tokens(&query.text).unwrap_or_default(),
        }
    }

    /// What is written at a place.
    pub(super) fn at(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The token that begins where a part of the expression does.
    pub(super) fn first_of(&self, part: &Expr) -> Option<Span> {
        let first = self
            .tokens
            .iter()
            .find(|(_, span)| span.start == part.span.start);
        first.map(|(_, span)| *span)
    }

    /// All parts of the expression.
    pub(super) fn parts(&self) -> Vec<&'a Expr> {
        let mut found = Vec::new();
        let mut ahead = vec![self.expr];
        while let Some(expr) = ahead.pop() {
            found.push(expr);
            ahead.extend(expr.parts());
        }
        found.sort_by_key(|expr| (expr.span.start, std::cmp::Reverse(expr.span.end)));
        found
    }
}

/// One item of a list in parentheses or braces: where it stands, and with it the comma that goes
/// away with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) span: Span,
    pub(super) with_comma: Span,
}

impl Item {
    /// The items of a list whose first token stands at `first`, up to the token that closes it.
    pub(super) fn all(tokens: &[(Token, Span)], first: usize, closes: Token) -> Vec<Self> {
        let mut items: Vec<Span> = Vec::new();
        let mut is_open = false;
        for (token, span) in tokens.iter().skip(first) {
            if *token == closes {
                break;
            }
            if *token == Token::Comma {
                is_open = false;
            } else if let (true, Some(item)) = (is_open, items.last_mut()) {
                *item = item.to(*span);
            } else {
                items.push(*span);
                is_open = true;
            }
        }
        let place = |index: usize, span: Span| {
            let after = items.get(index + 1).map(|next: &Span| next.start);
            let before = index.checked_sub(1).and_then(|at| items.get(at));
            match (before, after) {
                (None, Some(next)) => Span::new(span.start, next),
                (Some(before), _) => Span::new(before.end, span.end),
                (None, None) => span,
            }
        };
        let all = items.iter().enumerate();
        all.map(|(index, span)| Self {
            span: *span,
            with_comma: place(index, *span),
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_goes_away_with_one_comma() {
        let text = "sum by (a, b, c) (x)";
        let tokens = promql::tokens(text).unwrap();
        let items = Item::all(&tokens, 3, Token::RightParenthesis);
        let without = |item: &Item| {
            let (start, end) = (item.with_comma.start, item.with_comma.end);
            format!("{}{}", &text[..start], &text[end..])
        };
        let texts: Vec<String> = items.iter().map(without).collect();
        assert_eq!(
            texts,
            [
                "sum by (b, c) (x)",
                "sum by (a, c) (x)",
                "sum by (a, b) (x)"
            ]
        );
    }
}
