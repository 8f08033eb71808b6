//! The sections that every runbook has.

use std::fmt;

/// What a section is for. All of them are wanted, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SectionKind {
    /// Whether there is an incident at all, and whom it harms.
    Real,
    /// What was changed lately, and how to see it.
    Changed,
    /// What makes it better.
    Mitigate,
    /// How one sees that it is better.
    Verify,
    /// When to give this way up, and whom to call.
    Stop,
    /// How everything that was changed is changed back.
    Undo,
    /// What is left to do before everybody goes back to bed.
    Close,
}

impl SectionKind {
    /// All of them, in the order in which they are worked through.
    pub const ALL: [Self; 7] = [
        Self::Real,
        Self::Changed,
        Self::Mitigate,
        Self::Verify,
        Self::Stop,
        Self::Undo,
        Self::Close,
    ];

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Real => "Is it real",
            Self::Changed => "What changed in the last 24 hours",
            Self::Mitigate => "Mitigate",
            Self::Verify => "Verify",
            Self::Stop => "When to stop",
            Self::Undo => "Undo",
            Self::Close => "Close",
        }
    }

    /// The section that has this heading; neither capitals nor a question mark make a difference.
    pub(super) fn of(title: &str) -> Option<Self> {
        let bare = title.trim_end_matches('?').trim();
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.title().eq_ignore_ascii_case(bare))
    }
}

impl fmt::Display for SectionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}
