//! Which store it is: what is remembered of one says nothing of another.

use std::sync::Arc;

use super::Store;

/// Tells a store from all others, its clones among them: by a place in memory, which is its own for
/// as long as somebody remembers it.
#[derive(Debug, Default)]
pub struct StoreId(Arc<()>);

impl StoreId {
    /// The same store's, for remembering it.
    #[must_use]
    pub fn remembered(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl Clone for StoreId {
    /// A clone of a store is another store.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Store {
    /// Which store it is.
    pub const fn id(&self) -> &StoreId {
        &self.id
    }

    /// Whether it is the store that is remembered.
    pub fn is(&self, id: &StoreId) -> bool {
        Arc::ptr_eq(&self.id.0, &id.0)
    }
}
