//! One run, as every format tells it.

use crate::base::{At, Duration};
use crate::drill::Outcome;
use crate::drill::journal::Observed;
use crate::drill::plan::Plan;
use crate::drill::verdict::{Finding, Status, Verdict};
use crate::spec::drill::AlertRole;

/// The page of an alert, as the verdict calls it.
pub(super) const PAGE: &str = "page arrives";
/// The firing of an alert, as the verdict calls it.
pub(super) const FIRING: &str = "firing";

/// One run to tell about. Everything in it comes from the journal.
#[derive(Clone, Copy, Debug)]
pub struct RunReport<'a> {
    seen: &'a Observed,
    verdict: &'a Verdict,
    header: Option<(&'a str, &'a str)>,
    kept_in: Option<&'a str>,
    hash: Option<&'a str>,
}

/// What became of what was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Platform {
    /// Nothing was changed.
    Untouched,
    /// What was changed is as it was before, or as somebody else wanted it.
    PutBack,
    /// A fault may still be there.
    LeftBehind,
}

/// How many promises were kept, broken and unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) kept: usize,
    pub(super) broken: usize,
    pub(super) unknown: usize,
}

impl<'a> RunReport<'a> {
    /// What was seen of a run and what it came to.
    pub const fn of(seen: &'a Observed, verdict: &'a Verdict) -> Self {
        Self {
            seen,
            verdict,
            header: None,
            kept_in: None,
            hash: None,
        }
    }

    /// The same run with the names of its journal's header: a run that could not see the platform
    /// has no plan that would tell them.
    #[must_use]
    pub const fn named(mut self, run: &'a str, drill: &'a str) -> Self {
        self.header = Some((run, drill));
        self
    }

    /// The same run, with the place where its reports and its journal are.
    #[must_use]
    pub const fn kept_in(mut self, place: &'a str) -> Self {
        self.kept_in = Some(place);
        self
    }

    /// The same run with the last hash of its journal, which stands for every byte of it.
    #[must_use]
    pub const fn sealed(mut self, hash: &'a str) -> Self {
        self.hash = Some(hash);
        self
    }

    pub(super) const fn hash(&self) -> Option<&'a str> {
        self.hash
    }

    /// The drill's name; `unknown` if neither a plan nor a header says it.
    pub fn drill(&self) -> &'a str {
        let planned = self.plan().map(|plan| &*plan.brief.drill.name);
        let header = self.header.map(|(_, drill)| drill);
        header.or(planned).unwrap_or("unknown")
    }

    /// The run's name, if a plan or a header says it.
    pub fn run(&self) -> Option<&'a str> {
        let planned = self.plan().map(|plan| &*plan.brief.run.0);
        self.header.map(|(run, _)| run).or(planned)
    }

    /// What it came to.
    pub const fn outcome(&self) -> Outcome {
        self.verdict.outcome
    }

    pub(super) const fn seen(&self) -> &'a Observed {
        self.seen
    }

    pub(super) const fn verdict(&self) -> &'a Verdict {
        self.verdict
    }

    pub(super) fn plan(&self) -> Option<&'a Plan> {
        self.seen.plan.as_deref()
    }

    pub(super) const fn reports(&self) -> Option<&'a str> {
        self.kept_in
    }

    /// From the run's beginning to the last thing that was seen of it.
    pub(super) fn lasted(&self) -> Duration {
        let seen = self.seen;
        let moments = [
            seen.stages.values().map(|seen| seen.at).max(),
            seen.ranges.values().map(|seen| seen.at).max(),
            seen.alerts.last().map(|seen| seen.at),
            seen.pages.last().map(|seen| seen.at),
            seen.unanswered.last().map(|seen| seen.at),
            seen.early.last().map(|seen| seen.at),
            seen.left_behind.last().map(|seen| seen.at),
            seen.restored.as_ref().map(|seen| seen.at),
        ];
        let last = moments.into_iter().flatten().max();
        last.unwrap_or(At::START).since(At::START)
    }

    /// Whether nothing was broken, on purpose.
    pub(super) fn is_control(&self) -> bool {
        self.plan().is_some_and(|plan| plan.brief.control.is_some())
    }

    pub(super) fn platform(&self) -> Platform {
        if self.verdict.outcome == Outcome::LeftBehind {
            Platform::LeftBehind
        } else if (self.seen.injected.is_none() || self.is_control())
            && self.seen.settled.is_empty()
        {
            Platform::Untouched
        } else {
            Platform::PutBack
        }
    }

    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for promise in &self.verdict.promises {
            match promise.status {
                Status::Kept => counts.kept += 1,
                Status::Broken => counts.broken += 1,
                Status::Unknown => counts.unknown += 1,
            }
        }
        counts
    }

    /// Findings that are about the run itself, not about one of its promises.
    pub(super) fn run_findings(&self) -> impl Iterator<Item = &'a Finding> {
        let promises = &self.verdict.promises;
        self.verdict.findings.iter().filter(move |finding| {
            !promises.iter().any(|promise| {
                promise.code == Some(finding.code)
                    && finding.detail == format!("{}: {}", promise.promise, promise.seen)
            })
        })
    }

    /// From the fault's effect to the first page about it; where no page was promised or came, to
    /// the first alert.
    pub(super) fn time_to_detect(&self) -> Option<Duration> {
        self.time_to_page().or_else(|| self.first(FIRING))
    }

    /// From the fault's effect to the first page about it.
    pub(super) fn time_to_page(&self) -> Option<Duration> {
        self.first(PAGE)
    }

    /// Whether somebody should have been paged.
    pub(super) fn promises_pages(&self) -> bool {
        let alerts = self.plan().map(|plan| &plan.brief.drill.expect.alerts);
        alerts.into_iter().flatten().any(
            |promise| matches!(&promise.role, AlertRole::Fires { pages, .. } if pages.is_some()),
        )
    }

    fn first(&self, moment: &str) -> Option<Duration> {
        let parts = self.verdict.detections.iter().flat_map(|one| &one.parts);
        let first = parts
            .filter(|part| part.moment == moment)
            .filter_map(|part| part.after_ms)
            .min()?;
        Some(Duration::from_ms(u64::try_from(first).unwrap_or(0)))
    }

    /// How far off the time to detect may be: the errors of the effect and of the page.
    pub(super) fn time_to_detect_error(&self) -> Option<Duration> {
        let detected = i64::try_from(self.time_to_detect()?.ms()).ok()?;
        self.verdict.detections.iter().find_map(|detection| {
            let ends = [PAGE, FIRING];
            let end = detection
                .parts
                .iter()
                .find(|part| ends.contains(&&*part.moment) && part.after_ms == Some(detected))?;
            let effect = detection.parts.first()?;
            Some(Duration::from_ms(effect.error_ms + end.error_ms))
        })
    }

    /// How far off the time to mitigate may be: a beat for the effect, and one for the mitigation.
    pub(super) fn time_to_mitigate_error(&self) -> Option<Duration> {
        self.time_to_mitigate()?;
        Some(self.plan()?.brief.timing.beat * 2)
    }

    /// From the fault's effect to the moment from which the mitigation held.
    pub(super) fn time_to_mitigate(&self) -> Option<Duration> {
        let moments = self.verdict.moments;
        let mitigated = At::from_ms(moments.mitigated_ms?);
        let promised = !self.plan()?.brief.drill.expect.mitigation.is_empty();
        promised.then(|| mitigated.since(At::from_ms(moments.effective_ms.unwrap_or(0))))
    }
}
