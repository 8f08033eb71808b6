//! What is asked again and again while a run goes on.

use super::{Doing, Question, Run};
use crate::base::{At, Duration};
use crate::drill::journal::{EarlyEnd, Event};
use crate::drill::machine::Step;
use crate::spec::drill::Shows;
use crate::world::Ask;

/// When each question is due next.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Duties {
    pub(super) renewal: At,
    alerts: At,
    probe: At,
    place: At,
    pods: At,
}

impl Run {
    /// Asks what is due.
    pub(super) fn ask_what_is_due(&mut self, at: At, step: &mut Step<Event>) {
        self.renew_lock(at, step);
        let timing = self.brief.timing;
        let (alerts, probe_every, place) = match self.doing {
            Doing::Steady | Doing::Injecting { .. } | Doing::Settling { .. } => (true, None, false),
            Doing::Effect => (true, Some(timing.beat), false),
            Doing::Watch => (true, Some(timing.poll), true),
            Doing::PuttingBack(_) | Doing::Recover => (true, Some(timing.poll), false),
            Doing::Looking | Doing::Locking | Doing::Gathering | Doing::Releasing | Doing::Over => {
                (false, None, false)
            }
        };
        if alerts && at >= self.duties.alerts && !self.is_waiting_for(&Question::Alerts) {
            self.duties.alerts = at + timing.poll;
            self.ask(Question::Alerts, Ask::Alerts, step);
        }
        if let Some(every) = probe_every {
            self.probe(at, every, step);
        }
        if place && at >= self.duties.place && !self.is_waiting_for(&Question::Place) {
            self.duties.place = at + timing.poll;
            let place = self
                .owed
                .first()
                .map(|receipt| receipt.change.place.clone());
            if let Some(place) = place {
                self.ask(Question::Place, Ask::Read(place), step);
            }
        }
        self.ask_for_pods(at, step);
    }

    /// Asks how far the pods are, until all of them are replaced.
    fn ask_for_pods(&mut self, at: At, step: &mut Step<Event>) {
        let waits = self
            .rolling_since()
            .is_some_and(|began| at >= self.duties.pods && self.seen.rolled_out(began).is_none());
        if !waits || self.is_waiting_for(&Question::Pods) {
            return;
        }
        self.duties.pods = at + self.brief.timing.poll;
        let place = self.plan().and_then(super::Plan::pods).cloned();
        if let Some(place) = place {
            self.ask(Question::Pods, Ask::Read(place), step);
        }
    }

    /// When the roll-out began that goes on now, of the fault or back; none where none can.
    pub(super) fn rolling_since(&self) -> Option<At> {
        let began = match self.doing {
            Doing::Effect | Doing::Watch => self.seen.injected.as_ref(),
            Doing::Recover => self.seen.restored.as_ref(),
            Doing::Looking
            | Doing::Locking
            | Doing::Steady
            | Doing::Injecting { .. }
            | Doing::Settling { .. }
            | Doing::PuttingBack(_)
            | Doing::Gathering
            | Doing::Releasing
            | Doing::Over => None,
        };
        self.plan()?.pods()?;
        began.map(|seen| seen.value)
    }

    fn probe(&mut self, at: At, every: Duration, step: &mut Step<Event>) {
        if at < self.duties.probe {
            return;
        }
        let Some(timeout) = self.plan().map(super::Plan::probe_timeout) else {
            return;
        };
        self.duties.probe = at + every;
        let Shows::Probe { probe, .. } = self.brief.drill.effective.shows.clone() else {
            return;
        };
        self.ask(
            Question::Probe { sent: at },
            Ask::Probe { probe, timeout },
            step,
        );
    }

    /// Keeps the lock: asks for a renewal when a third of its time is over, and gives it up as lost
    /// when a call could outlast it.
    fn renew_lock(&mut self, at: At, step: &mut Step<Event>) {
        let Some(until) = self.lock_until else { return };
        if matches!(self.doing, Doing::Releasing | Doing::Over) {
            return;
        }
        let timing = self.brief.timing;
        if at + timing.call >= until {
            self.lock_until = None;
            let detail = format!("no renewal was answered within {}", timing.lease);
            return self.end_early(at, EarlyEnd::Lock { detail, had: true }, step);
        }
        let waiting = self
            .waiting
            .values()
            .any(|q| matches!(q, Question::Renewal { .. }));
        if at >= self.duties.renewal && !waiting {
            self.duties.renewal = at + Duration::from_ms(timing.lease.ms() / 3);
            let run = self.brief.run.clone();
            let ask = Ask::Renew {
                run,
                length: timing.lease,
            };
            self.ask(Question::Renewal { asked: at }, ask, step);
        }
    }
}
