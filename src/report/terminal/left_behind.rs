//! What nobody may overlook: a fault may still be in place.

use super::page::Page;
use crate::drill::{Code, Outcome};
use crate::report::RunReport;
use crate::report::words::{humane, one_line};

pub(super) fn write(page: &mut Page, told: &RunReport) {
    if told.outcome() != Outcome::LeftBehind {
        return;
    }
    let paint = page.paint;
    let (head, commands) = head_and_commands(told);
    page.gap();
    let (word, rest) = (format!("{}  ", Outcome::LeftBehind.word()), " ".repeat(13));
    page.wrapped(&head, (&word, &rest), |line| paint.alarm(line));
    page.gap();
    for command in commands {
        page.line(format!("    {}", paint.bold(&one_line(command))));
    }
    page.gap();
    let findings = told.verdict().findings.iter();
    for finding in findings.filter(|finding| finding.code.outcome() == Outcome::LeftBehind) {
        let text = humane(&one_line(&finding.detail));
        page.wrapped(&text, ("!! ", "   "), str::to_owned);
        page.wrapped(&finding.fix, ("   → ", "     "), str::to_owned);
    }
}

fn head_and_commands<'a>(told: &RunReport<'a>) -> (String, Vec<&'a str>) {
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
