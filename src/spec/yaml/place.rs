//! Places in a YAML text.

use crate::base::{Source, Span};

/// The byte at a one-based line and column, the column in characters.
pub(super) fn byte_at(text: &str, line: u64, column: u64) -> usize {
    let [line, column] = [line, column].map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    let start = if line <= 1 {
        0
    } else {
        text.match_indices('\n')
            .nth(line - 2)
            .map_or(text.len(), |(newline, _)| newline + 1)
    };
    let rest = text[start..].split('\n').next().unwrap_or("");
    start
        + rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(byte, _)| byte)
}

/// What stands for a mapping or a list in messages: the key that leads to it, else its first word.
///
/// The parser says only where it begins, and carets under a whole block help nobody.
pub(in crate::spec) fn heading(source: &Source, start: usize) -> Span {
    key_before(&source.text, start).unwrap_or_else(|| word_at(&source.text, start))
}

/// The key whose value starts at this byte, or at the colon itself where it has none.
pub(super) fn key_before(text: &str, start: usize) -> Option<Span> {
    let before = text.get(..start)?.trim_end();
    let end = match before.strip_suffix(':') {
        Some(key) => key.len(),
        None if text[start..].starts_with(':') => before.len(),
        None => return None,
    };
    let begin = text[..end].rfind(|c: char| !is_word(c)).map_or(0, |stop| {
        stop + text[stop..].chars().next().map_or(1, char::len_utf8)
    });
    let line = text[..begin].rsplit('\n').next().unwrap_or("");
    let commented = line.trim_start().starts_with('#');
    (begin < end && !commented).then(|| Span::new(begin, end))
}

/// The word that starts at this byte, or one character if it is none.
pub(super) fn word_at(text: &str, start: usize) -> Span {
    let rest = text.get(start..).unwrap_or("");
    let word: usize = rest
        .chars()
        .take_while(|c| is_word(*c))
        .map(char::len_utf8)
        .sum();
    let length = if word == 0 {
        rest.chars()
            .next()
            .filter(|c| *c != '\n')
            .map_or(0, char::len_utf8)
    } else {
        word
    };
    Span::new(start, start + length)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Where each character of a scalar stands in the file, past quotes, escapes and indentation.
pub(in crate::spec) struct Alignment(Vec<(usize, usize)>);

impl Alignment {
    /// Lays a scalar's value over the text that it was read from, which starts at `start`.
    ///
    /// What YAML takes away is white space, quotes and backslashes, so that the other characters
    /// of the value follow one another in the text.
    pub(in crate::spec) fn new(source: &Source, start: usize, value: &str) -> Self {
        let mut typed = source.text.get(start..).unwrap_or("").char_indices();
        let mut pairs = Vec::new();
        for (at, wanted) in value.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            match typed.by_ref().find(|(_, c)| *c == wanted) {
                Some((found, _)) => pairs.push((at, start + found)),
                None => break,
            }
        }
        Self(pairs)
    }

    /// The place in the file of a span in the value.
    pub(in crate::spec) fn span(&self, inner: Span) -> Span {
        let first = self.0.partition_point(|(at, _)| *at < inner.start);
        let past = self.0.partition_point(|(at, _)| *at < inner.end);
        let last = self.0.last().map_or(0, |(_, at)| at + 1);
        let start = self.0.get(first).map_or(last, |(_, at)| *at);
        let end = if past > first {
            self.0[past - 1].1 + 1
        } else {
            start
        };
        Span::new(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_in_characters() {
        let text = "é: 1\nb: ü2\n";
        assert_eq!(&text[byte_at(text, 2, 4)..], "ü2\n");
        assert_eq!(&text[byte_at(text, 2, 5)..], "2\n");
        assert_eq!(byte_at(text, 9, 9), text.len());
    }

    #[test]
    fn a_block_is_named_by_its_key_and_an_item_by_its_first_word() {
        let source = Source::new("x", "fault:\n  hold: 5m\nlist:\n  - alert: A\nempty:\n");
        let shown = |start: usize| {
            let span = heading(&source, start);
            &source.text[span.start..span.end]
        };
        assert_eq!(shown(9), "fault");
        assert_eq!(shown(source.text.find("alert").unwrap()), "alert");
        assert_eq!(shown(source.text.find("empty").unwrap() + 5), "empty");
        assert_eq!(shown(0), "fault");
    }

    #[test]
    fn a_place_in_a_folded_and_escaped_expression_is_found() {
        let text = "promql: \"sum(\\\"x\\\") /\n    rate(y)\"\n";
        let source = Source::new("x", text);
        let value = "sum(\"x\") / rate(y)";
        let aligned = Alignment::new(&source, 8, value);
        let inner = value.find("rate").unwrap();
        let span = aligned.span(Span::new(inner, inner + 4));
        assert_eq!(&text[span.start..span.end], "rate");
    }
}
