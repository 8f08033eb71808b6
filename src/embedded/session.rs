//! Several runs one after another in the same world: each has a timeline of its own, and what one
//! leaves behind the next one meets.

use super::Virtual;
use crate::base::{At, ClockOffset, Duration};
use crate::world::{Answer, Incoming, Known};

impl Virtual {
    /// Begins the timeline of the next run at this moment. Nothing that the run before waits for
    /// reaches it any more.
    pub fn next_run(&mut self) {
        self.kill_runner();
        self.origin = self.now;
    }

    /// Lets this much time pass with nobody listening.
    pub fn rest(&mut self, length: Duration) {
        let until = self.now + length;
        while self.advance(until).1 != Incoming::Due || self.now < until {}
    }

    /// A moment of the run that goes on, on the world's own timeline.
    pub(super) fn of_run(&self, at: At) -> At {
        if at == At::NEVER {
            at
        } else {
            At::from_ms(at.ms().saturating_add(self.origin.ms()))
        }
    }

    /// A moment of the world on the timeline of the run that goes on.
    pub(super) fn for_run(&self, at: At) -> At {
        At::from_ms(at.ms().saturating_sub(self.origin.ms()))
    }

    /// What was heard, with its moments on the run's timeline.
    pub(super) fn heard_by_run(&self, mut incoming: Incoming) -> Incoming {
        match &mut incoming {
            Incoming::Shots(shots) => {
                for shot in shots {
                    shot.due = self.for_run(shot.due);
                }
            }
            Incoming::Page(page) => page.arrived = self.for_run(page.arrived),
            Incoming::Answer {
                result: Ok(Answer::Facts { facts }),
                ..
            } => {
                self.shift(&mut facts.prometheus_clock);
                self.shift(&mut facts.alertmanager_clock);
            }
            Incoming::Answer { .. }
            | Incoming::CapReached { .. }
            | Incoming::Interrupt(_)
            | Incoming::ClockJumped(_)
            | Incoming::JournalLost(_)
            | Incoming::Due => {}
        }
        incoming
    }

    /// A clock shows at the run's beginning what it shows at that moment of the world.
    fn shift(&self, clock: &mut Known<ClockOffset>) {
        if let Ok(clock) = clock {
            clock.unix_ms_at_start = clock.unix_ms_at_start.saturating_add(self.origin.ms());
        }
    }
}
