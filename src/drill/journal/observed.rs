//! What is known of a run: a fold over its journal. The engine keeps one while it runs, and the
//! verdict makes one afterwards; both are the same.

use std::collections::BTreeMap;

use super::{EarlyEnd, Event, Stage};
use crate::base::{At, Duration, Money};
use crate::drill::debt::{DebtEvent, Settlement};
use crate::drill::measure::{Callers, Usual, within};
use crate::drill::plan::{Loaded, Plan};
use crate::world::{Alerts, Caller, Outcome, Page, Place, Receipt, ReceiptId, Series, Shot};

/// One request straight at the broken place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probed {
    /// When it was sent.
    pub sent: At,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub took: Duration,
    /// The number of its record.
    pub record: u64,
}

/// A value and the record that it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen<T> {
    /// When it was seen.
    pub at: At,
    /// The number of its record.
    pub record: u64,
    /// What was seen.
    pub value: T,
}

/// Everything that is known of a run.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// What was to be done.
    pub plan: Option<Box<Plan>>,
    /// Why nothing could be seen at all.
    pub blind: Option<String>,
    /// When each stage began.
    pub stages: BTreeMap<Stage, Seen<()>>,
    /// When the change was read back.
    pub injected: Option<Seen<At>>,
    /// Since when the fault shows.
    pub effective: Option<Seen<At>>,
    /// When the last receipt was settled.
    pub restored: Option<Seen<At>>,
    /// How each receipt was settled.
    pub settled: Vec<Seen<(ReceiptId, Settlement)>>,
    /// The places that were changed, by the receipts of the changes that were read back.
    pub made: BTreeMap<ReceiptId, Place>,
    /// The last change that was begun.
    begun: Option<(ReceiptId, Place)>,
    /// What was given up.
    pub left_behind: Vec<Seen<(Receipt, String)>>,
    /// Who took the change back, where somebody was promised to.
    pub taken_back: Option<Seen<Option<String>>>,
    /// How far pods were that are replaced because of a change, where that differs from before: what
    /// was waited for, none once it was over.
    pub roll_outs: Vec<Seen<Option<String>>>,
    /// The ordinary caller's requests, sorted by when they were due.
    pub shots: Vec<Shot>,
    /// The examiner's, sorted likewise.
    pub examined: Vec<Shot>,
    /// The runaway caller's, sorted likewise.
    pub runaway: Vec<Shot>,
    /// When each request was due, and the record that tells of its end; sorted.
    told: Vec<(At, u64)>,
    /// What was usual before the injection.
    pub usual: Usual,
    /// Probes since the injection.
    pub probes: Vec<Probed>,
    /// Looks at the alerts that differ from the one before.
    pub alerts: Vec<Seen<Alerts>>,
    /// Pages.
    pub pages: Vec<Seen<Page>>,
    /// What was asked for at the end, by name.
    pub ranges: BTreeMap<String, Seen<Vec<Series>>>,
    /// What is loaded at the end.
    pub loaded_at_end: Option<Seen<Loaded>>,
    /// Questions without an answer.
    pub unanswered: Vec<Seen<(String, String)>>,
    /// Why it ended before its time; the first is the reason.
    pub early: Vec<Seen<EarlyEnd>>,
    /// Tokens that the synthetic traffic used; an answer that does not say how many counts as long
    /// as it may be.
    pub tokens: u64,
    /// What these cost; where nobody says, the most that they can.
    pub spent: Money,
    /// How many records there are.
    pub records: u64,
}

impl Observed {
    /// Takes in the next record.
    pub fn absorb(&mut self, at: At, event: &Event) {
        self.records += 1;
        match event {
            Event::Planned { plan } => self.plan = Some(plan.clone()),
            Event::Blind { why } => self.blind = Some(why.clone()),
            Event::Entered { stage } => {
                let seen = self.seen(at, ());
                self.stages.insert(*stage, seen);
            }
            Event::Debt { step } => self.absorb_debt(at, step),
            Event::RunawayBegan | Event::ControlBegan => self.begins_to_break(at),
            Event::RunawayEnded | Event::ControlEnded => self.restored = Some(self.seen(at, at)),
            Event::TakenBack { by, .. } => {
                let seen = self.seen(at, by.clone());
                self.taken_back.get_or_insert(seen);
            }
            Event::RollOut { waits_for } => {
                self.roll_outs.push(self.seen(at, waits_for.clone()));
            }
            Event::Probed {
                sent,
                outcome,
                took,
            } => {
                self.probes.push(Probed {
                    sent: *sent,
                    outcome: *outcome,
                    took: *took,
                    record: self.records,
                });
            }
            Event::Effective { since } => self.effective = Some(self.seen(at, *since)),
            Event::Shots { shots } => {
                for shot in shots {
                    if let Some(plan) = &self.plan {
                        self.tokens += plan.tokens_of(shot);
                        self.spent += plan.cost_of(shot);
                    }
                    insert(&mut self.told, (shot.due, self.records), |told| told.0);
                    insert(self.of_mut(shot.caller), shot.clone(), |shot| shot.due);
                }
            }
            Event::Alerts { alerts } => self.alerts.push(self.seen(at, (**alerts).clone())),
            Event::Paged { page } => self.pages.push(self.seen(at, page.clone())),
            Event::Ranged { name, series } => {
                let seen = self.seen(at, series.clone());
                self.ranges.insert(name.clone(), seen);
            }
            Event::LookedAgain { loaded } => {
                self.loaded_at_end = Some(self.seen(at, loaded.clone()));
            }
            Event::Unanswered { what, why } => {
                self.unanswered
                    .push(self.seen(at, (what.clone(), why.clone())));
            }
            Event::EndedEarly { why } => self.early.push(self.seen(at, why.clone())),
            Event::Judged { .. } => {}
        }
    }

    fn absorb_debt(&mut self, at: At, step: &DebtEvent) {
        match step {
            DebtEvent::Intended { receipt } => {
                self.begun = Some((receipt.id.clone(), receipt.change.place.clone()));
            }
            DebtEvent::Injected { .. } => {
                self.made.extend(self.begun.take());
                self.begins_to_break(at);
            }
            DebtEvent::Settled { id, settlement } => {
                self.settled.push(self.seen(at, (id.clone(), *settlement)));
                self.restored = Some(self.seen(at, at));
            }
            DebtEvent::LeftBehind { receipt, why } => {
                self.left_behind
                    .push(self.seen(at, (receipt.clone(), why.clone())));
            }
            DebtEvent::NotInjected { .. } | DebtEvent::Hindered { .. } => {}
        }
    }

    fn begins_to_break(&mut self, at: At) {
        self.usual = Usual::of(within(&self.shots, At::START, at));
        self.injected = Some(self.seen(at, at));
    }

    const fn of_mut(&mut self, caller: Caller) -> &mut Vec<Shot> {
        match caller {
            Caller::Ordinary => &mut self.shots,
            Caller::Examiner => &mut self.examined,
            Caller::Runaway => &mut self.runaway,
        }
    }

    /// What the drill's callers saw.
    pub fn callers(&self) -> Callers<'_> {
        Callers {
            ordinary: &self.shots,
            examiner: &self.examined,
            runaway: &self.runaway,
            usual: &self.usual,
        }
    }

    fn seen<T>(&self, at: At, value: T) -> Seen<T> {
        Seen {
            at,
            record: self.records,
            value,
        }
    }

    /// When the first of the requests was due that a record tells of; none if it tells of none.
    pub fn due_in(&self, record: u64) -> Option<At> {
        let mut told = self.told.iter();
        told.find(|(_, other)| *other == record)
            .map(|(due, _)| *due)
    }

    /// The first and the last record that tell of requests that were due in `[from, to)`.
    pub fn records_of_shots(&self, from: At, to: At) -> Vec<u64> {
        let place = |at: At| self.told.partition_point(|(due, _)| *due < at);
        let told = self.told.get(place(from)..place(to)).unwrap_or_default();
        let records = told.iter().map(|(_, record)| *record);
        let (first, last) = (records.clone().min(), records.max());
        first
            .into_iter()
            .chain(last.filter(|last| Some(*last) != first))
            .collect()
    }

    /// The last that is known of a roll-out that began then; none if nothing is.
    pub fn roll_out(&self, began: At) -> Option<&Seen<Option<String>>> {
        self.roll_outs.last().filter(|seen| seen.at >= began)
    }

    /// What the roll-out of the fault was still waiting for after its time, when it was put back.
    pub fn not_rolled_out(&self) -> Option<&str> {
        let within = self.plan.as_deref()?.brief.drill.fault.rolls_out?;
        let (injected, put_back) = self.fault()?;
        let of_fault = |seen: &&Seen<_>| seen.at >= injected && seen.at < put_back;
        let last = self.roll_outs.iter().rev().find(of_fault)?;
        last.value
            .as_deref()
            .filter(|_| put_back >= injected + within)
    }

    /// When a roll-out that began then was over; none as long as it is not.
    pub fn rolled_out(&self, began: At) -> Option<At> {
        let last = self.roll_out(began)?;
        last.value.is_none().then_some(last.at)
    }

    /// When a stage began.
    pub fn entered(&self, stage: Stage) -> Option<At> {
        self.stages.get(&stage).map(|seen| seen.at)
    }

    /// From the injection to the moment at which putting back began: the fault's own time.
    pub fn fault(&self) -> Option<(At, At)> {
        Some((self.injected.as_ref()?.value, self.entered(Stage::PutBack)?))
    }
}

/// Requests end nearly in the order in which they were due, so that the place of one is near the
/// end, and few have to move.
fn insert<T>(sorted: &mut Vec<T>, item: T, due: impl Fn(&T) -> At) {
    const NEAR: usize = 64;
    let near = sorted.len().saturating_sub(NEAR);
    let is_before = |other: &T| due(other) <= due(&item);
    let from = match sorted.get(near) {
        Some(other) if is_before(other) => near,
        _ => 0,
    };
    let place = from + sorted[from..].partition_point(is_before);
    sorted.insert(place, item);
}
