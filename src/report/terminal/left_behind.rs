//! What nobody may overlook: a fault may still be in place.

use super::page::Page;
use crate::drill::Outcome;
use crate::report::RunReport;
use crate::report::story::left_behind;
use crate::report::words::{humane, one_line};

pub(super) fn write(page: &mut Page, told: &RunReport) {
    if told.outcome() != Outcome::LeftBehind {
        return;
    }
    let paint = page.paint;
    let (head, commands) = left_behind(told);
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
