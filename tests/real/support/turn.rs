//! Who may use the machine: what is judged by the millisecond has it for itself.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Everybody who shares reads; whoever wants to be alone writes.
static MACHINE: RwLock<()> = RwLock::new(());

/// Seats for those who share: two stages are as much as two cores carry.
static SEATS: [Mutex<()>; 2] = [Mutex::new(()), Mutex::new(())];

/// One test at a time, for as long as this is kept.
pub(crate) fn alone() -> RwLockWriteGuard<'static, ()> {
    // A test that failed left the machine as it was.
    MACHINE.write().unwrap_or_else(PoisonError::into_inner)
}

/// Beside at most one other test, for as long as this is kept.
pub(crate) fn among_others(seat: usize) -> (MutexGuard<'static, ()>, RwLockReadGuard<'static, ()>) {
    let seat = SEATS[seat % SEATS.len()].lock();
    let seat = seat.unwrap_or_else(PoisonError::into_inner);
    (seat, MACHINE.read().unwrap_or_else(PoisonError::into_inner))
}
