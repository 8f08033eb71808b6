//! Where the parts of a configuration stand.

use crate::base::Span;

/// Where something stands in its file. What means the same is the same, wherever it stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place(pub Span);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Place {}
