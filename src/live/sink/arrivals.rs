//! What arrived: heartbeats for who waits for them, pages for the drill, and a record of both.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, oneshot};

use crate::base::At;
use crate::live::alertmanager::HEARTBEAT_LABEL;
use crate::world::{Incoming, Page};

/// Pages that are remembered; older ones are forgotten first.
const REMEMBERED_MAX: usize = 10_000;

/// What arrives at the sink; clones share it.
#[derive(Clone, Debug)]
pub(in crate::live) struct Arrivals {
    outbox: mpsc::Sender<Incoming>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    waiting: BTreeMap<String, oneshot::Sender<At>>,
    log: VecDeque<Page>,
}

/// The drill does not take pages as fast as they arrive; they will be sent again.
#[derive(Debug)]
pub(super) struct Full;

impl Arrivals {
    pub(in crate::live) fn new(outbox: mpsc::Sender<Incoming>) -> Self {
        Self {
            outbox,
            shared: Arc::default(),
        }
    }

    /// When the heartbeat with this id arrives.
    pub(in crate::live) fn expect(&self, id: &str) -> oneshot::Receiver<At> {
        let (sender, receiver) = oneshot::channel();
        let mut shared = self.lock();
        // Whoever stopped waiting is forgotten.
        shared.waiting.retain(|_, waiting| !waiting.is_closed());
        shared.waiting.insert(id.to_owned(), sender);
        receiver
    }

    /// Everything that arrived, oldest first, as far as it is remembered.
    pub(in crate::live) fn log(&self) -> Vec<Page> {
        self.lock().log.iter().cloned().collect()
    }

    /// Takes all of these pages, or none of them.
    pub(super) fn take(&self, pages: Vec<Page>) -> Result<(), Full> {
        let (beats, pages): (Vec<Page>, Vec<Page>) = pages
            .into_iter()
            .partition(|page| !page.labels.get(HEARTBEAT_LABEL).is_empty());
        let places = self
            .outbox
            .try_reserve_many(pages.len())
            .map_err(|_| Full)?;
        let mut shared = self.lock();
        for beat in &beats {
            if let Some(waiting) = shared.waiting.remove(beat.labels.get(HEARTBEAT_LABEL)) {
                // Whoever waited may have given up.
                let _ = waiting.send(beat.arrived);
            }
        }
        for (place, page) in places.zip(pages.iter().cloned()) {
            place.send(Incoming::Page(page));
        }
        for page in beats.into_iter().chain(pages) {
            if shared.log.len() == REMEMBERED_MAX {
                shared.log.pop_front();
            }
            shared.log.push_back(page);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Whoever panicked held it only for a moment, and left it whole.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Labels, ServerTime};
    use crate::world::PageStatus;

    fn page(labels: &[(&str, &str)]) -> Page {
        Page {
            arrived: At::from_ms(5),
            receiver: "r".into(),
            status: PageStatus::Firing,
            labels: Labels::new(labels.iter().copied()),
            starts_at: ServerTime::from_unix_ms(1),
            ends_at: None,
            fingerprint: String::new(),
            group_key: String::new(),
        }
    }

    #[tokio::test]
    async fn a_heartbeat_goes_to_who_waits_for_it_and_not_to_the_drill() {
        let (outbox, mut drill) = mpsc::channel(4);
        let arrivals = Arrivals::new(outbox);
        let beat = arrivals.expect("1");
        arrivals
            .take(vec![page(&[("heartbeat_id", "1")]), page(&[("a", "b")])])
            .unwrap();
        assert_eq!(beat.await, Ok(At::from_ms(5)));
        assert_eq!(drill.try_recv(), Ok(Incoming::Page(page(&[("a", "b")]))));
        assert!(drill.try_recv().is_err(), "nothing else");
        assert_eq!(arrivals.log().len(), 2);
    }

    #[test]
    fn a_full_queue_takes_all_of_a_notification_or_nothing() {
        let (outbox, _drill) = mpsc::channel(1);
        let arrivals = Arrivals::new(outbox);
        let two = vec![page(&[("a", "1")]), page(&[("a", "2")])];
        assert!(arrivals.take(two).is_err());
        assert!(arrivals.log().is_empty());
        assert!(arrivals.take(vec![page(&[("a", "1")])]).is_ok());
    }
}
