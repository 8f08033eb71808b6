//! What a drill asks of the world, and what the world answers.
//!
//! Two worlds implement [`World`]: the live one and the embedded one. The drill knows neither; it
//! says what it wants to know or to have done as an [`Ask`], and hears an [`Incoming`] later.

mod account;
mod ask;
mod change;
mod facts;
mod images;
mod incoming;
mod place;
pub mod rights;
mod signals;
mod standing;
mod surroundings;
mod traffic;

pub use account::{Account, Worst};
pub use ask::{Ask, Look, Tag};
pub use change::{Change, Claims, Content, Found, Receipt, ReceiptId, RunId, Write};
pub use facts::{
    Alerts, Facts, FiringAlert, Known, LoadedRule, Phase, RoutedAlert, SilenceFact, TargetHealth,
    WorldName,
};
pub use images::Image;
pub use incoming::{Answer, Incoming, Interrupt, Lease, Page, PageStatus, Refusal};
pub use place::{Object, ObjectKind, Part, Place};
pub use signals::{Point, Series};
pub use standing::{Debt, Debts, RunEnd, Standing};
pub use surroundings::{EgressPolicy, Recent, Surroundings};
pub use traffic::{Asked, Asks, Caller, Cap, Outcome, Prices, Schedule, Shot};

use crate::base::At;

/// Everything outside the drill: the platform, its monitoring, the place where debts are kept.
#[expect(
    async_fn_in_trait,
    reason = "both implementations are ours, and neither crosses a task"
)]
pub trait World {
    /// Starts something and returns at once; the answer comes from [`World::next`] under this tag.
    fn ask(&mut self, tag: Tag, ask: Ask);

    /// The next thing that happens, and when; [`Incoming::Due`] if nothing does up to `until`.
    async fn next(&mut self, until: At) -> (At, Incoming);
}
