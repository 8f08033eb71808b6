//! What a controller of the platform decides to do to the gateway's settings.

use super::names::Version;

/// A change that a controller wants made; whoever keeps the settings makes it, and then tells the
/// platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Ends a roll-out: `chat_model` is to be this version again.
    TakeBack {
        /// Which controller decided it.
        by: &'static str,
        /// The version that is to serve.
        to: Version,
    },
}
