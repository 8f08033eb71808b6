//! Who took a change back.

use super::Observed;
use crate::base::At;

/// Who took the change back, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenBackBy<'a> {
    /// Their name.
    pub who: &'a str,
    /// The record of the metric that tells it, where the place itself does not keep its writer.
    pub by_metric: Option<u64>,
}

/// Under which name the answer is kept to what the metrics of this one tell.
pub fn range_of(who: &str) -> String {
    format!("taken back by {who}")
}

impl Observed {
    /// Who took the change back: who wrote to its place last, where that is kept; else the first of
    /// those whose metric tells that they take back, and did not before anything was changed.
    pub fn taken_back_by(&self) -> Option<TakenBackBy<'_>> {
        let written = self.taken_back.as_ref()?.value.as_deref();
        if let Some(who) = written {
            let by_metric = None;
            return Some(TakenBackBy { who, by_metric });
        }
        let plan = self.plan.as_deref()?;
        let injected = self.injected.as_ref()?.value;
        let clock = plan.facts.prometheus_clock.as_ref().ok()?;
        let told = plan.brief.takes_back.keys().filter_map(|who| {
            let range = self.ranges.get(&range_of(who))?;
            let points = range.value.iter().flat_map(|series| &series.points);
            let told = points.filter(|point| point.value > 0.0);
            let first: At = told.map(|point| clock.at(point.at)).min()?;
            (first > injected).then_some((first, who, range.record))
        });
        let (_, who, record) = told.min()?;
        let by_metric = Some(record);
        Some(TakenBackBy { who, by_metric })
    }
}
