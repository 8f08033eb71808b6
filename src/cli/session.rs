//! A place in which drills are run: one after another, or each from the same beginning.

use super::workspace::Workspace;
use super::world::{AnyWorld, Place};
use crate::base::Duration;
use crate::embedded::Virtual;

/// A place in which drills are run. What one drill leaves on the platform in memory the next one
/// meets; in a clone of the session it does not.
#[derive(Clone)]
pub(super) struct Session<'a> {
    place: &'a Place,
    workspace: &'a Workspace,
    /// The platform in memory, once it is there.
    memory: Option<Box<Virtual>>,
}

impl<'a> Session<'a> {
    pub(super) const fn new(place: &'a Place, workspace: &'a Workspace) -> Self {
        Self {
            place,
            workspace,
            memory: None,
        }
    }

    /// Makes the platform in memory, and lets it come to its steady state.
    ///
    /// # Errors
    /// There is no way to the world.
    pub(super) fn begin(&mut self) -> Result<(), String> {
        self.with_world(async |_| ())
    }

    /// Lets something happen in the world, and leaves it tidily.
    ///
    /// # Errors
    /// There is no way to the world.
    pub(super) fn with_world<T>(
        &mut self,
        does: impl AsyncFnOnce(&mut AnyWorld) -> T,
    ) -> Result<T, String> {
        runtime()?.block_on(async {
            let mut world = match self.memory.take() {
                Some(mut memory) => {
                    memory.next_run();
                    AnyWorld::Virtual(memory)
                }
                None => self.place.open(self.workspace).await?,
            };
            let result = does(&mut world).await;
            match world {
                AnyWorld::Live(live) => live.close().await,
                AnyWorld::Virtual(memory) => self.memory = Some(memory),
            }
            Ok(result)
        })
    }
}

/// Lets time pass on a real platform.
///
/// # Errors
/// Somebody wants the program to end.
pub(super) fn wait(length: Duration) -> Result<(), String> {
    runtime()?.block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        let failed = |error: std::io::Error| format!("signals cannot be heard: {error}");
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        tokio::select! {
            () = tokio::time::sleep(length.std()) => Ok(()),
            _ = interrupt.recv() => Err("SIGINT came while settling".to_owned()),
            _ = terminate.recv() => Err("SIGTERM came while settling".to_owned()),
        }
    })
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime cannot start: {error}"))
}
