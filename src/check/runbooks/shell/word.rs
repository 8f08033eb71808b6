//! A word of a command.

use crate::base::{Span, Spanned};

/// A word without its quotes.
#[derive(Clone, Debug, Default)]
pub(in crate::check::runbooks) struct Word {
    /// What it says; what is only known when it runs stands as it is written: `$NAME`, `<name>`, `$(…)`.
    pub(in crate::check::runbooks) text: String,
    /// The whole of it, quotes and all.
    pub(in crate::check::runbooks) span: Span,
    /// What is only known when it runs, or by who types it.
    pub(in crate::check::runbooks) uses: Vec<Spanned<Use>>,
    /// Where parts of `text` begin: there, and in what was written.
    pieces: Vec<(usize, usize)>,
}

/// Something in a word that is not known from the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::check::runbooks) enum Use {
    /// `$NAME`
    Variable(String),
    /// `<name>`: to be replaced by who types it.
    Placeholder(String),
    /// `$(…)`: what another command prints.
    Output,
}

impl Word {
    pub(super) fn new(start: usize) -> Self {
        Self {
            span: Span::new(start, start),
            ..Self::default()
        }
    }

    /// Adds what was written at this byte.
    pub(super) fn push(&mut self, text: &str, at: usize) {
        let follows = self
            .pieces
            .last()
            .is_some_and(|(text, written)| self.text.len() - text == at - written);
        if !follows {
            self.pieces.push((self.text.len(), at));
        }
        self.text.push_str(text);
    }

    /// Whether all of it is known.
    pub(in crate::check::runbooks) fn is_known(&self) -> bool {
        self.uses.is_empty()
    }

    /// Where a part of its text was written.
    pub(in crate::check::runbooks) fn place(&self, inner: Span) -> Span {
        let start = self.byte(inner.start);
        let end = if inner.end > inner.start {
            self.byte(inner.end - 1) + 1
        } else {
            start
        };
        Span::new(start, end)
    }

    /// Where the first such part of its text was written; all of the word if there is none.
    pub(in crate::check::runbooks) fn find(&self, part: &str) -> Span {
        self.text
            .find(part)
            .map_or(self.span, |at| self.place(Span::new(at, at + part.len())))
    }

    fn byte(&self, inner: usize) -> usize {
        let after = self.pieces.partition_point(|(text, _)| *text <= inner);
        match after.checked_sub(1).map(|before| self.pieces[before]) {
            Some((text, written)) => written + (inner - text),
            None => self.span.start,
        }
    }
}
