//! A label that is missing from `by`, `on` and their like, that is another, or one too many.

use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::{Item, Written};
use crate::promql::Token;

const WORDS: [&str; 6] = [
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "group_right",
];
/// Labels that every series has, and that somebody may have meant.
const OTHERS: [&str; 2] = ["instance", "job"];

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (index, pair) in written.tokens.windows(2).enumerate() {
        let [(Token::Word, word), (Token::LeftParenthesis, _)] = pair else {
            continue;
        };
        let word = written.at(*word).to_ascii_lowercase();
        if !WORDS.contains(&&*word) {
            continue;
        }
        let items = Item::all(&written.tokens, index + 2, Token::RightParenthesis);
        let has = |name: &str| items.iter().any(|item| written.at(item.span) == name);
        let other = OTHERS.into_iter().find(|other| !has(other));
        for item in &items {
            edits.push(Edit::new("label/dropped", item.with_comma, ""));
            let renamed = other.map(|other| Edit::new("label/renamed", item.span, other));
            edits.extend(renamed);
        }
        // More labels split what belongs together.
        if let ("by", Some(last), Some(other)) = (&*word, items.last(), other) {
            let more = format!("{}, {other}", written.at(last.span));
            edits.push(Edit::new("label/added", last.span, more));
        }
    }
    edits
}
