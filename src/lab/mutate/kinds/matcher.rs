//! A matcher that is negated, that is missing, or that asks for something else.

use crate::base::Span;
use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::{Item, Written};
use crate::promql::Token;

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (index, (token, _)) in written.tokens.iter().enumerate() {
        if *token != Token::LeftBrace {
            continue;
        }
        for item in Item::all(&written.tokens, index + 1, Token::RightBrace) {
            edits.extend(one(written, item));
        }
    }
    edits
}

/// The mistakes that can be made in one matcher.
fn one(written: &Written<'_>, item: Item) -> Vec<Edit> {
    let within = |span: &Span| item.span.start <= span.start && span.end <= item.span.end;
    let tokens = written.tokens.iter().map(|(_, span)| *span).filter(within);
    // A metric's name in quotes has no operator.
    let [_, operator, value] = tokens.collect::<Vec<Span>>()[..] else {
        return Vec::new();
    };
    let negated = match written.at(operator) {
        "=" => "!=",
        "!=" => "=",
        "=~" => "!~",
        _ => "=~",
    };
    let mut edits = vec![
        Edit::new("matcher/negated", operator, negated),
        Edit::new("matcher/dropped", item.with_comma, ""),
    ];
    let inner = Span::new(value.start + 1, value.end.saturating_sub(1));
    let text = written.at(inner);
    let words: Vec<&str> = text.split('|').collect();
    let is_word = |word: &&str| {
        word.chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    if words.len() > 1 && words.iter().all(is_word) {
        edits.extend((0..words.len()).map(|left_out| {
            let rest = words
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != left_out);
            let rest: Vec<&str> = rest.map(|(_, word)| *word).collect();
            Edit::new("matcher/shortened", inner, rest.join("|"))
        }));
    } else {
        edits.push(Edit::new("matcher/changed", inner, format!("{text}_other")));
    }
    edits
}
