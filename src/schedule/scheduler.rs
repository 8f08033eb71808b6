//! The decisions, one step at a time.

use std::collections::BTreeMap;

use super::entry::{Entry, Reason};
use super::known::Known;
use super::lateness::{Because, Lateness};
use super::settings::{Settings, Timed, after};
use crate::base::{Duration, ServerTime};
use crate::drill::Outcome;

/// How many times that a drill was due are looked at in one step.
const DUES_MOST: usize = 1_000;
/// From one try to put back to the next; it doubles up to sixteen times that.
const PAUSE: Duration = Duration::from_mins(1);
/// Nothing is waited for any longer, so that clocks may be set.
const LOOKS_EVERY: Duration = Duration::from_mins(60);

/// What a scheduler does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Put back what earlier runs left, and say how that went: [`Scheduler::put_back`].
    PutBack,
    /// Start this drill, and say what became of it: [`Scheduler::finished`].
    Start {
        /// Which.
        drill: String,
        /// When it was due.
        due: ServerTime,
    },
    /// Nothing before this moment.
    Wait {
        /// Until when; it may be past already.
        until: ServerTime,
    },
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What the history must say before anything else is done.
    pub entries: Vec<Entry>,
    /// What to do then.
    pub then: Then,
}

/// What became of a drill that was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// What it came to; none if it has no verdict.
    pub outcome: Option<Outcome>,
    /// Why it has none.
    pub why: Option<String>,
    /// Where its results are.
    pub results: Option<String>,
    /// How long the platform settles before each of the drills.
    pub settling: BTreeMap<String, Duration>,
}

/// Decides which drill is started when. One at a time, each time that it is due at most once, and
/// what is not started is told.
#[derive(Clone, Debug)]
pub struct Scheduler {
    settings: Settings,
    known: Known,
    doing: Doing,
    lateness: Lateness,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Doing {
    /// Something may be owed: nothing is started before it is put back.
    Owing {
        since: ServerTime,
        again: ServerTime,
        failures: u32,
        why: Option<String>,
    },
    Idle,
    Running {
        since: ServerTime,
        drill: String,
        due: ServerTime,
    },
}

/// What is to be done about one drill.
enum Due {
    Start(ServerTime),
    Wait(ServerTime),
}

impl Scheduler {
    /// A scheduler with this past, and what its history must say before anything is done. What is
    /// owed is put back first.
    pub fn begin(settings: Settings, past: Known, now: ServerTime) -> (Self, Vec<Entry>) {
        let mut scheduler = Self {
            settings,
            known: past,
            doing: Doing::Owing {
                since: now,
                again: now,
                failures: 0,
                why: None,
            },
            lateness: Lateness::new(now),
        };
        let mut entries = Vec::new();
        if let Some((drill, due)) = scheduler.known.running().cloned() {
            // What it saw is gone, and its fault may only be put back now: the longest counts.
            let settles = scheduler.settings.settles.get(&drill);
            let settles = settles.into_iter().flatten();
            let settled = settles.map(|(next, length)| (next.clone(), after(now, *length)));
            let settled = settled.collect();
            let entry = Entry::Finished {
                at: now,
                drill,
                due,
                outcome: None,
                why: Some("its scheduler ended while it ran".to_owned()),
                results: None,
                settled,
            };
            scheduler.record(entry, &mut entries);
        }
        let drills = scheduler.settings.drills.iter();
        let drills = drills.map(|timed| (timed.name.clone(), timed.cron.to_string()));
        let drills = drills.collect();
        scheduler.record(Entry::Began { at: now, drills }, &mut entries);
        (scheduler, entries)
    }

    /// What it knows of the past.
    pub const fn known(&self) -> &Known {
        &self.known
    }

    /// What it goes by.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What is running now.
    pub fn running(&self) -> Option<&str> {
        match &self.doing {
            Doing::Running { drill, .. } => Some(drill),
            Doing::Owing { .. } | Doing::Idle => None,
        }
    }

    /// Whether nothing is started since what an earlier run left could not be put back.
    pub const fn is_blocked(&self) -> bool {
        matches!(self.doing, Doing::Owing { failures: 1.., .. })
    }

    /// What to do now.
    pub fn step(&mut self, now: ServerTime) -> Step {
        let mut entries = Vec::new();
        let latest = after(now, LOOKS_EVERY);
        let (mut first, mut until) = (None, latest);
        if !matches!(self.doing, Doing::Running { .. }) {
            for timed in self.settings.drills.clone() {
                match self.due(&timed, now, &mut entries) {
                    Due::Wait(moment) => until = until.min(moment),
                    Due::Start(due) => {
                        let sooner = first.as_ref().is_none_or(|(_, known)| due < *known);
                        if sooner {
                            first = Some((timed.name, due));
                        }
                    }
                }
            }
        }
        let then = match (&self.doing, first) {
            (Doing::Owing { again, .. }, _) if *again <= now => Then::PutBack,
            (Doing::Owing { again, .. }, _) => Then::Wait {
                until: until.min(*again),
            },
            (Doing::Idle, Some((drill, due))) => {
                self.doing = Doing::Running {
                    since: now,
                    drill: drill.clone(),
                    due,
                };
                let entry = Entry::Started {
                    at: now,
                    drill: drill.clone(),
                    due,
                };
                self.record(entry, &mut entries);
                Then::Start { drill, due }
            }
            (Doing::Idle | Doing::Running { .. }, _) => Then::Wait { until },
        };
        Step { entries, then }
    }

    /// The drill that was started is over.
    pub fn finished(&mut self, now: ServerTime, ended: Ended) -> Vec<Entry> {
        let mut entries = Vec::new();
        let idle = std::mem::replace(&mut self.doing, Doing::Idle);
        let Doing::Running { since, drill, due } = idle else {
            // Nothing was started.
            self.doing = idle;
            return entries;
        };
        self.lateness
            .busy(since, now, (Reason::Busy, format!("`{drill}` was running")));
        if ended.outcome == Some(Outcome::LeftBehind) {
            self.doing = Doing::Owing {
                since: now,
                again: now,
                failures: 0,
                why: None,
            };
        }
        let settling = ended.settling.into_iter();
        let settled = settling.map(|(next, length)| (next, after(now, length)));
        let entry = Entry::Finished {
            at: now,
            drill,
            due,
            outcome: ended.outcome,
            why: ended.why,
            results: ended.results,
            settled: settled.collect(),
        };
        self.record(entry, &mut entries);
        entries
    }

    /// So many changes were put back and nothing is owed any more, or why that is not so.
    pub fn put_back(&mut self, now: ServerTime, result: Result<usize, String>) -> Vec<Entry> {
        let mut entries = Vec::new();
        let Doing::Owing {
            since,
            again,
            failures,
            why: told,
        } = &mut self.doing
        else {
            return entries;
        };
        match result {
            Ok(changes) => {
                let was_told = told.is_some();
                let why = "what an earlier run left was not put back yet".to_owned();
                self.lateness.busy(*since, now, (Reason::Owed, why));
                self.doing = Doing::Idle;
                if changes > 0 || was_told {
                    self.record(Entry::Cleared { at: now, changes }, &mut entries);
                }
            }
            Err(why) => {
                *again = after(now, PAUSE * (1 << (*failures).min(4)));
                *failures = failures.saturating_add(1);
                if told.as_ref() != Some(&why) {
                    *told = Some(why.clone());
                    self.record(Entry::Owed { at: now, why }, &mut entries);
                }
            }
        }
        entries
    }

    /// What is to be done about a drill: whatever was due and is not started any more is told.
    fn due(&mut self, timed: &Timed, now: ServerTime, entries: &mut Vec<Entry>) -> Due {
        let delay = self.settings.delay(&timed.name);
        let Some(mut handled) = self.known.handled_up_to(&timed.name) else {
            return Due::Wait(ServerTime::from_unix_ms(i64::MAX));
        };
        let mut dues = Vec::new();
        while dues.len() < DUES_MOST {
            let Some(next) = timed.cron.next(&self.settings.zone, handled) else {
                break;
            };
            if after(next, delay) > now {
                break;
            }
            dues.push(next);
            handled = next;
        }
        let full = dues.len() == DUES_MOST;
        let Some(last) = (if full { None } else { dues.pop() }) else {
            if full {
                self.pass_over(timed, &dues, now, None, entries);
                return Due::Wait(now);
            }
            let next = timed.cron.next(&self.settings.zone, handled);
            let begins = next.map_or(ServerTime::from_unix_ms(i64::MAX), |next| {
                after(next, delay)
            });
            return Due::Wait(begins);
        };
        self.pass_over(timed, &dues, now, None, entries);
        let too_late = after(last, delay + self.settings.tolerance);
        match self.hindrance(timed, now, too_late) {
            Some(why) => {
                self.pass_over(timed, &[last], now, Some(why), entries);
                // It is due again one day.
                Due::Wait(now)
            }
            None => match self.known.settles(&timed.name) {
                Some((until, _)) if until > now => Due::Wait(until),
                Some(_) | None if self.doing == Doing::Idle => Due::Start(last),
                Some(_) | None => Due::Wait(after(too_late, Duration::from_ms(1))),
            },
        }
    }

    /// Why a drill that is due is not run, now or later.
    fn hindrance(&self, timed: &Timed, now: ServerTime, too_late: ServerTime) -> Option<Because> {
        if now > too_late {
            // Said by what went on when it should have begun.
            return Some(self.late(too_late));
        }
        if let Some((until, after)) = self.known.settles(&timed.name)
            && until > too_late
        {
            let until = self.settings.zone.tell(until);
            let why = format!("the platform settles after `{after}` until {until}");
            return Some((Reason::Settling, why));
        }
        let calendar = self.settings.calendar.as_ref()?;
        let closed = calendar.closed(now, timed.put_back_within)?;
        let told = calendar.tell(&closed);
        let why = if closed.from <= now {
            format!("drills may not run {told}")
        } else {
            let from = calendar.time_zone.tell(closed.from);
            format!("it might not be put back by {from}, when drills may not run {told}")
        };
        Some((Reason::Calendar, why))
    }

    fn late(&self, too_late: ServerTime) -> Because {
        let begun = too_late.unix_ms() - i64::try_from(self.settings.tolerance.ms()).unwrap_or(0);
        let (reason, why) = match &self.doing {
            Doing::Owing {
                since, why: told, ..
            } if since.unix_ms() <= begun => {
                let told = told.as_deref().unwrap_or("it is being put back");
                let why = format!("something an earlier run changed may be left: {told}");
                (Reason::Owed, why)
            }
            Doing::Owing { .. } | Doing::Idle | Doing::Running { .. } => {
                self.lateness.why(ServerTime::from_unix_ms(begun))
            }
        };
        let tolerance = self.settings.tolerance;
        (reason, format!("{why}; it may begin {tolerance} late"))
    }

    /// Tells of what was due and is not started; without a reason, since it is due again.
    fn pass_over(
        &mut self,
        timed: &Timed,
        dues: &[ServerTime],
        now: ServerTime,
        why: Option<Because>,
        entries: &mut Vec<Entry>,
    ) {
        let (Some(first), Some(last)) = (dues.first(), dues.last()) else {
            return;
        };
        let (reason, why) = why.unwrap_or_else(|| {
            let then = after(*last, self.settings.delay(&timed.name));
            let (reason, why) = self.lateness.why(then);
            (reason, format!("{why}; it is due again since"))
        });
        let entry = Entry::Skipped {
            at: now,
            drill: timed.name.clone(),
            first: *first,
            last: *last,
            times: u64::try_from(dues.len()).unwrap_or(u64::MAX),
            reason,
            why,
        };
        self.record(entry, entries);
    }

    fn record(&mut self, entry: Entry, entries: &mut Vec<Entry>) {
        self.known.absorb(&entry);
        entries.push(entry);
    }
}
