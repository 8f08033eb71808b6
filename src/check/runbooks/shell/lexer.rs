//! From a text to commands.

use super::{Command, Use, Word};
use crate::base::{Span, Spanned};
use crate::check::runbooks::wrong::Wrong;

/// Words that a command may follow.
const BEFORE: [&str; 9] = [
    "do", "then", "else", "elif", "if", "while", "until", "!", "{",
];
/// Words that end something.
const BEHIND: [&str; 3] = ["done", "fi", "}"];
/// How deep `$(…)` may stand in each other.
const DEEPEST: u32 = 8;
/// The longest placeholder, in bytes.
const PLACEHOLDER_LONGEST: usize = 40;

pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    depth: u32,
    done: Vec<Command>,
}

type Read<T> = Result<T, Wrong>;

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            done: Vec::new(),
        }
    }

    /// All commands of the text.
    pub(super) fn commands(mut self) -> Read<Vec<Command>> {
        self.list()?;
        if self.rest().is_empty() {
            return Ok(self.done);
        }
        Err(self.wrong(
            1,
            "this bracket closes nothing",
            "leave it out, or quote it",
        ))
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn wrong(&self, length: usize, message: &'static str, hint: &'static str) -> Wrong {
        let span = Span::new(self.at, (self.at + length).min(self.text.len()));
        Wrong::new(span, message, hint)
    }

    /// Commands up to the end of the text, or to a bracket that closes them.
    fn list(&mut self) -> Read<()> {
        let mut command = Command::default();
        loop {
            self.skip_blanks();
            let Some(next) = self.rest().chars().next() else {
                break;
            };
            match next {
                ')' => break,
                '\n' | ';' | '|' | '&' if !self.rest().starts_with("&>") => {
                    self.at += 1;
                    self.finish(&mut command);
                }
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '(' => {
                    return Err(self.wrong(
                        1,
                        "a bracket begins a group of commands",
                        "write the commands one by one, or quote the bracket",
                    ));
                }
                '<' | '>' | '&' if self.placeholder().is_none() => self.redirection()?,
                _ => self.take(&mut command)?,
            }
        }
        self.finish(&mut command);
        Ok(())
    }

    fn finish(&mut self, command: &mut Command) {
        let command = std::mem::take(command);
        if !command.words.is_empty() || !command.assigned.is_empty() {
            self.done.push(command);
        }
    }

    /// One word of a command.
    fn take(&mut self, command: &mut Command) -> Read<()> {
        let word = self.word()?;
        let is_first = command.words.is_empty();
        let is_descriptor = !word.text.is_empty()
            && word.text.chars().all(|c| c.is_ascii_digit())
            && self.rest().starts_with(['<', '>'])
            && word.span.end == self.at;
        if is_descriptor || (is_first && BEFORE.contains(&&*word.text)) {
            return Ok(());
        }
        if is_first && BEHIND.contains(&&*word.text) {
            return Ok(());
        }
        if is_first && is_assignment(&word) {
            command.assigned.push(word);
        } else {
            command.words.push(word);
        }
        Ok(())
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            if rest.starts_with([' ', '\t', '\r']) {
                self.at += 1;
            } else if let Some(joined) = continuation(rest) {
                self.at += joined;
            } else {
                return;
            }
        }
    }

    /// `>file`, `2>&1`, `<file`: where what is read and written goes.
    fn redirection(&mut self) -> Read<()> {
        if self.rest().starts_with("<<") {
            return Err(self.wrong(
                2,
                "a here-document cannot be copied safely",
                "put the text into a file beside the runbook, or into quotes",
            ));
        }
        let marks = |c: char| matches!(c, '<' | '>' | '&');
        self.at += self.rest().len() - self.rest().trim_start_matches(marks).len();
        self.skip_blanks();
        self.word().map(drop)
    }

    fn word(&mut self) -> Read<Word> {
        let mut word = Word::new(self.at);
        while let Some(next) = self.rest().chars().next() {
            match next {
                '\'' => self.single(&mut word)?,
                '"' => self.double(&mut word)?,
                '\\' => {
                    let joined = continuation(self.rest());
                    self.at += joined.unwrap_or(1);
                    if joined.is_none() {
                        self.push(&mut word);
                    }
                }
                '<' if self.placeholder().is_some() => self.fill_in(&mut word),
                ' ' | '\t' | '\r' | '\n' | ';' | '|' | '&' | '<' | '>' | '(' | ')' => break,
                _ => self.known_later(&mut word)?,
            }
        }
        word.span.end = self.at;
        Ok(word)
    }

    /// One character as it is.
    fn push(&mut self, word: &mut Word) {
        if let Some(c) = self.rest().chars().next() {
            word.push(&self.rest()[..c.len_utf8()], self.at);
            self.at += c.len_utf8();
        }
    }

    fn single(&mut self, word: &mut Word) -> Read<()> {
        let Some(length) = self.rest()[1..].find('\'') else {
            return Err(self.unclosed());
        };
        self.at += 1;
        let end = self.at + length;
        while self.at < end {
            if self.placeholder().is_some() {
                self.fill_in(word);
            } else {
                self.push(word);
            }
        }
        self.at = end + 1;
        Ok(())
    }

    fn double(&mut self, word: &mut Word) -> Read<()> {
        let unclosed = self.unclosed();
        self.at += 1;
        loop {
            let rest = self.rest();
            match rest.chars().next() {
                None => return Err(unclosed),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') if rest[1..].starts_with(['"', '\\', '$', '`']) => {
                    self.at += 1;
                    self.push(word);
                }
                Some('<') if self.placeholder().is_some() => self.fill_in(word),
                Some(_) => self.known_later(word)?,
            }
        }
    }

    fn unclosed(&self) -> Wrong {
        self.wrong(
            1,
            "this quote is not closed",
            "close it: the shell would wait for the rest",
        )
    }

    /// A variable, what another command prints, or one character.
    fn known_later(&mut self, word: &mut Word) -> Read<()> {
        let rest = self.rest();
        if rest.starts_with('`') {
            return Err(self.wrong(
                1,
                "a backtick begins a command inside a command",
                "write `$(…)` instead",
            ));
        }
        if rest.starts_with("$(") {
            return self.output(word);
        }
        let Some((length, name)) = variable(rest) else {
            self.push(word);
            return Ok(());
        };
        let span = Span::new(self.at, self.at + length);
        let name = Use::Variable(name.to_owned());
        word.uses.push(Spanned::new(name, span));
        word.push(&rest[..length], self.at);
        self.at += length;
        Ok(())
    }

    fn output(&mut self, word: &mut Word) -> Read<()> {
        let start = self.at;
        let unclosed = self.wrong(2, "this bracket is not closed", "close it with `)`");
        if self.depth == DEEPEST {
            return Err(self.wrong(
                2,
                "too many brackets stand in each other",
                "put what the inner command prints into a variable first",
            ));
        }
        self.at += 2;
        self.depth += 1;
        self.list()?;
        self.depth -= 1;
        if !self.rest().starts_with(')') {
            return Err(unclosed);
        }
        self.at += 1;
        let span = Span::new(start, self.at);
        word.uses.push(Spanned::new(Use::Output, span));
        word.push(&self.text[start..self.at], start);
        Ok(())
    }

    /// The name of the placeholder that begins here.
    fn placeholder(&self) -> Option<&'t str> {
        let inner = self.rest().strip_prefix('<')?;
        let end = inner
            .bytes()
            .take(PLACEHOLDER_LONGEST)
            .position(|c| c == b'>')?;
        let name = &inner[..end];
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(allowed)
            && !name.ends_with(' ');
        is_name.then_some(name)
    }

    fn fill_in(&mut self, word: &mut Word) {
        let Some(name) = self.placeholder() else {
            return;
        };
        let length = name.len() + 2;
        let span = Span::new(self.at, self.at + length);
        let name = Use::Placeholder(name.to_owned());
        word.uses.push(Spanned::new(name, span));
        word.push(&self.rest()[..length], self.at);
        self.at += length;
    }
}

/// How long a backslash with the end of its line is, which joins two lines.
fn continuation(text: &str) -> Option<usize> {
    let joined = ["\\\n", "\\\r\n"];
    let found = joined.into_iter().find(|joined| text.starts_with(joined))?;
    Some(found.len())
}

/// The variable that begins a text: how long it is there, and its name.
fn variable(text: &str) -> Option<(usize, &str)> {
    let name_end = |text: &str| {
        let after = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        text.find(after).unwrap_or(text.len())
    };
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if let Some(inner) = text.strip_prefix("${") {
        let end = inner.find('}')?;
        let name = &inner[..name_end(inner)];
        return (begins(inner) && name.len() <= end).then_some((end + 3, name));
    }
    let inner = text.strip_prefix('$')?;
    let end = name_end(inner);
    begins(inner).then_some((end + 1, &inner[..end]))
}

/// Whether a word sets a variable: `NAME=value`.
fn is_assignment(word: &Word) -> bool {
    word.text.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}
