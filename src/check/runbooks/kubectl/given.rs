//! Flags as they are given, and what is given for them.

use super::flag::{Flag, Value};
use super::verb::Verb;
use crate::base::{Span, closest};
use crate::check::runbooks::shell::Word;
use crate::check::runbooks::wrong::Wrong;

/// A flag that is given.
#[derive(Clone, Copy, Debug)]
pub(in crate::check::runbooks) struct Given<'w> {
    pub(super) flag: &'static Flag,
    /// What it is given; none for those that need nothing.
    pub(super) value: Option<Text<'w>>,
}

/// A part of a word, up to its end.
#[derive(Clone, Copy, Debug)]
pub(in crate::check::runbooks) struct Text<'w> {
    pub(in crate::check::runbooks) word: &'w Word,
    from: usize,
}

impl<'w> Text<'w> {
    pub(in crate::check::runbooks) const fn whole(word: &'w Word) -> Self {
        Self { word, from: 0 }
    }

    pub(in crate::check::runbooks) fn text(self) -> &'w str {
        &self.word.text[self.from..]
    }

    /// Where it was written.
    pub(in crate::check::runbooks) fn span(self) -> Span {
        if self.from == 0 {
            return self.word.span;
        }
        let part = Span::new(self.from, self.word.text.len());
        self.word.place(part)
    }
}

/// The words of a command: flags, and the others in order.
pub(super) struct Sorted<'w> {
    pub(super) given: Vec<Given<'w>>,
    pub(super) others: Vec<&'w Word>,
}

/// Tells flags from other words.
pub(super) fn sort<'w>(verb: &Verb, words: &'w [Word]) -> Result<Sorted<'w>, Wrong> {
    let mut sorted = Sorted {
        given: Vec::new(),
        others: Vec::new(),
    };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let text = &*word.text;
        if text == "--" {
            // What follows is another program's.
            break;
        } else if let Some(name) = text.strip_prefix("--") {
            let (name, from) = match name.split_once('=') {
                Some((name, _)) => (name, Some(name.len() + 3)),
                None => (name, None),
            };
            let found = verb.flags().find(|flag| flag.long == name);
            let flag = found.ok_or_else(|| unknown(verb, word, name))?;
            let value = match from {
                Some(from) => Some(Text { word, from }),
                None => next(flag, word, &mut words)?,
            };
            sorted.given.push(Given { flag, value });
        } else if text.len() > 1 && text.starts_with('-') {
            letters(verb, word, &mut words, &mut sorted.given)?;
        } else {
            sorted.others.push(word);
        }
    }
    Ok(sorted)
}

/// What follows a flag that stands alone.
fn next<'w>(
    flag: &Flag,
    word: &Word,
    words: &mut std::slice::Iter<'w, Word>,
) -> Result<Option<Text<'w>>, Wrong> {
    match flag.value {
        Value::Optional => Ok(None),
        Value::Needed => match words.next() {
            Some(word) => Ok(Some(Text::whole(word))),
            None => Err(Wrong::new(
                word.span,
                format!("`--{}` wants a value", flag.long),
                format!("write `--{} VALUE`", flag.long),
            )),
        },
    }
}

/// Flags of one letter each, as `-it` or `-nai`.
fn letters<'w>(
    verb: &Verb,
    word: &'w Word,
    words: &mut std::slice::Iter<'w, Word>,
    given: &mut Vec<Given<'w>>,
) -> Result<(), Wrong> {
    let text = &*word.text;
    for (at, letter) in text.char_indices().skip(1) {
        let found = verb.flags().find(|flag| flag.short == Some(letter));
        let flag = found.ok_or_else(|| unknown(verb, word, &letter.to_string()))?;
        let behind = at + letter.len_utf8();
        let follows = &text[behind..];
        let skipped = follows.len() - follows.trim_start_matches('=').len();
        let attached = match flag.value {
            Value::Needed => !follows.is_empty(),
            Value::Optional => follows.starts_with('='),
        };
        if attached {
            let from = behind + skipped;
            let value = Some(Text { word, from });
            given.push(Given { flag, value });
            return Ok(());
        }
        let value = next(flag, word, words)?;
        given.push(Given { flag, value });
    }
    Ok(())
}

fn unknown(verb: &Verb, word: &Word, name: &str) -> Wrong {
    let names = verb.flags().map(|flag| flag.long);
    let hint = match closest(name, names) {
        Some(meant) if name.len() > 1 => format!("did you mean `--{meant}`?"),
        _ => format!("`kubectl {} --help` lists those that there are", verb.name),
    };
    let dashes = if name.len() == 1 { "-" } else { "--" };
    Wrong::new(
        word.span,
        format!("`kubectl {}` has no flag `{dashes}{name}`", verb.name),
        hint,
    )
}
