//! Where a value, or a part of it, stands in its file.

use crate::base::{Source, Span};

/// Where a value stands.
pub(crate) fn span_of<T>(source: &Source, value: &serde_yaml::Spanned<T>) -> Span {
    span_at(&source.text, &value.referenced)
}

/// The bytes of a location; the end of the text when the reader does not know them.
pub(super) fn span_at(text: &str, location: &serde_yaml::Location) -> Span {
    let span = location.span();
    let number = |bytes: Option<u64>| bytes.and_then(|bytes| usize::try_from(bytes).ok());
    let Some(start) = number(span.byte_offset()).filter(|start| *start <= text.len()) else {
        return Span::new(text.len(), text.len());
    };
    let end = (start + number(span.byte_len()).unwrap_or(0)).min(text.len());
    let written = text.get(start..end).unwrap_or("");
    Span::new(start, start + written.trim_end().len())
}

/// Where a part of a text stands in the file: `part` counts bytes of the value as it was read,
/// without quotes, escapes and indentation.
///
/// The whole value where the two cannot be aligned, as behind an alias.
pub(crate) fn span_in(source: &Source, value: &serde_yaml::Spanned<String>, part: Span) -> Span {
    place_in(source, span_of(source, value), &value.value, part)
}

/// The same, for a value whose whole place is known.
pub(crate) fn place_in(source: &Source, whole: Span, value: &str, part: Span) -> Span {
    // Of a folded text the reader only knows for sure where it begins.
    let Some(raw) = source.text.get(whole.start..) else {
        return whole;
    };
    let line_start = source.text[..whole.start]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let indent = whole.start - line_start;
    let mut walk = Walk::new(raw, indent);
    let (mut start, mut end) = (None, None);
    for (offset, decoded) in value.char_indices() {
        if start.is_none() && offset >= part.start {
            start = Some(walk.at);
        }
        if end.is_none() && offset >= part.end {
            end = Some(walk.after_last);
        }
        if end.is_some() {
            break;
        }
        if !walk.step(decoded, &value[offset..]) {
            return whole;
        }
    }
    let start = start.unwrap_or(walk.after_last);
    let end = end.unwrap_or(walk.after_last).max(start);
    Span::new(start, end).shifted(whole.start)
}

/// A walk over a scalar as it is written, one character of its value at a time.
struct Walk<'a> {
    raw: &'a str,
    quote: Option<char>,
    indent: usize,
    /// The first byte that is not yet accounted for.
    at: usize,
    /// One past the last byte that stood for a character.
    after_last: usize,
    /// Line breaks of the value for which the file was accounted for with the first of them.
    folded: usize,
}

impl<'a> Walk<'a> {
    fn new(raw: &'a str, indent: usize) -> Self {
        let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
        let at = usize::from(quote.is_some());
        Self {
            raw,
            quote,
            indent,
            at,
            after_last: at,
            folded: 0,
        }
    }

    fn rest(&self) -> &'a str {
        self.raw.get(self.at..).unwrap_or("")
    }

    /// Consumes what stands for `decoded`, with which the `value` goes on; false where something else
    /// stands there.
    fn step(&mut self, decoded: char, value: &str) -> bool {
        if self.folded > 0 && decoded == '\n' {
            self.folded -= 1;
            return true;
        }
        if let Some(breaks) = self.blank_lines(value) {
            self.folded = breaks - 1;
            self.at += self.blank();
            self.after_last = self.at;
            return true;
        }
        let written = self.written_length(decoded, value);
        let Some(length) = written else {
            // A block at the end of a file has the line break that the file lacks.
            return self.rest().is_empty() && decoded == '\n';
        };
        self.at += length;
        self.after_last = self.at;
        if self.rest().starts_with('\n') || decoded == '\n' {
            self.skip_indentation(decoded);
        }
        true
    }

    /// The bytes up to the next character that is no space and no line break.
    fn blank(&self) -> usize {
        let rest = self.rest();
        rest.len() - rest.trim_start_matches(['\n', ' ', '\t']).len()
    }

    /// How many line breaks the value has here for the blank lines of a folded text: one fewer than are
    /// written.
    fn blank_lines(&self, value: &str) -> Option<usize> {
        let read = value.len() - value.trim_start_matches('\n').len();
        let written = self.rest()[..self.blank()].matches('\n').count();
        (read > 0 && written == read + 1).then_some(read)
    }

    fn written_length(&self, decoded: char, value: &str) -> Option<usize> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        if self.quote == Some('"') && first == '\\' {
            return Some(escape_length(rest));
        }
        if self.quote == Some('\'') && rest.starts_with("''") {
            return Some(2);
        }
        // A folded line: its break, with the blanks around it, stands for one space.
        let blank = &rest[..self.blank()];
        let goes_on = value[decoded.len_utf8()..].starts_with([' ', '\t', '\n']);
        if decoded == ' ' && !goes_on && blank.contains('\n') {
            return Some(blank.len());
        }
        (first == decoded).then_some(first.len_utf8())
    }

    fn skip_indentation(&mut self, decoded: char) {
        if decoded == '\n' {
            let spaces = self.rest().bytes().take_while(|b| *b == b' ').count();
            self.at += spaces.min(self.indent);
        }
    }
}

/// The bytes of a double-quoted escape.
fn escape_length(rest: &str) -> usize {
    let length = match rest.as_bytes().get(1) {
        Some(b'x') => 4,
        Some(b'u') => 6,
        Some(b'U') => 10,
        _ => 2,
    };
    length.min(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Doc {
        a: serde_yaml::Spanned<String>,
    }

    /// What the file says where the value says `part`.
    fn found(text: &str, part: &str) -> String {
        let source = Source::new("a.yaml", text);
        let doc: Doc = serde_yaml::from_str(text).unwrap();
        let start = doc.a.value.find(part).unwrap();
        let span = span_in(&source, &doc.a, Span::new(start, start + part.len()));
        text[span.start..span.end].to_owned()
    }

    #[test]
    fn a_part_is_found_in_every_style_of_scalar() {
        for text in [
            "a: é sum(rate(x[5m])) > 1\n",
            "a: 'it''s sum(rate(x[5m])) > 1' # rate(\n",
            "a: \"\\u00e9 \\\"q\\\" sum(rate(x[5m])) > 1\"\n",
            "a: |\n  one\n    two\n  sum(rate(x[5m])) > 1\n  end\n\n",
            "a: >-\n  one\n  two\n  sum(rate(x[5m])) > 1\n",
            "a: one\n   two sum(rate(x[5m])) > 1\n",
            "a: one \n   two sum(rate(x[5m])) > 1\n",
            "a: 'one\n\n   and on (b)\n\n\n   sum(rate(x[5m])) > 1\n\n   '\nb: rate(\n",
            "a: \"one\n\n   \\\" sum(rate(x[5m])) > 1\n\n   \"\nb: rate(\n",
            "a: one\n\n   two\n\n   sum(rate(x[5m])) > 1\n",
            "a: >\n  one\n\n  two\n\n    more\n  sum(rate(x[5m])) > 1\n",
            "a: |\n  one\n\n  two\n\n\n    sum(rate(x[5m])) > 1\n",
        ] {
            assert_eq!(found(text, "rate(x[5m])"), "rate(x[5m])", "{text}");
        }
    }

    #[test]
    fn a_part_at_the_end_ends_where_the_text_ends() {
        assert_eq!(found("a: |\n  x\n  foo(\n", "foo("), "foo(");
        assert_eq!(found("a: 'foo('\n", "foo("), "foo(");
    }

    #[test]
    fn a_part_over_two_lines_covers_both() {
        assert_eq!(found("a: |\n  sum by\n  (x)\n", "by\n(x)"), "by\n  (x)");
    }
}
