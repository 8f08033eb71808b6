//! A word of a command.

use crate::base::{Pieces, Span, Spanned};

/// A word without its quotes.
#[derive(Clone, Debug, Default)]
pub(in crate::check::runbooks) struct Word {
    /// What it says; what is only known when it runs stands as it is written: `$NAME`, `<name>`, `$(…)`.
    pub(in crate::check::runbooks) text: String,
    /// The whole of it, quotes and all.
    pub(in crate::check::runbooks) span: Span,
    /// What is only known when it runs, or by who types it.
    pub(in crate::check::runbooks) uses: Vec<Spanned<Use>>,
    /// Where its parts stand in what was written.
    pieces: Pieces,
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
        self.pieces.push(self.text.len(), at);
        self.text.push_str(text);
    }

    /// Whether all of it is known.
    pub(in crate::check::runbooks) fn is_known(&self) -> bool {
        self.uses.is_empty()
    }

    /// Where a part of its text was written.
    pub(in crate::check::runbooks) fn place(&self, inner: Span) -> Span {
        self.pieces.place(inner).unwrap_or(self.span)
    }

    /// Where the first such part of its text was written; all of the word if there is none.
    pub(in crate::check::runbooks) fn find(&self, part: &str) -> Span {
        self.text
            .find(part)
            .map_or(self.span, |at| self.place(Span::new(at, at + part.len())))
    }
}
