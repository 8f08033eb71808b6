//! What is worth telling while a run goes on: one line for each thing, for stderr.

mod alerts;
mod mitigation;

use super::words::{Paint, early_end, humane, one_line, spoken, world};
use crate::base::At;
use crate::drill::debt::DebtEvent;
use crate::drill::journal::{EarlyEnd, Event, Stage};
use crate::drill::plan::Plan;
use crate::world::{Page, PageStatus};
use alerts::AlertsSoFar;
use mitigation::MitigationSoFar;

/// Turns events into lines as they come, and remembers what it has told already.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    paint: Paint,
    plan: Option<Box<Plan>>,
    alerts: AlertsSoFar,
    mitigation: MitigationSoFar,
    /// The last question without an answer, so that a long outage is told once.
    unanswered: Option<String>,
    /// The last obstacle to putting back.
    hindered: Option<String>,
}

impl Progress {
    /// Nothing told yet; with or without colours.
    pub fn new(colour: bool) -> Self {
        Self {
            paint: Paint { colour },
            ..Self::default()
        }
    }

    /// What to say about an event, if anything: lines without a line break at the end, each with
    /// the time since the run began.
    pub fn line(&mut self, at: At, event: &Event) -> Option<String> {
        let lines = self.told(at, event);
        let lines: Vec<String> = lines
            .into_iter()
            .map(|line| format!("{}  {line}", self.paint.dim(&at.to_string())))
            .collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn told(&mut self, at: At, event: &Event) -> Vec<String> {
        match event {
            Event::Planned { plan } => self.planned(plan),
            Event::Blind { why } => {
                let why = clean(why);
                vec![
                    self.paint
                        .unsure(&format!("the platform cannot be looked at: {why}")),
                ]
            }
            Event::Entered { stage } => vec![self.entered(*stage)],
            Event::Debt { step } => self.debt(at, step),
            Event::RunawayBegan => {
                self.mitigation.injected(at);
                vec![
                    self.paint
                        .bold("the runaway caller uses too much from now on"),
                ]
            }
            Event::ControlBegan => vec![
                self.paint
                    .bold("a control: nothing is broken from now on, and nothing may fire"),
            ],
            Event::ControlEnded => vec!["the control is over".to_owned()],
            Event::RunawayEnded => vec!["the runaway caller is calm again".to_owned()],
            Event::TakenBack { place, by, .. } => {
                let by = by.as_deref().map_or_else(|| "somebody".to_owned(), clean);
                vec![self.paint.bold(&format!("{by} took {place} back"))]
            }
            Event::RollOut { waits_for } => vec![roll_out(waits_for.as_deref())],
            Event::Effective { since } => {
                self.mitigation.effective(*since);
                vec![
                    self.paint
                        .bold(&format!("the fault shows, since {since}: T0")),
                ]
            }
            Event::Shots { shots } => self.mitigation.shots(at, shots, self.plan.as_deref()),
            Event::Alerts { alerts } => self.alerts.told(alerts, self.paint),
            Event::Paged { page } => vec![self.paged(page)],
            Event::Unanswered { what, why } => {
                let text = format!("no answer about {}: {}", clean(what), clean(why));
                if self.unanswered.as_ref() == Some(&text) {
                    return Vec::new();
                }
                self.unanswered = Some(text.clone());
                vec![self.paint.unsure(&text)]
            }
            Event::EndedEarly { why } => vec![self.early(why)],
            Event::Probed { .. }
            | Event::Ranged { .. }
            | Event::LookedAgain { .. }
            | Event::Judged { .. } => Vec::new(),
        }
    }

    fn planned(&mut self, plan: &Plan) -> Vec<String> {
        self.plan = Some(Box::new(plan.clone()));
        self.alerts = AlertsSoFar::of(plan);
        let brief = &plan.brief;
        let title = format!(
            "{} on {}",
            self.paint.bold(&brief.drill.name),
            clean(&world(&plan.facts.world))
        );
        let warnings = plan.warnings.iter();
        let warnings = warnings.map(|text| format!("warning: {}", clean(text)));
        let obstacles = plan.obstacles.iter();
        let obstacles = obstacles.map(|obstacle| {
            format!(
                "cannot begin: {} [{}]",
                clean(&obstacle.detail),
                obstacle.code
            )
        });
        std::iter::once(title)
            .chain(
                warnings
                    .chain(obstacles)
                    .map(|text| self.paint.unsure(&text)),
            )
            .collect()
    }

    /// The stage, and how long it may take.
    fn entered(&self, stage: Stage) -> String {
        let drill = self.plan.as_ref().map(|plan| &plan.brief.drill);
        let length = drill.and_then(|drill| match stage {
            Stage::Steady => Some(spoken(drill.steady.length)),
            Stage::Effect => Some(format!("at most {}", spoken(drill.effective.within))),
            Stage::Watch => Some(spoken(drill.fault.hold)),
            Stage::Recover => Some(format!("promised within {}", spoken(drill.recovery.within))),
            Stage::Lock | Stage::Inject | Stage::PutBack | Stage::Gather => None,
        });
        match length {
            Some(length) => format!("{stage} ({length})"),
            None => stage.to_string(),
        }
    }

    fn debt(&mut self, at: At, step: &DebtEvent) -> Vec<String> {
        match step {
            DebtEvent::Intended { receipt } => {
                let change = &receipt.change;
                let text = format!("changing {} to {}", change.place, change.ours);
                vec![clean(&text)]
            }
            DebtEvent::Injected { .. } => {
                self.mitigation.injected(at);
                vec![self.paint.bold("injected, and read back")]
            }
            DebtEvent::NotInjected { trouble, .. } => {
                let why = clean(&trouble.to_string());
                vec![self.paint.unsure(&format!("not injected: {why}"))]
            }
            DebtEvent::Settled { settlement, .. } => {
                vec![self.paint.bold(&format!("settled: {settlement}"))]
            }
            DebtEvent::Hindered { why, .. } => {
                let text = if self.hindered.as_ref() == Some(why) {
                    "still not put back, trying again".to_owned()
                } else {
                    format!("not put back yet, trying again: {}", clean(why))
                };
                self.hindered = Some(why.clone());
                vec![self.paint.unsure(&text)]
            }
            DebtEvent::LeftBehind { receipt, why } => {
                let place = clean(&receipt.change.place.to_string());
                vec![
                    self.paint
                        .alarm("LEFT BEHIND: a fault may still be in place"),
                    format!("LEFT BEHIND: {place}: {}", clean(why)),
                    format!("LEFT BEHIND: remove it with: {}", one_line(&receipt.undo)),
                ]
            }
        }
    }

    fn paged(&self, page: &Page) -> String {
        let alert = clean(page.labels.get("alertname"));
        let receiver = clean(&page.receiver);
        match page.status {
            PageStatus::Firing => self.paint.bold(&format!("page for {receiver}: {alert}")),
            PageStatus::Resolved => format!("page for {receiver}: {alert} is over"),
        }
    }

    fn early(&self, why: &EarlyEnd) -> String {
        self.paint
            .unsure(&format!("ending early: {}", clean(&early_end(why))))
    }
}

/// How far the pods are.
fn roll_out(waits_for: Option<&str>) -> String {
    waits_for.map_or_else(
        || "all pods are replaced".to_owned(),
        |what| format!("pods are being replaced: {}", clean(what)),
    )
}

fn clean(text: &str) -> String {
    humane(&one_line(text))
}
