//! Strict reading of YAML: structural errors as problems with carets, and where each value stands.

mod entries;
mod place;
mod read;

pub(crate) use entries::{Entries, MaybeText};
pub(crate) use place::{place_in, span_in, span_of};
pub(crate) use read::read;

/// A text with the place where it was written.
pub(crate) type Text = serde_yaml::Spanned<String>;
