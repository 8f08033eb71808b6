//! What each thing that happens does to the world.

use super::alertmanager::{heartbeat_of, page};
use super::client::{Probed, outcome};
use super::clock::latency;
use super::event::{Event, Foreign};
use super::felt::{Felt, taken_back};
use super::platform::{Action, Finished, Provider};
use super::prometheus::Job;
use super::queue::Rank;
use super::{Virtual, Weakness};
use crate::alerts::routing::AlertUpdate;
use crate::base::{At, Duration};
use crate::world::{Answer, Ask, Incoming, Page, Place, Refusal, Tag};

/// How long after a fault the gateway cannot be scraped, where that is a weakness, and until when.
const GAP: (Duration, Duration) = (Duration::from_secs(90), Duration::from_secs(90 + 240));
/// How long after a fault somebody takes it back, where that is a weakness.
const REVERTED_AFTER: Duration = Duration::from_mins(2);
/// How often the client tells what ended.
pub(super) const BATCH_EVERY: Duration = Duration::from_secs(1);
/// What a notification takes besides its way: Alertmanager's pipeline, our receiver's answer.
const NOTIFIED_AFTER: Duration = Duration::from_ms(14);

impl Virtual {
    pub(super) fn handle(&mut self, event: Event) {
        let now = self.now;
        match event {
            Event::Shoot(schedule) => self.shoot(schedule),
            Event::Reach(tag, ask) => self.reach(tag, *ask),
            Event::Foreign(foreign) => self.foreign(*foreign),
            Event::Scrape(job) => self.scrape(job),
            Event::Evaluate(group) => self.evaluate(group),
            Event::Posted(updates) => {
                self.alertmanager.receive(now, &updates);
                self.plan_flush();
            }
            Event::Flush => self.flush(),
            Event::Notified(pages) => self.notified(pages),
            Event::HeartbeatLost(tag) => self.heartbeat_lost(tag),
            Event::Answer(tag, result) => self.inbox.push_back(Incoming::Answer {
                tag,
                result: *result,
            }),
            Event::Batch => self.batch(),
            Event::Interrupt(interrupt) => self.inbox.push_back(Incoming::Interrupt(interrupt)),
            Event::Sleep(length) => {
                self.asleep = true;
                self.queue
                    .push(now + length, Rank::Engine, Event::Wake(length));
            }
            Event::Wake(length) => {
                self.asleep = false;
                self.inbox.push_front(Incoming::ClockJumped(length));
            }
        }
    }

    /// Sends an answer on its way.
    pub(super) fn answer(&mut self, tag: Tag, after: Duration, result: Result<Answer, Refusal>) {
        let event = Event::Answer(tag, Box::new(result));
        self.queue.push(self.now + after, Rank::Answer, event);
    }

    /// How long a message takes that belongs to no ask.
    pub(super) fn message(&mut self) -> Duration {
        self.messages += 1;
        latency(self.seed, self.messages, 2)
    }

    fn shoot(&mut self, schedule: u64) {
        let (platform, now) = (&mut self.platform, self.now);
        let refused = self
            .client
            .shoot(schedule, |request| platform.send(now, request));
        if let Some(detail) = refused {
            self.inbox.push_back(Incoming::CapReached { detail });
        }
        let next = self.client.next_due(schedule);
        if next < At::NEVER {
            self.queue.push(next, Rank::Model, Event::Shoot(schedule));
        }
    }

    fn batch(&mut self) {
        let shots = self.client.batch();
        if !shots.is_empty() {
            self.inbox.push_back(Incoming::Shots(shots));
        }
        self.batching = self.client.is_busy();
        if self.batching {
            self.queue
                .push(self.now + BATCH_EVERY, Rank::Answer, Event::Batch);
        }
    }

    /// A request or a probe has ended.
    pub(super) fn ended(&mut self, finished: Finished) {
        match self.client.ended(finished) {
            None => {}
            Some(Probed::Ask(tag, finished)) => {
                let end = Answer::Probe {
                    outcome: outcome(finished.outcome),
                    took: finished.latency(),
                };
                self.answer(tag, Duration::ZERO, Ok(end));
            }
            Some(Probed::Look(tag, number, finished)) => self.look_probed(tag, number, &finished),
        }
    }

    fn scrape(&mut self, job: Job) {
        match job {
            _ if self.prometheus.is_away(self.now) => {}
            Job::Gateway | Job::Inference => {
                self.prometheus.scrape(self.now, job, &self.platform);
            }
            Job::KubeState => (self.prometheus).scrape_containers(self.now, &self.containers),
        }
        let next = self.now + self.prometheus.scrape_interval();
        self.queue.push(next, Rank::Scrape, Event::Scrape(job));
    }

    fn evaluate(&mut self, group: usize) {
        if !self.prometheus.is_away(self.now) {
            let updates = self.prometheus.evaluate(self.now, group);
            if !updates.is_empty() {
                self.post(updates);
            }
        }
        let next = self.now + self.prometheus.interval(group);
        self.queue.push(next, Rank::Rules, Event::Evaluate(group));
    }

    /// Sends alerts to Alertmanager.
    pub(super) fn post(&mut self, updates: Vec<AlertUpdate>) {
        let arrives = self.now + self.message();
        self.queue
            .push(arrives, Rank::Routing, Event::Posted(updates));
    }

    /// Plans to look at Alertmanager when it does something next.
    fn plan_flush(&mut self) {
        let wake = self.alertmanager.next_wake().max(self.now);
        if wake < self.flush_at {
            self.flush_at = wake;
            self.queue.push(wake, Rank::Routing, Event::Flush);
        }
    }

    fn flush(&mut self) {
        if self.flush_at <= self.now {
            self.flush_at = At::NEVER;
        }
        for notification in self.alertmanager.advance(self.now) {
            let arrives = self.now + NOTIFIED_AFTER + self.message();
            let alerts = notification.alerts.iter();
            let pages = alerts.map(|alert| page(arrives, &notification, alert));
            let event = Event::Notified(pages.collect());
            self.queue.push(arrives, Rank::Answer, event);
        }
        self.plan_flush();
    }

    fn notified(&mut self, pages: Vec<Page>) {
        for page in pages {
            match heartbeat_of(&page.labels) {
                Some(number) => self.heartbeat_arrived(number),
                None => self.inbox.push_back(Incoming::Page(page)),
            }
        }
    }

    fn foreign(&mut self, foreign: Foreign) {
        let server = &mut self.ledger.server;
        match foreign {
            Foreign::Write(place, content) => server.foreign_write(&place, content),
            Foreign::Touch(place) => {
                if let Some(content) = server.found(&place).map(|found| found.content.clone()) {
                    server.foreign_write(&place, content);
                }
            }
            Foreign::PutBack(place) => {
                if let Some(content) = self.ledger.original(&place).cloned() {
                    self.ledger.server.foreign_removal(&place, content);
                }
            }
            Foreign::LoadRules(file) => {
                for (group, interval) in self.prometheus.load(&file) {
                    self.queue
                        .push(self.now + interval, Rank::Rules, Event::Evaluate(group));
                }
            }
            Foreign::LoadRouting(routing, text) => self.alertmanager.load(self.now, routing, text),
            Foreign::Replace(place, content) => server.replace(&place, content),
            Foreign::Deploy(container, image) => self.containers.deploy(&container, &image),
            Foreign::TakeLock(run, length) => {
                server.expire_lease();
                server.execute(self.now, &Ask::Acquire { run, length });
            }
        }
        self.follow_places();
    }

    /// Lets the platform feel what stands at the places.
    pub(super) fn follow_places(&mut self) {
        let felt = Felt::of(&self.ledger.server);
        for provider in Provider::ALL {
            let link = felt.links[provider.index()];
            let share = felt.shares[provider.index()];
            self.platform.set_share_of(self.now, provider, share);
            self.platform.set_link_of(self.now, provider, link);
        }
        self.platform.set_store_link(self.now, felt.store);
        self.platform.set_cache_enabled(self.now, felt.cache);
        self.platform.set_model(self.now, felt.model);
        self.platform.set_restarted(self.now, felt.restarted);
    }

    /// A controller of the platform changes a setting.
    pub(super) fn act(&mut self, action: Action) {
        let Action::TakeBack { by, to } = action;
        let server = &mut self.ledger.server;
        let (place, content) = taken_back(server, to);
        server.controller_write(&place, content, by);
        self.follow_places();
    }

    /// A place was turned from what it held at first into something else.
    pub(super) fn broken(&mut self, place: Place) {
        if self.weaknesses.contains(&Weakness::TelemetryGap) {
            self.prometheus.cut_off(self.now + GAP.0, self.now + GAP.1);
        }
        if self.weaknesses.contains(&Weakness::FaultReverted) {
            let event = Foreign::PutBack(place).planned();
            self.queue
                .push(self.now + REVERTED_AFTER, Rank::Model, event);
        }
    }
}
