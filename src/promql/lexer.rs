//! Text to tokens, each with its place.

use crate::base::Span;

use super::error::ParseError;

/// The longest text that is read as an expression, in bytes; a rule's longest are a few thousand.
const TEXT_BYTES_MAX: usize = 1 << 18;

/// What a token is; its text is in the expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the signs")]
pub enum Token {
    Number,
    Duration,
    Text,
    Word,
    LeftParenthesis,
    RightParenthesis,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    Assign,
    Like,
    NotLike,
    At,
    /// An operator that is written in signs.
    Operator,
    End,
}

/// The tokens of a text, the last of which is [`Token::End`]; for whoever changes an expression as it
/// is written.
///
/// # Errors
/// A character or a word without a meaning, with its place.
pub fn tokens(text: &str) -> Result<Vec<(Token, Span)>, ParseError> {
    if text.len() > TEXT_BYTES_MAX {
        let message = format!("the expression is longer than {TEXT_BYTES_MAX} bytes");
        return Err(ParseError::new(Span::new(0, 0), message));
    }
    let mut lexer = Lexer {
        text,
        at: 0,
        in_brackets: false,
        in_braces: false,
    };
    let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
    loop {
        let token = lexer.next()?;
        tokens.push(token);
        if token.0 == Token::End {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    in_brackets: bool,
    in_braces: bool,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn next(&mut self) -> Result<(Token, Span), ParseError> {
        self.skip_blanks();
        let start = self.at;
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Ok((Token::End, Span::new(start, start)));
        };
        let second = rest[first.len_utf8()..].chars().next().unwrap_or(' ');
        let (token, length) = match first {
            '(' => (Token::LeftParenthesis, 1),
            ')' => (Token::RightParenthesis, 1),
            '{' => (Token::LeftBrace, 1),
            '}' => (Token::RightBrace, 1),
            '[' => (Token::LeftBracket, 1),
            ']' => (Token::RightBracket, 1),
            ',' => (Token::Comma, 1),
            '@' => (Token::At, 1),
            '=' if second == '~' => (Token::Like, 2),
            '!' if second == '~' => (Token::NotLike, 2),
            '=' | '!' if second == '=' && !(self.in_braces && first == '=') => (Token::Operator, 2),
            '=' => (Token::Assign, 1),
            '<' | '>' if second == '/' => {
                let span = Span::new(start, start + 2);
                let what = format!("the native histogram operator `{first}/`");
                return Err(ParseError::unsupported(span, what));
            }
            '<' | '>' if second == '=' => (Token::Operator, 2),
            '+' | '-' | '*' | '/' | '%' | '^' | '<' | '>' => (Token::Operator, 1),
            '"' | '\'' | '`' => (Token::Text, self.quoted_length(first)?),
            ':' if self.in_brackets || !is_word(second) => (Token::Colon, 1),
            '0'..='9' => self.number_or_duration()?,
            '.' if second.is_ascii_digit() => self.number_or_duration()?,
            // A name with a colon is that of a recorded metric, and none of a label.
            _ if is_word(first) && !(first == ':' && self.in_braces) => {
                (Token::Word, self.word_length())
            }
            _ => {
                let span = Span::new(start, start + first.len_utf8());
                let message = format!("`{}` has no meaning here", first.escape_default());
                return Err(ParseError::new(span, message));
            }
        };
        self.note(token);
        self.at += length;
        Ok((token, Span::new(start, self.at)))
    }

    /// Colons and equal signs mean something else in brackets and braces.
    fn note(&mut self, token: Token) {
        if matches!(token, Token::LeftBracket | Token::RightBracket) {
            self.in_brackets = token == Token::LeftBracket;
        } else if matches!(token, Token::LeftBrace | Token::RightBrace) {
            self.in_braces = token == Token::LeftBrace;
        }
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r']);
            self.at += rest.len() - trimmed.len();
            if !self.rest().starts_with('#') {
                return;
            }
            let comment = self.rest().find('\n').unwrap_or(self.rest().len());
            self.at += comment;
        }
    }

    fn word_length(&self) -> usize {
        let colons = !self.in_braces && !self.in_brackets;
        self.rest()
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || (c == ':' && colons)))
            .unwrap_or(self.rest().len())
    }

    fn quoted_length(&self, quote: char) -> Result<usize, ParseError> {
        let mut escaped = false;
        for (index, c) in self.rest().char_indices().skip(1) {
            if escaped {
                escaped = false;
            } else if c == '\\' && quote != '`' {
                escaped = true;
            } else if c == quote {
                return Ok(index + 1);
            } else if c == '\n' && quote != '`' {
                break;
            }
        }
        let span = Span::new(self.at, self.at + 1);
        Err(ParseError::new(span, "this quote is not closed").hint(format!("add `{quote}`")))
    }

    fn number_or_duration(&self) -> Result<(Token, usize), ParseError> {
        let rest = self.rest();
        let length = number_length(rest);
        let whole = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
            .unwrap_or(rest.len())
            .max(length);
        if whole == length {
            return Ok((Token::Number, length));
        }
        if super::unit::duration_ms(&rest[..whole]).is_some() {
            return Ok((Token::Duration, whole));
        }
        let span = Span::new(self.at, self.at + whole);
        let message = format!("`{}` is neither a number nor a duration", &rest[..whole]);
        Err(ParseError::new(span, message).hint("durations are written as `30s`, `5m` or `1h30m`"))
    }
}

/// Whether a word can begin with this character.
fn is_word(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == ':'
}

/// The length of the number at the start of a text, without any unit after it.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let byte = |index: usize| bytes.get(index).copied().unwrap_or(b' ');
    let hexadecimal = byte(0) == b'0' && matches!(byte(1), b'x' | b'X');
    if hexadecimal {
        let digits = bytes[2..]
            .iter()
            .take_while(|b| b.is_ascii_hexdigit() || **b == b'_');
        return 2 + digits.count();
    }
    let mut length = 0;
    while byte(length).is_ascii_digit() || matches!(byte(length), b'.' | b'_') {
        length += 1;
    }
    if matches!(byte(length), b'e' | b'E') {
        let sign = usize::from(matches!(byte(length + 1), b'+' | b'-'));
        let digits = bytes[(length + 1 + sign).min(bytes.len())..]
            .iter()
            .take_while(|b| b.is_ascii_digit() || **b == b'_')
            .count();
        if digits > 0 {
            length += 1 + sign + digits;
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Token> {
        let tokens = tokens(text).expect("tokens");
        tokens.into_iter().map(|(token, _)| token).collect()
    }

    #[test]
    fn a_colon_means_nothing_in_braces() {
        let error = tokens("a{:b=\"c\"}").expect_err("no label begins so");
        assert_eq!(error.span, Span::new(2, 3));
        assert!(error.message.contains("`:`"), "{}", error.message);
    }

    #[test]
    fn a_colon_belongs_to_a_name_but_not_in_brackets() {
        use Token::{Colon, Duration, End, LeftBracket, RightBracket, Word};
        assert_eq!(
            kinds("a:b[5m:1m]"),
            [
                Word,
                LeftBracket,
                Duration,
                Colon,
                Duration,
                RightBracket,
                End
            ]
        );
    }

    #[test]
    fn numbers_and_durations_are_told_apart() {
        assert_eq!(
            kinds("1e3 0x1F 1_000 .5 5."),
            [
                Token::Number,
                Token::Number,
                Token::Number,
                Token::Number,
                Token::Number,
                Token::End
            ]
        );
        assert_eq!(kinds("1h30m"), [Token::Duration, Token::End]);
        let error = tokens("x + 5q").unwrap_err();
        assert_eq!(error.span, Span::new(4, 6));
        assert_eq!(error.message, "`5q` is neither a number nor a duration");
    }

    #[test]
    fn an_open_quote_is_pointed_at() {
        let error = tokens(r#"up{job="a}"#).unwrap_err();
        assert_eq!(
            (error.span.start, &*error.message),
            (7, "this quote is not closed")
        );
    }
}
