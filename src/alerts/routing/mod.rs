//! Which receiver is paged, and when: Alertmanager's routing as pure data and a state machine.
//!
//! ```text
//! alertmanager.yaml → Routing ── routes(labels) ──► RouteMatch: receiver, grouping, timers
//!                        │
//!                        └─► Dispatcher ── receive(at, alerts), advance(at) ──► Notification
//! ```
//!
//! The semantics are those of Alertmanager 0.25 to 0.34 with one peer: groups wait, silences and
//! inhibition act when a group is flushed, and nothing is sent when nothing changed.

mod alert;
mod dedup;
mod delay;
mod dispatcher;
mod file;
mod foreseen;
mod group;
mod inhibit;
mod matcher;
mod notification;
mod place;
mod read;
mod read_route;
mod receiver;
mod route;
mod silence;
mod status;

pub use alert::{AlertUpdate, StoredAlert};
pub use dedup::Reason;
pub use delay::PageDelay;
pub use dispatcher::Dispatcher;
pub use foreseen::{Foreseen, ForeseenRoute};
pub use inhibit::InhibitRule;
pub use matcher::{Matcher, NotAMatcher};
pub use notification::{Notification, NotifiedAlert, Status};
pub use place::Place;
pub use read::Routing;
pub use receiver::{Integration, Receiver};
pub use route::{GroupBy, Route, RouteMatch, Timers};
pub use silence::Silence;
pub use status::{AlertStatus, Suppression};
