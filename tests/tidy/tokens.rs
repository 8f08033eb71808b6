//! Rust text without its comments and literals, as tokens.

/// A word, a `::`, or one other character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    /// From 1.
    pub(crate) line: usize,
}

/// The tokens of a file; comments, strings and character literals are left out.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let end = end_of_piece(&chars, at);
        let piece = &chars[at..end];
        if is_code(&chars, at) {
            let text = piece.iter().collect();
            found.push(Token { text, line });
        }
        line += piece.iter().filter(|&&c| c == '\n').count();
        at = end;
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_code(chars: &[char], at: usize) -> bool {
    let comment = chars[at] == '/' && matches!(chars.get(at + 1), Some('/' | '*'));
    let literal = chars[at] == '"' || raw_quotes(chars, at).is_some() || is_character(chars, at);
    !(chars[at].is_whitespace() || comment || literal)
}

fn end_of_piece(chars: &[char], at: usize) -> usize {
    let next = chars.get(at + 1).copied();
    if let Some(hashes) = raw_quotes(chars, at) {
        return end_of_raw(chars, at, hashes);
    }
    match chars[at] {
        '/' if next == Some('/') => find(chars, at, |rest| rest[0] == '\n'),
        '/' if next == Some('*') => end_of_block(chars, at),
        '"' => end_of_quoted(chars, at, '"'),
        '\'' if is_character(chars, at) => end_of_quoted(chars, at, '\''),
        ':' if next == Some(':') => at + 2,
        c if is_word(c) => find(chars, at, |rest| !is_word(rest[0])),
        _ => at + 1,
    }
}

/// The first place from `at` on that is as wanted, else the end.
fn find(chars: &[char], at: usize, wanted: impl Fn(&[char]) -> bool) -> usize {
    let rest = at..chars.len();
    rest.clone()
        .find(|&place| wanted(&chars[place..]))
        .unwrap_or(rest.end)
}

/// How many `#` stand around a raw string that begins here.
fn raw_quotes(chars: &[char], at: usize) -> Option<usize> {
    let inside_word = at > 0 && is_word(chars[at - 1]);
    if inside_word {
        return None;
    }
    let prefix = match (chars[at], chars.get(at + 1)) {
        ('r', _) => 1,
        ('b' | 'c', Some('r')) => 2,
        _ => return None,
    };
    let rest = &chars[(at + prefix).min(chars.len())..];
    let hashes = rest.iter().take_while(|&&c| c == '#').count();
    (rest.get(hashes) == Some(&'"')).then_some(hashes)
}

fn end_of_raw(chars: &[char], at: usize, hashes: usize) -> usize {
    let open = find(chars, at, |rest| rest[0] == '"') + 1;
    let close = find(chars, open, |rest| {
        rest[0] == '"' && rest[1..].iter().take_while(|&&c| c == '#').count() >= hashes
    });
    (close + 1 + hashes).min(chars.len())
}

fn end_of_block(chars: &[char], at: usize) -> usize {
    let (mut depth, mut place) = (0, at);
    while place < chars.len() {
        match (chars[place], chars.get(place + 1)) {
            ('/', Some('*')) => (depth, place) = (depth + 1, place + 2),
            ('*', Some('/')) => (depth, place) = (depth - 1, place + 2),
            _ => place += 1,
        }
        if depth == 0 {
            break;
        }
    }
    place
}

fn end_of_quoted(chars: &[char], at: usize, quote: char) -> usize {
    let mut place = at + 1;
    while place < chars.len() && chars[place] != quote {
        place += if chars[place] == '\\' { 2 } else { 1 };
    }
    (place + 1).min(chars.len())
}

/// Whether a `'` begins a character literal, and not a lifetime.
fn is_character(chars: &[char], at: usize) -> bool {
    chars[at] == '\'' && (chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let found = tokens(text).into_iter();
        found.map(|token| token.text).collect()
    }

    #[test]
    fn comments_and_literals_are_left_out_and_lifetimes_are_not() {
        let text = r##"
            // crate::live /* no end
            /* one /* two */ still */ a::b
            "crate::\"live" r#"raw " "# b"c" br"d" 'x' '\'' 'static r2
        "##;
        let found = ["a", "::", "b", "b", "'", "static", "r2"];
        assert_eq!(texts(text), found);
    }

    #[test]
    fn lines_are_counted_through_strings_and_comments() {
        let text = "\"one\ntwo\" /* three\nfour */ five\n// six\nseven";
        let places: Vec<usize> = tokens(text).iter().map(|token| token.line).collect();
        assert_eq!(places, [3, 5]);
    }
}
