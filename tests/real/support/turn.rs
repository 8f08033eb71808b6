//! Who may use the machine: what is judged by the millisecond has it for itself.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Everybody who shares reads; whoever wants to be alone writes. How many share is what
/// `--test-threads` says: a stage takes a third of a core.
static MACHINE: RwLock<()> = RwLock::new(());

/// One test at a time, for as long as this is kept.
pub(crate) fn alone() -> RwLockWriteGuard<'static, ()> {
    // A test that failed left the machine as it was.
    MACHINE.write().unwrap_or_else(PoisonError::into_inner)
}

/// Beside other tests, for as long as this is kept.
pub(crate) fn among_others() -> RwLockReadGuard<'static, ()> {
    MACHINE.read().unwrap_or_else(PoisonError::into_inner)
}
