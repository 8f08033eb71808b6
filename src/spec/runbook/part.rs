//! What a runbook is made of.

use super::{SectionKind, Snippet, Step};
use crate::base::{Span, Spanned};

/// What stands under one heading of the second level, or under the title.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading.
    pub title: Spanned<String>,
    /// What it is for, if it is one of those that every runbook has.
    pub kind: Option<SectionKind>,
    /// What stands before its first step, and then its steps.
    pub parts: Vec<Part>,
}

/// A step with all that is said of it, or what stands before the first one.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The step; none before the first one.
    pub step: Option<Step>,
    /// What people read, without the code.
    pub prose: String,
    /// The code.
    pub snippets: Vec<Snippet>,
}

/// A link.
#[derive(Clone, Debug)]
pub struct Link {
    /// Where it leads, as it is written.
    pub to: String,
    /// Where that stands.
    pub span: Span,
}

impl Section {
    pub(super) fn new(title: Spanned<String>) -> Self {
        Self {
            kind: SectionKind::of(&title.value),
            title,
            parts: vec![Part::default()],
        }
    }
}
