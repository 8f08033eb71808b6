//! Looking at everything before a drill: probes and a heartbeat first, then the facts.

use super::Virtual;
use super::alertmanager::{HEARTBEAT_LIMIT, heartbeat, heartbeat_lost};
use super::client::outcome;
use super::clock::{Clock, asked, latency};
use super::event::Event;
use super::platform::{Finished, Provider};
use super::prometheus::{AWAY, Prometheus};
use super::queue::Rank;
use super::settings::provider_of;
use crate::base::{At, Duration};
use crate::world::{Answer, Facts, Image, Known, Look, Tag, WorldName};

/// How long a probe of a look may take.
const PROBE_LIMIT: Duration = Duration::from_secs(10);

/// A look that waits for its probes and its heartbeat.
#[derive(Clone, Debug)]
pub(super) struct Looking {
    look: Look,
    began: At,
    /// The number of its heartbeat; no two looks of a world have the same.
    heartbeat_number: u64,
    heartbeat: Option<Known<Duration>>,
    /// One for each probe of the look.
    probes: Vec<Option<Known<()>>>,
}

impl Virtual {
    pub(super) fn look(&mut self, tag: Tag, look: Look) {
        let providers: Vec<Result<Provider, String>> =
            look.probes.iter().map(|probe| provider_of(probe)).collect();
        for (number, provider) in providers.iter().enumerate() {
            if let Ok(provider) = provider {
                let id = self.client.probe_for_look(tag, number);
                self.platform.probe_of(self.now, id, *provider, PROBE_LIMIT);
            }
        }
        let probes = providers
            .into_iter()
            .map(|provider| provider.err().map(Err));
        let nameless = look.heartbeat.get("alertname").is_empty();
        let nameless =
            nameless.then(|| Err("the heartbeat's labels have no `alertname`".to_owned()));
        self.messages += 1;
        let heartbeat_number = self.messages;
        if nameless.is_none() {
            let heartbeat = heartbeat(self.now, heartbeat_number, &look.heartbeat);
            self.post(vec![heartbeat]);
            let given_up = self.now + HEARTBEAT_LIMIT;
            self.queue
                .push(given_up, Rank::Answer, Event::HeartbeatLost(tag));
        }
        let looking = Looking {
            began: self.now,
            heartbeat_number,
            heartbeat: nameless,
            probes: probes.collect(),
            look,
        };
        self.looks.insert(tag, looking);
        self.finish_look(tag);
    }

    pub(super) fn heartbeat_arrived(&mut self, number: u64) {
        let mut looks = self.looks.iter_mut();
        let ours = looks.find(|(_, looking)| looking.heartbeat_number == number);
        if let Some((tag, looking)) = ours {
            let tag = *tag;
            let took = self.now.since(looking.began);
            looking.heartbeat.get_or_insert(Ok(took));
            self.finish_look(tag);
        }
    }

    pub(super) fn heartbeat_lost(&mut self, tag: Tag) {
        if let Some(looking) = self.looks.get_mut(&tag) {
            let lost = heartbeat_lost(&looking.look.heartbeat);
            looking.heartbeat.get_or_insert(Err(lost));
            self.finish_look(tag);
        }
    }

    pub(super) fn look_probed(&mut self, tag: Tag, number: usize, finished: &Finished) {
        let outcome = outcome(finished.outcome);
        let known = if outcome.is_ok() {
            Ok(())
        } else {
            Err(format!("{outcome} after {}", finished.latency()))
        };
        let looking = self.looks.get_mut(&tag);
        if let Some(probe) = looking.and_then(|looking| looking.probes.get_mut(number)) {
            *probe = Some(known);
            self.finish_look(tag);
        }
    }

    /// Answers a look that waits for nothing any more.
    fn finish_look(&mut self, tag: Tag) {
        let Some(looking) = self.looks.get(&tag) else {
            return;
        };
        let probes: Option<Vec<Known<()>>> = looking.probes.iter().cloned().collect();
        let (Some(heartbeat), Some(probes)) = (looking.heartbeat.clone(), probes) else {
            return;
        };
        if let Some(looking) = self.looks.remove(&tag) {
            let facts = Box::new(self.facts(looking.look, heartbeat, probes));
            let way = latency(self.seed, tag.0, 1);
            self.answer(tag, way, Ok(Answer::Facts { facts }));
        }
    }

    fn facts(&self, look: Look, heartbeat: Known<Duration>, probes: Vec<Known<()>>) -> Facts {
        let server = &self.ledger.server;
        let prometheus = if self.prometheus.is_away(self.now) {
            Err(AWAY.to_owned())
        } else {
            Ok(&self.prometheus)
        };
        let prometheus = || prometheus.clone();
        let counted = |text: String| {
            let count = prometheus().and_then(|prometheus| prometheus.count(self.now, &text));
            (text, count)
        };
        Facts {
            world: WorldName::Embedded {
                seed: self.seed,
                weaknesses: self.weaknesses.iter().map(ToString::to_string).collect(),
            },
            environment: prometheus().ok().map(|_| "embedded".to_owned()),
            prometheus_clock: prometheus().map(|_| asked(self.seed, Clock::Prometheus)),
            alertmanager_clock: Ok(asked(self.seed, Clock::Alertmanager)),
            keeper_clock: None,
            scrape_interval: prometheus().map(Prometheus::scrape_interval),
            rules: prometheus().map(Prometheus::rules),
            alerts: prometheus().map(|_| self.alerts()),
            silences: Ok(self.alertmanager.silences(self.now)),
            routing: Ok(self.alertmanager.routing_text.to_string()),
            heartbeat,
            targets: prometheus().map(Prometheus::targets),
            expressions: look.expressions.into_iter().map(counted).collect(),
            images: look.images.map(|selector| {
                let series = prometheus()?.selected(self.now, &selector)?;
                Image::of_series(&selector, &series)
            }),
            places: look
                .places
                .into_iter()
                .map(|place| {
                    let found = server.found(&place).cloned();
                    (place, Ok(found))
                })
                .collect(),
            missing_rights: None,
            refused: Vec::new(),
            surroundings: None,
            probes: look.probes.into_iter().zip(probes).collect(),
            owed: Ok(server.receipts().cloned().collect()),
            lock: Ok(server.lease(self.now)),
            halt: None,
        }
    }
}
