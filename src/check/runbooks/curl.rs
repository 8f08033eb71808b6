//! `curl` as people type it.

use super::shell::Word;
use super::wrong::Wrong;
use crate::base::closest;

/// What a command of curl's asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Curl<'w> {
    /// Whom it asks.
    pub(super) urls: Vec<&'w Word>,
    /// What is sent as `query=…`: PromQL, and where it begins in its word.
    pub(super) queries: Vec<(&'w Word, usize)>,
    /// Whether it gives up by itself.
    pub(super) is_limited: bool,
}

/// Flags that stand alone.
const ALONE: &[(&str, &str)] = &[
    ("silent", "s"),
    ("show-error", "S"),
    ("fail", "f"),
    ("fail-with-body", ""),
    ("fail-early", ""),
    ("location", "L"),
    ("get", "G"),
    ("head", "I"),
    ("include", "i"),
    ("insecure", "k"),
    ("verbose", "v"),
    ("no-buffer", "N"),
    ("no-progress-meter", ""),
    ("progress-bar", "#"),
    ("compressed", ""),
    ("globoff", "g"),
    ("http1.1", ""),
    ("http2", ""),
    ("ipv4", "4"),
    ("ipv6", "6"),
    ("remote-name", "O"),
    ("retry-connrefused", ""),
    ("retry-all-errors", ""),
    ("parallel", "Z"),
    ("path-as-is", ""),
    ("next", ":"),
];

/// Flags behind which a value stands.
const VALUED: &[(&str, &str)] = &[
    ("request", "X"),
    ("header", "H"),
    ("data", "d"),
    ("data-ascii", ""),
    ("data-raw", ""),
    ("data-binary", ""),
    ("data-urlencode", ""),
    ("json", ""),
    ("form", "F"),
    ("output", "o"),
    ("write-out", "w"),
    ("max-time", "m"),
    ("connect-timeout", ""),
    ("retry", ""),
    ("retry-delay", ""),
    ("retry-max-time", ""),
    ("user", "u"),
    ("user-agent", "A"),
    ("oauth2-bearer", ""),
    ("cacert", ""),
    ("cert", "E"),
    ("key", ""),
    ("proxy", "x"),
    ("noproxy", ""),
    ("resolve", ""),
    ("connect-to", ""),
    ("unix-socket", ""),
    ("cookie", "b"),
    ("cookie-jar", "c"),
    ("referer", "e"),
    ("range", "r"),
    ("upload-file", "T"),
    ("config", "K"),
    ("limit-rate", ""),
    ("speed-limit", "Y"),
    ("speed-time", "y"),
    ("url", ""),
    ("url-query", ""),
];

impl<'w> Curl<'w> {
    /// Understands the words of a command, of which the first is `curl`.
    ///
    /// # Errors
    /// The first thing that curl would refuse.
    pub(super) fn read(words: &'w [Word]) -> Result<Self, Wrong> {
        let mut curl = Self::default();
        let mut rest = words[1..].iter();
        while let Some(word) = rest.next() {
            let text = &*word.text;
            if let Some(long) = text.strip_prefix("--").filter(|long| !long.is_empty()) {
                if has(VALUED, |(name, _)| *name == long) {
                    let value = rest.next().ok_or_else(|| without_value(word))?;
                    curl.valued(long, value, 0);
                } else if !has(ALONE, |(name, _)| *name == long) {
                    return Err(unknown(word, long));
                }
            } else if text.len() > 1 && text.starts_with('-') {
                curl.letters(word, &mut rest)?;
            } else {
                curl.urls.push(word);
            }
        }
        if curl.urls.is_empty() {
            let hint = "write it, as `https://api.provider.com/health`";
            return Err(Wrong::new(words[0].span, "`curl` is given no URL", hint));
        }
        match curl.urls.iter().find_map(|word| not_a_url(word)) {
            Some(wrong) => Err(wrong),
            None => Ok(curl),
        }
    }

    /// Flags of one letter each, as `-sS` or `-m5`.
    fn letters(
        &mut self,
        word: &'w Word,
        rest: &mut std::slice::Iter<'w, Word>,
    ) -> Result<(), Wrong> {
        for (at, letter) in word.text.char_indices().skip(1) {
            let is = |short: &str| short.chars().eq([letter]);
            if let Some((long, _)) = VALUED.iter().find(|(_, short)| is(short)) {
                let behind = at + letter.len_utf8();
                if behind < word.text.len() {
                    self.valued(long, word, behind);
                } else {
                    let value = rest.next().ok_or_else(|| without_value(word))?;
                    self.valued(long, value, 0);
                }
                return Ok(());
            }
            if !has(ALONE, |(_, short)| is(short)) {
                return Err(unknown(word, &letter.to_string()));
            }
        }
        Ok(())
    }

    /// A flag whose value begins at this byte of a word.
    fn valued(&mut self, long: &str, value: &'w Word, from: usize) {
        match long {
            "max-time" => self.is_limited = true,
            "url" => self.urls.push(value),
            "data-urlencode" | "data" | "url-query" if value.text[from..].starts_with("query=") => {
                self.queries.push((value, from + "query=".len()));
            }
            _ => {}
        }
    }
}

fn has(flags: &[(&str, &str)], wanted: impl Fn(&(&str, &str)) -> bool) -> bool {
    flags.iter().any(wanted)
}

fn without_value(word: &Word) -> Wrong {
    Wrong::new(
        word.span,
        format!("`{}` wants a value", word.text),
        format!("write `{} VALUE`", word.text),
    )
}

fn unknown(word: &Word, name: &str) -> Wrong {
    let names = ALONE.iter().chain(VALUED).map(|(name, _)| *name);
    let hint = match closest(name, names) {
        Some(meant) if name.len() > 1 => format!("did you mean `--{meant}`?"),
        _ => "`curl --help all` lists those that there are".to_owned(),
    };
    let dashes = if name.len() == 1 { "-" } else { "--" };
    Wrong::new(
        word.span,
        format!("`curl` has no flag `{dashes}{name}`"),
        hint,
    )
}

/// What is wrong with a URL; nothing where its beginning is only known when it is called.
fn not_a_url(word: &Word) -> Option<Wrong> {
    if word.text.starts_with(['$', '<']) {
        return None;
    }
    let host = host(&word.text);
    if host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace)) {
        return None;
    }
    Some(Wrong::new(
        word.span,
        format!(
            "`{}` is not a URL",
            word.text.chars().take(60).collect::<String>()
        ),
        "begin with `https://` or `http://` and a host; a flag's value stands right behind the flag",
    ))
}

/// The host of a URL.
pub(super) fn host(url: &str) -> Option<&str> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::runbooks::shell;

    fn with<T>(text: &str, look: impl FnOnce(Result<Curl<'_>, Wrong>) -> T) -> T {
        let commands = shell::parse(text).unwrap();
        look(Curl::read(&commands[0].words))
    }

    #[test]
    fn flags_and_their_values_are_told_from_the_url() {
        let text = "curl -sSm5 -o /dev/null -w '%{http_code}' -H 'A: b' https://a.b/c -G \
                    --data-urlencode 'query=up == 0'";
        with(text, |read| {
            let curl = read.unwrap();
            assert_eq!(curl.urls[0].text, "https://a.b/c");
            assert!(curl.is_limited);
            let (word, from) = curl.queries[0];
            assert_eq!(&word.text[from..], "up == 0");
        });
        assert_eq!(
            host("http://user:x@llm-gateway.ai:8080/v1"),
            Some("llm-gateway.ai")
        );
    }

    #[test]
    fn what_curl_would_refuse_is_refused_with_what_was_meant() {
        for (text, message, hint) in [
            ("curl -s", "no URL", "https://"),
            (
                "curl --max-tim 5 https://a",
                "no flag `--max-tim`",
                "--max-time",
            ),
            ("curl -q? https://a", "no flag `-q`", "--help all"),
            ("curl https://a -m", "`-m` wants a value", "VALUE"),
            ("curl api.provider.com/health", "not a URL", "begin with"),
            ("curl https:///health", "not a URL", "host"),
        ] {
            with(text, |read| {
                let wrong = read.expect_err(text);
                assert!(wrong.message.contains(message), "{text}: {wrong:?}");
                assert!(wrong.hint.contains(hint), "{text}: {wrong:?}");
            });
        }
    }
}
