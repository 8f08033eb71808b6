//! Where the parts of groups and rules stand in their file.

use crate::alerts::yaml::place_in;
use crate::base::{Source, Span};

/// Where the parts of a group stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct GroupPlaces {
    /// Its name.
    pub name: Span,
    /// Its `interval`, if it has one.
    pub interval: Option<Span>,
}

/// Where the parts of a rule stand, besides its name and its expression.
#[derive(Clone, Debug, Default)]
pub struct RulePlaces {
    /// The first byte of the rule.
    pub start: usize,
    /// Its `for`, if it has one.
    pub hold: Option<Span>,
    /// Its labels, in the same order; of those that the group has, the place in the group.
    pub labels: Vec<EntryPlaces>,
    /// Its annotations, in the same order.
    pub annotations: Vec<EntryPlaces>,
}

/// Where a label or an annotation stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct EntryPlaces {
    /// Its name.
    pub name: Span,
    /// Its text, with quotes and indentation.
    pub text: Span,
}

impl EntryPlaces {
    /// Where a part of the text stands in the file; `part` counts bytes of the text as it was read.
    pub fn part(&self, source: &Source, text: &str, part: Span) -> Span {
        place_in(source, self.text, text, part)
    }
}
