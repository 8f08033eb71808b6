//! Texts that a pattern matches: good enough for the patterns of rules, and always checked by whoever
//! asks.

/// How deep parentheses are followed.
const DEPTH_MOST: usize = 16;
/// How often something is repeated.
const REPEATED_MOST: usize = 64;

/// Some texts that a pattern may match, the shortest first.
pub(super) fn samples(pattern: &str) -> Vec<String> {
    let mut found = Vec::new();
    for filled in [false, true] {
        let characters: Vec<char> = pattern.chars().collect();
        let mut reader = Reader {
            characters: &characters,
            at: 0,
            filled,
        };
        for text in reader.alternatives(0) {
            if !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found
}

struct Reader<'a> {
    characters: &'a [char],
    at: usize,
    /// Whether what may be empty is filled.
    filled: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += 1;
        next
    }

    /// One text for each alternative, up to the end or the parenthesis that closes.
    fn alternatives(&mut self, depth: usize) -> Vec<String> {
        let mut texts = vec![String::new()];
        while let Some(c) = self.peek() {
            match c {
                ')' if depth > 0 => break,
                '|' => {
                    self.at += 1;
                    texts.push(String::new());
                }
                _ => {
                    let before = texts.last().cloned().unwrap_or_default();
                    let piece = self.piece(depth, &before);
                    if let Some(last) = texts.last_mut() {
                        last.push_str(&piece);
                    }
                }
            }
        }
        texts
    }

    /// What stands for one thing and its quantifier.
    fn piece(&mut self, depth: usize, before: &str) -> String {
        let one = self.one(depth, before);
        let (least, open) = self.quantifier();
        let times = if least == 0 && open && self.filled {
            1
        } else {
            least
        };
        one.repeat(times)
    }

    fn one(&mut self, depth: usize, before: &str) -> String {
        let after_digit = before.ends_with(|c: char| c.is_ascii_digit());
        match self.next() {
            Some('(') if depth < DEPTH_MOST => {
                if self.peek() == Some('?') {
                    // `(?:` and flags.
                    while self.next().is_some_and(|c| c != ':' && c != ')') {}
                }
                let first = self.alternatives(depth + 1).into_iter().next();
                self.at += 1;
                first.unwrap_or_default()
            }
            Some('[') => self.class(),
            Some('\\') => match self.next() {
                Some('d') => "0".to_owned(),
                Some('w') => "a".to_owned(),
                Some('s') => " ".to_owned(),
                Some('b' | 'A' | 'z') | None => String::new(),
                Some(c) => c.to_string(),
            },
            Some('.') if after_digit => "0".to_owned(),
            Some('.') => "a".to_owned(),
            Some('^' | '$') | None => String::new(),
            Some(c) => c.to_string(),
        }
    }

    /// A character of a class.
    fn class(&mut self) -> String {
        let negated = self.peek() == Some('^');
        if negated {
            self.at += 1;
        }
        let mut members = Vec::new();
        while let Some(c) = self.next() {
            match c {
                ']' if !members.is_empty() => break,
                '\\' => members.extend(match self.next() {
                    Some('d') => Some('0'),
                    Some('w') => Some('a'),
                    other => other,
                }),
                _ => members.push(c),
            }
        }
        let outside = ['a', '0', '_', 'Z']
            .into_iter()
            .find(|c| !members.contains(c));
        let chosen = if negated {
            outside
        } else {
            members.first().copied()
        };
        chosen.map(String::from).unwrap_or_default()
    }

    /// How often at the least, and whether more is allowed.
    fn quantifier(&mut self) -> (usize, bool) {
        let found = match self.peek() {
            Some('*' | '?') => (0, true),
            Some('+') => (1, true),
            Some('{') => {
                let rest = self.characters[self.at + 1..].iter();
                let digits: String = rest.take_while(|c| c.is_ascii_digit()).collect();
                while self.peek().is_some_and(|c| c != '}') {
                    self.at += 1;
                }
                (digits.parse().unwrap_or(1).min(REPEATED_MOST), false)
            }
            _ => return (1, false),
        };
        self.at += 1;
        // A lazy quantifier allows the same.
        if self.peek() == Some('?') {
            self.at += 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_that_a_pattern_matches() {
        for (pattern, first) in [
            ("api|web", "api"),
            (".*thanos-query.*", "thanos-query"),
            ("tekton-.+", "tekton-a"),
            ("5..", "500"),
            ("(dev|prod)-[0-9]+", "dev-0"),
            ("a\\.b{2}", "a.bb"),
            ("(?:x|y)?z", "z"),
            ("[^/]+", "a"),
        ] {
            assert_eq!(samples(pattern)[0], first, "{pattern}");
            let regex = regex::Regex::new(&format!("^(?:{pattern})$")).unwrap();
            for text in samples(pattern) {
                assert!(regex.is_match(&text), "{pattern}: {text}");
            }
        }
    }

    #[test]
    fn no_pattern_is_too_odd() {
        for pattern in [
            "(",
            "[",
            "a{",
            "(?",
            "\\",
            ")",
            "((((((((((((((((((((",
            "[]",
        ] {
            assert!(!samples(pattern).is_empty(), "{pattern}");
        }
    }
}
