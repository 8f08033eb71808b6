//! Whether rules, routes, runbooks and drills agree with the severity policy. One check a file.
//!
//! Labels of series, and labels that a template makes, are not known before an alert fires. Where its
//! way depends on them, no route is blamed; what an inhibition may mute counts as muted.

mod alert;
mod drill_class;
mod drill_pages;
mod drill_severity;
mod in_time;
mod known;
mod muted;
mod provider_side;
mod reach;
mod receivers;
mod repeated;
mod runbooks;
mod severity;
mod signals;
mod subject;

#[cfg(test)]
mod small;

pub use subject::Subject;

use alert::Alert;

use crate::base::Problem;

/// A check: everything that is wrong in one respect.
type Check = fn(&Subject, &[Alert]) -> Vec<Problem>;

/// In the order in which their findings are shown.
const CHECKS: [Check; 13] = [
    severity::check,
    known::check,
    receivers::check,
    reach::check,
    in_time::check,
    repeated::check,
    muted::check,
    signals::check,
    drill_class::check,
    drill_severity::check,
    drill_pages::check,
    runbooks::check,
    provider_side::check,
];

/// Everything in which these files do not agree with the policy.
pub fn check(subject: &Subject) -> Vec<Problem> {
    let alerts = subject.alerts();
    let checks = CHECKS.iter();
    checks.flat_map(|check| check(subject, &alerts)).collect()
}
