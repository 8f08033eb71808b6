//! SIGINT and SIGTERM: somebody wants the run to end.

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use crate::world::{Incoming, Interrupt};

/// The signals that the run hears from now on, instead of being ended by them.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Takes the signals over.
    pub(super) fn take() -> Result<Self, String> {
        let wrong = |error| format!("signals cannot be outbox: {error}");
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(wrong)?,
            terminate: signal(SignalKind::terminate()).map_err(wrong)?,
        })
    }

    /// Tells the run of each signal, a second one as well.
    pub(super) async fn listen(mut self, outbox: mpsc::Sender<Incoming>) {
        loop {
            let interrupt = tokio::select! {
                Some(()) = self.interrupt.recv() => Interrupt::Interrupt,
                Some(()) = self.terminate.recv() => Interrupt::Terminate,
                else => return,
            };
            if outbox.send(Incoming::Interrupt(interrupt)).await.is_err() {
                return;
            }
        }
    }
}
