//! The way from the gateway to a provider, and what can be wrong with it.

use crate::base::Duration;

/// The state of the way from the gateway to one provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Nothing is wrong.
    #[default]
    Healthy,
    /// Connections are accepted and nothing ever comes back. When this ends, the connections
    /// that hung are closed, as Toxiproxy does when a `timeout` toxic is removed.
    Hang,
    /// New connections are refused, and open ones are reset.
    Refuse,
    /// Every connection is reset, new and open ones.
    Reset,
    /// Everything that comes back comes this much later.
    Slow(Duration),
    /// Streamed answers break off. Answers in one piece are not touched.
    CutStream {
        /// How long after its first chunk a stream breaks; zero: instead of the first chunk.
        after: Duration,
    },
    /// New requests are answered with this HTTP status; those under way are not touched.
    Status(u16),
}
