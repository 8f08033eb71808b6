//! Requests that ended, told about once a second.

use tokio::sync::mpsc;

use crate::base::Duration;
use crate::live::clock::Clock;
use crate::world::{Incoming, Shot};

/// From one batch to the next, if anything ended.
const EVERY: Duration = Duration::from_secs(1);

/// Requests that are taken over at once.
const AT_ONCE: usize = 1_024;

/// Passes on what ends, until nothing can end any more.
pub(super) async fn gather(
    mut ended: mpsc::Receiver<Shot>,
    outbox: mpsc::Sender<Incoming>,
    clock: Clock,
) {
    let mut batch = Vec::new();
    let mut due = clock.now() + EVERY;
    let mut open = true;
    while open {
        let taken = tokio::select! {
            taken = ended.recv_many(&mut batch, AT_ONCE) => Some(taken),
            () = clock.sleep_until(due) => None,
        };
        open = taken != Some(0);
        if clock.now() >= due || !open {
            due = clock.now() + EVERY;
            let shots = std::mem::take(&mut batch);
            if !shots.is_empty() && outbox.send(Incoming::Shots(shots)).await.is_err() {
                return;
            }
        }
    }
}
