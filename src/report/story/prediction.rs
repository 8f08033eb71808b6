//! When a page could come in theory, beside when it did.

use super::paged::paged;
use crate::base::Duration;
use crate::drill::plan::Bounds;
use crate::report::RunReport;
use crate::report::run_report::{FIRING, PAGE};
use crate::spec::drill::AlertRole;

/// One alert's way to its page, from the fault's effect on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Prediction {
    pub(in crate::report) alert: String,
    /// When the page was to come, by what was loaded.
    pub(in crate::report) pages: Bounds,
    /// Whether the rule's expression says enough for that to be relied on.
    pub(in crate::report) sure: bool,
    /// What was promised: the page, or where none was, the firing.
    pub(in crate::report) promised: Option<Duration>,
    pub(in crate::report) fired: Option<Duration>,
    pub(in crate::report) paged: Option<Duration>,
    /// How far off the measured times may be.
    pub(in crate::report) error: Duration,
}

/// Of each alert that should fire, and of each backstop that paged somebody.
pub(in crate::report) fn predictions(told: &RunReport) -> Vec<Prediction> {
    let Some(plan) = told.plan() else {
        return Vec::new();
    };
    let detections = &told.verdict().detections;
    let promises = plan.brief.drill.expect.alerts.iter().zip(&plan.alerts);
    let pages = paged(told);
    promises
        .filter_map(|(promise, planned)| {
            let page = pages.iter().find(|page| page.alert == promise.alert);
            let within = match &promise.role {
                AlertRole::Fires { within, pages, .. } => {
                    Some(pages.as_ref().map_or(*within, |pages| pages.within))
                }
                AlertRole::Backstop => {
                    page?;
                    None
                }
            };
            let forecast = planned.forecast.as_ref()?;
            let detection = detections.iter().find(|one| one.alert == planned.alert);
            let part = |moment: &str| detection?.parts.iter().find(|part| part.moment == moment);
            let after = |moment: &str| {
                let ms = u64::try_from(part(moment)?.after_ms?).unwrap_or(0);
                Some(Duration::from_ms(ms))
            };
            let errors = detection.into_iter().filter_map(|one| one.parts.first());
            Some(Prediction {
                alert: planned.alert.clone(),
                pages: forecast.pages(),
                sure: forecast.sure,
                promised: within,
                fired: after(FIRING),
                paged: after(PAGE).or(page.map(|page| page.after)),
                error: Duration::from_ms(errors.map(|part| part.error_ms).max().unwrap_or(0)),
            })
        })
        .collect()
}
