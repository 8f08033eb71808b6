//! What a run has put on record, read by the library.

use std::path::Path;

use firedrill::base::{At, ClockOffset};
use firedrill::drill::debt::DebtEvent;
use firedrill::drill::journal::{EarlyEnd, Event, Line, Stage, read};
use firedrill::drill::plan::Plan;
use firedrill::drill::verdict::Verdict;

/// The records so far.
pub(crate) struct Journal {
    lines: Vec<Line>,
}

impl Journal {
    pub(super) fn read(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join("journal.jsonl")).unwrap_or_default();
        // Before its first line is whole, there is nothing in it.
        let lines = if text.contains('\n') {
            read(&text).unwrap().lines
        } else {
            Vec::new()
        };
        Self { lines }
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.lines.iter().map(|line| &line.event)
    }

    /// Whether a stage has begun.
    pub(crate) fn entered(&self, wanted: Stage) -> bool {
        self.events()
            .any(|event| matches!(event, Event::Entered { stage } if *stage == wanted))
    }

    /// Whether the change was read back.
    pub(crate) fn injected(&self) -> bool {
        self.injected_at().is_some()
    }

    /// When the change was read back.
    pub(crate) fn injected_at(&self) -> Option<At> {
        let injected = |line: &&Line| {
            matches!(
                &line.event,
                Event::Debt {
                    step: DebtEvent::Injected { .. }
                }
            )
        };
        self.lines.iter().find(injected).map(|line| line.at)
    }

    /// Whether somebody ended the run before its time.
    pub(crate) fn interrupted(&self) -> bool {
        self.events().any(|event| {
            let Event::EndedEarly { why } = event else {
                return false;
            };
            matches!(why, EarlyEnd::Interrupted { .. })
        })
    }

    /// The plan.
    pub(crate) fn plan(&self) -> &Plan {
        let plan = self.events().find_map(|event| {
            let Event::Planned { plan } = event else {
                return None;
            };
            Some(plan)
        });
        plan.unwrap()
    }

    /// How Prometheus' clock stands to the run's timeline, as the run believes.
    pub(crate) fn clock(&self) -> ClockOffset {
        self.plan().facts.prometheus_clock.clone().unwrap()
    }

    /// When the first page about an alert arrived at the sink, on the run's timeline.
    pub(crate) fn paged(&self, alert: &str) -> Option<At> {
        self.events().find_map(|event| {
            let Event::Paged { page } = event else {
                return None;
            };
            (page.labels.get("alertname") == alert).then_some(page.arrived)
        })
    }

    /// The verdict, which is the last record.
    #[track_caller]
    pub(crate) fn verdict(&self) -> Verdict {
        match self.events().last() {
            Some(Event::Judged { verdict }) => (**verdict).clone(),
            other => panic!("no verdict, but {other:?}"),
        }
    }
}
