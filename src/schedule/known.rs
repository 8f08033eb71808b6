//! What a scheduler knows: the fold over its history.

use std::collections::BTreeMap;

use super::entry::Entry;
use crate::base::ServerTime;
use crate::drill::Outcome;

/// What a scheduler knows of the past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// For each drill: its cron expression, and up to when everything that was due is told of.
    handled: BTreeMap<String, (String, ServerTime)>,
    /// What was started and is not over, and when it was due.
    running: Option<(String, ServerTime)>,
    /// For each drill: until when the platform settles.
    settled: BTreeMap<String, ServerTime>,
    /// Which drill the platform settles after.
    last: Option<String>,
    /// What each drill came to when it was run last.
    outcomes: BTreeMap<String, Option<Outcome>>,
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
                drill,
                outcome,
                settled,
                ..
            } => {
                self.running = None;
                self.settled.clone_from(settled);
                self.last = Some(drill.clone());
                self.outcomes.insert(drill.clone(), *outcome);
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
        self.outcomes.retain(|drill, _| drills.contains_key(drill));
    }

    fn handled(&mut self, drill: &str, due: ServerTime) {
        if let Some((_, handled)) = self.handled.get_mut(drill) {
            *handled = due.max(*handled);
        }
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
        let until = self.settled.get(drill)?;
        Some((*until, self.last.as_deref()?))
    }

    /// What each drill came to when it was run last; none without a verdict.
    pub fn outcomes(&self) -> &BTreeMap<String, Option<Outcome>> {
        &self.outcomes
    }

    /// The least history from which the same follows, as of a moment.
    pub(super) fn least(&self, at: ServerTime) -> Vec<Entry> {
        let why = || "what is left of lines that were dropped".to_owned();
        let drills = self.handled.iter();
        let drills = drills.map(|(drill, (cron, _))| (drill.clone(), cron.clone()));
        // From the beginning of time on, and each told of up to where it is.
        let mut entries = vec![Entry::Began {
            at: ServerTime::from_unix_ms(i64::MIN),
            drills: drills.collect(),
        }];
        let handled = self.handled.iter();
        entries.extend(handled.map(|(drill, (_, handled))| Entry::Skipped {
            at,
            drill: drill.clone(),
            first: *handled,
            last: *handled,
            times: 0,
            why: why(),
        }));
        let mut outcomes: Vec<_> = self.outcomes.iter().collect();
        // What was last decides what the platform settles after.
        outcomes.sort_by_key(|(drill, _)| Some(*drill) == self.last.as_ref());
        entries.extend(
            outcomes
                .into_iter()
                .map(|(drill, outcome)| Entry::Finished {
                    at,
                    drill: drill.clone(),
                    due: self.handled_up_to(drill).unwrap_or(at),
                    outcome: *outcome,
                    why: Some(why()),
                    results: None,
                    settled: self.settled.clone(),
                }),
        );
        let running = self.running.iter();
        entries.extend(running.map(|(drill, due)| Entry::Started {
            at,
            drill: drill.clone(),
            due: *due,
        }));
        entries
    }
}
