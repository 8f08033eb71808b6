//! What a fault that may still be in place is called, and the commands that remove it.

use crate::drill::Code;
use crate::report::RunReport;

/// A sentence, and commands; for runs that left something behind.
pub(in crate::report) fn left_behind<'a>(told: &RunReport<'a>) -> (String, Vec<&'a str>) {
    let verdict = told.verdict();
    let drill = told.drill();
    let ours = verdict
        .findings
        .iter()
        .any(|finding| finding.code == Code::LeftBehind);
    if ours {
        let head = format!("{drill}: a fault may still be in place. Remove it now:");
        let commands = verdict.left_behind.iter().map(String::as_str).collect();
        return (head, commands);
    }
    let head =
        format!("before {drill} began, a fault of an earlier run was in place. Put it back:");
    let recover = told.plan().map(|plan| plan.brief.recover.as_str());
    (head, recover.into_iter().collect())
}
