//! Signals that end a long-running command, none of which is lost, whatever it does meanwhile.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::base::Duration;

/// The signals that came.
pub(super) struct Signals {
    receiver: Receiver<&'static str>,
    /// The first.
    first: Cell<Option<&'static str>>,
    /// Whether one came, for whoever cannot wait for it.
    any: Arc<AtomicBool>,
}

impl Signals {
    /// Takes over SIGINT and SIGTERM from now on.
    ///
    /// # Errors
    /// They cannot be heard.
    pub(super) fn listen() -> Result<Self, String> {
        let (sender, receiver) = channel();
        let (ready, is_ready) = channel();
        let any = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&any);
        let listener = thread::Builder::new().name("signals".to_owned());
        listener
            .spawn(move || hear(&sender, &ready, &heard))
            .map_err(|error| format!("signals cannot be heard: {error}"))?;
        is_ready
            .recv()
            .map_err(|_| "signals cannot be heard".to_owned())??;
        Ok(Self {
            receiver,
            first: Cell::new(None),
            any,
        })
    }

    /// The first signal that came, if one did.
    pub(super) fn came(&self) -> Option<&'static str> {
        self.wait(Duration::ZERO);
        self.first.get()
    }

    /// Whether one came; it is set as soon as it does.
    pub(super) fn any(&self) -> &AtomicBool {
        &self.any
    }

    /// Waits for as long, or until a signal comes.
    pub(super) fn wait(&self, length: Duration) {
        if self.first.get().is_some() {
            return;
        }
        match self.receiver.recv_timeout(length.std()) {
            Ok(signal) => self.first.set(Some(signal)),
            Err(RecvTimeoutError::Timeout) => {}
            // Nobody would tell of the next one: leave while it is quiet.
            Err(RecvTimeoutError::Disconnected) => self.first.set(Some("the end of the listener")),
        }
    }
}

/// Tells of every signal until nobody listens.
fn hear(sender: &Sender<&'static str>, ready: &Sender<Result<(), String>>, any: &AtomicBool) {
    let failed = |error: std::io::Error| format!("signals cannot be heard: {error}");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let heard = runtime.map_err(failed).map(|runtime| {
        runtime.block_on(async {
            let streams = both().map_err(failed);
            let (mut interrupt, mut terminate) = match streams {
                Ok(streams) => streams,
                Err(why) => return ready.send(Err(why)),
            };
            ready.send(Ok(()))?;
            loop {
                let name = tokio::select! {
                    _ = interrupt.recv() => "SIGINT",
                    _ = terminate.recv() => "SIGTERM",
                };
                any.store(true, Ordering::SeqCst);
                if sender.send(name).is_err() {
                    // Nobody listens any more.
                    return Ok(());
                }
            }
        })
    });
    if let Err(why) = heard {
        // Nobody waits for it only when the program is over.
        drop(ready.send(Err(why)));
    }
}

fn both() -> std::io::Result<(Signal, Signal)> {
    Ok((
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    ))
}
