//! One outage of a given size, and who notices it.

use serde_json::json;

use crate::base::{At, Duration, Ratio};
use crate::drill::fault;
use crate::embedded::Virtual;
use crate::spec::Drill;
use crate::spec::drill::AlertRole;
use crate::world::{Answer, Ask, Content, Incoming, PageStatus, Phase, Place, Tag, World};

/// How often the alerts are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A drill's fault whose size can be chosen: the share of the connections that feel it.
#[derive(Clone, Debug)]
pub struct Outage {
    place: Place,
    toxic: serde_json::Value,
    /// How long it lasts.
    hold: Duration,
    /// Who must be paged; anybody, if the drill promises nobody.
    receivers: Vec<String>,
}

/// Why a drill's fault has no size.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{drill} does not break a share of the connections through a proxy: its fault has one size"
)]
pub struct NotSwept {
    /// The drill.
    pub drill: String,
}

/// What came of one outage, counted from its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noticed {
    /// The first alert that fired, and when that was seen.
    pub fired: Option<(Duration, String)>,
    /// The first page at one of the drill's receivers.
    pub paged: Option<Duration>,
}

impl Outage {
    /// The fault of a drill.
    ///
    /// # Errors
    /// It is not a toxic on the way to a provider, and so has no size.
    pub fn of(drill: &Drill) -> Result<Self, NotSwept> {
        let not_swept = || NotSwept {
            drill: drill.name.clone(),
        };
        let changes = fault::changes(&drill.fault.via, |_| None);
        let [change] = &changes[..] else {
            return Err(not_swept());
        };
        let (Place::Toxic { proxy }, Content::Is(toxic)) = (&change.place, &change.ours) else {
            return Err(not_swept());
        };
        // Whoever asks the cache's store asks it on every request: there is no share of that.
        if !proxy.starts_with("provider-") {
            return Err(not_swept());
        }
        let receivers = drill.expect.alerts.iter().filter_map(|promise| {
            let AlertRole::Fires { pages, .. } = &promise.role else {
                return None;
            };
            Some(pages.as_ref()?.receiver.clone())
        });
        Ok(Self {
            place: change.place.clone(),
            toxic: toxic.clone(),
            hold: drill.fault.hold,
            receivers: receivers.collect(),
        })
    }

    /// Lets it happen to this share of the connections in a world where nothing fires; over once
    /// somebody is paged.
    pub fn happen(&self, world: &mut Virtual, size: Ratio) -> Noticed {
        let began = world.now();
        let mut toxic = self.toxic.clone();
        toxic["toxicity"] = json!(size.as_f64());
        world.foreign_write_at(began, self.place.clone(), Content::Is(toxic));
        let until = began + self.hold;
        let mut noticed = Noticed::default();
        let mut tag = 0;
        let mut next_look = began;
        while noticed.paged.is_none() {
            let (at, incoming) = world.advance(next_look.min(until));
            if incoming != Incoming::Due {
                self.take_in(at, began, &incoming, &mut noticed);
            } else if at >= until {
                break;
            } else {
                tag += 1;
                world.ask(Tag(tag), Ask::Alerts);
                next_look = at + LOOK_EVERY;
            }
        }
        noticed
    }

    fn take_in(&self, at: At, began: At, incoming: &Incoming, noticed: &mut Noticed) {
        match incoming {
            Incoming::Page(page) => {
                let ours = self.receivers.is_empty() || self.receivers.contains(&page.receiver);
                if ours && page.status == PageStatus::Firing {
                    noticed.paged = Some(at.since(began));
                }
            }
            Incoming::Answer {
                result: Ok(Answer::Alerts { alerts }),
                ..
            } => {
                let firing = alerts
                    .prometheus
                    .iter()
                    .find(|alert| alert.phase == Phase::Firing);
                if let (Some(alert), None) = (firing, &noticed.fired) {
                    let name = alert.labels.get("alertname").to_owned();
                    noticed.fired = Some((at.since(began), name));
                }
            }
            Incoming::Answer { .. }
            | Incoming::Shots(_)
            | Incoming::CapReached { .. }
            | Incoming::Interrupt(_)
            | Incoming::ClockJumped(_)
            | Incoming::JournalLost(_)
            | Incoming::Due => {}
        }
    }
}
