//! What a scheduler knows: the fold over its history.

use std::collections::BTreeMap;

use super::entry::{Entry, Reason};
use crate::base::ServerTime;
use crate::drill::Outcome;

/// What a scheduler knows of the past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// For each drill: its cron expression, and up to when everything that was due is told of.
    handled: BTreeMap<String, (String, ServerTime)>,
    /// What was started and is not over, and when it was due.
    running: Option<(String, ServerTime)>,
    /// For each drill: until when the platform settles before it, and after which one.
    settled: BTreeMap<String, (ServerTime, String)>,
    /// How each drill ended last.
    ends: BTreeMap<String, LastEnd>,
}

/// How a drill ended when it was run last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastEnd {
    /// What it came to; none without a verdict.
    pub outcome: Option<Outcome>,
    /// When.
    pub at: ServerTime,
    /// When the drill passed last; none if it never has.
    pub passed: Option<ServerTime>,
}

impl Known {
    /// What follows from a history.
    pub fn of<'a>(history: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut known = Self::default();
        for entry in history {
            known.absorb(entry);
        }
        known
    }

    /// Takes one more line into account.
    pub(super) fn absorb(&mut self, entry: &Entry) {
        match entry {
            Entry::Began { at, drills } => self.began(*at, drills),
            Entry::Started { drill, due, .. } => {
                self.handled(drill, *due);
                self.running = Some((drill.clone(), *due));
            }
            Entry::Finished {
                at,
                drill,
                outcome,
                settled,
                ..
            } => {
                self.running = None;
                self.settles_after(drill, settled);
                self.ended(drill, *outcome, *at);
            }
            Entry::Skipped { drill, last, .. } => self.handled(drill, *last),
            Entry::Owed { .. } | Entry::Cleared { .. } => {}
        }
    }

    /// What is new, or is due at other times than before, counts from now on.
    fn began(&mut self, at: ServerTime, drills: &BTreeMap<String, String>) {
        let before = std::mem::take(&mut self.handled);
        for (drill, cron) in drills {
            let same = before.get(drill).filter(|(known, _)| known == cron);
            let handled = same.map_or(at, |(_, handled)| *handled);
            self.handled.insert(drill.clone(), (cron.clone(), handled));
        }
        self.ends.retain(|drill, _| drills.contains_key(drill));
    }

    fn handled(&mut self, drill: &str, due: ServerTime) {
        if let Some((_, handled)) = self.handled.get_mut(drill) {
            *handled = due.max(*handled);
        }
    }

    /// What the drill before left to settle counts on: this one may have been shorter than that.
    fn settles_after(&mut self, drill: &str, settled: &BTreeMap<String, ServerTime>) {
        for (next, until) in settled {
            let known = self.settled.get(next);
            if known.is_none_or(|(known, _)| known < until) {
                let settles = (*until, drill.to_owned());
                self.settled.insert(next.clone(), settles);
            }
        }
    }

    fn ended(&mut self, drill: &str, outcome: Option<Outcome>, at: ServerTime) {
        let before = self.ends.get(drill).and_then(|end| end.passed);
        let passed = (outcome == Some(Outcome::Pass)).then_some(at);
        let end = LastEnd {
            outcome,
            at,
            passed: passed.or(before),
        };
        self.ends.insert(drill.to_owned(), end);
    }

    /// Up to when everything that was due of a drill is told of.
    pub(super) fn handled_up_to(&self, drill: &str) -> Option<ServerTime> {
        self.handled.get(drill).map(|(_, handled)| *handled)
    }

    /// What was started and is not over, and when it was due.
    pub(super) fn running(&self) -> Option<&(String, ServerTime)> {
        self.running.as_ref()
    }

    /// Until when the platform settles before a drill, and after which one.
    pub(super) fn settles(&self, drill: &str) -> Option<(ServerTime, &str)> {
        let (until, after) = self.settled.get(drill)?;
        Some((*until, after))
    }

    /// How a drill ended when it was run last.
    pub fn end(&self, drill: &str) -> Option<&LastEnd> {
        self.ends.get(drill)
    }

    /// The least history from which the same follows, as of a moment.
    pub(super) fn least(&self, at: ServerTime) -> Vec<Entry> {
        let why = || "what is left of lines that were dropped".to_owned();
        let mut entries = self.least_ends(at, &why());
        let drills = self.handled.iter();
        let drills = drills.map(|(drill, (cron, _))| (drill.clone(), cron.clone()));
        // From the beginning of time on, and each told of up to where it is.
        entries.push(Entry::Began {
            at: ServerTime::from_unix_ms(i64::MIN),
            drills: drills.collect(),
        });
        let handled = self.handled.iter();
        entries.extend(handled.map(|(drill, (_, handled))| Entry::Skipped {
            at,
            drill: drill.clone(),
            first: *handled,
            last: *handled,
            times: 0,
            reason: Reason::default(),
            why: why(),
        }));
        let running = self.running.iter();
        entries.extend(running.map(|(drill, due)| Entry::Started {
            at,
            drill: drill.clone(),
            due: *due,
        }));
        entries
    }

    /// How drills ended, and what settles after them: also after those that are no more, which are
    /// forgotten with the line that follows.
    fn least_ends(&self, at: ServerTime, why: &str) -> Vec<Entry> {
        let mut settled: BTreeMap<&str, BTreeMap<String, ServerTime>> = BTreeMap::new();
        for (next, (until, drill)) in &self.settled {
            let after = settled.entry(drill).or_default();
            after.insert(next.clone(), *until);
        }
        for drill in self.ends.keys() {
            settled.entry(drill).or_default();
        }
        let finished = |drill: &str, at, outcome, settled| Entry::Finished {
            at,
            drill: drill.to_owned(),
            due: self.handled_up_to(drill).unwrap_or(at),
            outcome,
            why: Some(why.to_owned()),
            results: None,
            settled,
        };
        let mut entries = Vec::new();
        for (drill, settled) in settled {
            let end = self.ends.get(drill);
            if let Some(passed) = end.and_then(|end| end.passed) {
                let none = BTreeMap::new();
                entries.push(finished(drill, passed, Some(Outcome::Pass), none));
            }
            let (at, outcome) = end.map_or((at, None), |end| (end.at, end.outcome));
            entries.push(finished(drill, at, outcome, settled));
        }
        entries
    }
}
