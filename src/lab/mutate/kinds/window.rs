//! A window that is too long or too short, and a look back that is too far or missing.

use crate::base::{Duration, Span};
use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::Written;
use crate::promql::Token;

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for pair in written.tokens.windows(2) {
        let [(before, word), (Token::Duration, place)] = *pair else {
            continue;
        };
        let Ok(length) = written.at(place).parse::<Duration>() else {
            continue;
        };
        let doubled = (length * 2).to_string();
        if before == Token::LeftBracket {
            edits.push(Edit::new("window/doubled", place, doubled));
            let half = Duration::from_ms(length.ms() / 2);
            if half > Duration::ZERO {
                edits.push(Edit::new("window/halved", place, half.to_string()));
            }
        } else if written.at(word).eq_ignore_ascii_case("offset") {
            edits.push(Edit::new("offset/doubled", place, doubled));
            edits.push(Edit::new("offset/dropped", whole(written, word, place), ""));
        }
    }
    edits
}

/// The modifier with the blank before it.
fn whole(written: &Written<'_>, word: Span, length: Span) -> Span {
    let before = written.text[..word.start].trim_end().len();
    Span::new(before, length.end)
}
