//! Pieces of code in a runbook.

use crate::base::{Pieces, Span, Spanned};

/// A block of code.
#[derive(Clone, Debug)]
pub struct Snippet {
    /// What the fence says that it is; none where it says nothing.
    pub language: Option<Spanned<String>>,
    /// The code, without the indentation of what surrounds it.
    pub text: String,
    /// The whole block in the file, fences and all.
    pub span: Span,
    /// Where its lines stand in the file.
    pieces: Pieces,
}

/// What can be proven of a piece of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `sh`: commands that people copy.
    Shell,
    /// `promql`: expressions with empty lines between them.
    Promql,
    /// `yaml`
    Yaml,
    /// `text` or `json`: what is to be seen. Nothing is proven of it.
    Shown,
}

impl Language {
    /// The words that a fence may say.
    pub const WORDS: [&'static str; 5] = ["sh", "promql", "yaml", "text", "json"];

    /// The language that this word names.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "sh" => Some(Self::Shell),
            "promql" => Some(Self::Promql),
            "yaml" => Some(Self::Yaml),
            "text" | "json" => Some(Self::Shown),
            _ => None,
        }
    }
}

impl Snippet {
    pub(super) fn new(language: Option<Spanned<String>>, span: Span) -> Self {
        Self {
            language,
            text: String::new(),
            span,
            pieces: Pieces::default(),
        }
    }

    /// Adds a part of the text, which begins at this byte of the file.
    pub(super) fn push(&mut self, text: &str, at: usize) {
        self.pieces.push(self.text.len(), at);
        self.text.push_str(text);
    }

    /// What can be proven of it; none if its language is not known.
    pub fn kind(&self) -> Option<Language> {
        Language::of(&self.language.as_ref()?.value)
    }

    /// The place in the file of a span in the text.
    pub fn place(&self, inner: Span) -> Span {
        self.pieces.place(inner).unwrap_or(self.span)
    }
}
