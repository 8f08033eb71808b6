//! What broke, by how much, and what to do: the worst first, as many as fit a screen.

use super::page::Page;
use crate::drill::verdict::Finding;
use crate::drill::{Code, Outcome};
use crate::report::RunReport;
use crate::report::words::{humane, one_line};

/// Kinds of findings that are told; the promises below tell the rest.
const KINDS_MOST: usize = 6;
/// Findings of one kind that are told.
const EACH_MOST: usize = 2;

/// Findings with the same name and the same fix.
struct Kind<'a> {
    code: Code,
    fix: &'a str,
    details: Vec<&'a str>,
}

pub(super) fn write(page: &mut Page, told: &RunReport) {
    let kinds = worth_telling(told);
    if kinds.is_empty() {
        return;
    }
    page.gap();
    let paint = page.paint;
    let heading = match told.outcome() {
        Outcome::Inconclusive => "Why there is no verdict, and what to do",
        Outcome::Error => "Why it could not begin, and what to do",
        Outcome::Pass | Outcome::Fail | Outcome::LeftBehind => "What is wrong, and what to do",
    };
    page.line(paint.bold(heading));
    for kind in kinds.iter().take(KINDS_MOST) {
        write_kind(page, kind);
    }
    if let Some(more) = kinds.len().checked_sub(KINDS_MOST).filter(|more| *more > 0) {
        page.line(format!(
            "  and {more} more kinds of findings, among the promises below"
        ));
    }
}

/// What was left behind stands at the very top; and what could not be told follows from the rest,
/// where there is a rest.
fn worth_telling<'a>(told: &RunReport<'a>) -> Vec<Kind<'a>> {
    let findings = &told.verdict().findings;
    let unclear = |finding: &&Finding| finding.code == Code::TooLittleSeen;
    let only_unclear = findings.iter().all(|finding| unclear(&finding));
    kinds(findings.iter().filter(|finding| {
        finding.code.outcome() != Outcome::LeftBehind && (only_unclear || !unclear(finding))
    }))
}

fn write_kind(page: &mut Page, kind: &Kind) {
    let paint = page.paint;
    let outcome = kind.code.outcome();
    let mark = match outcome {
        Outcome::Pass | Outcome::Fail | Outcome::LeftBehind => "✗",
        Outcome::Inconclusive | Outcome::Error => "?",
    };
    for (index, detail) in kind.details.iter().take(EACH_MOST).enumerate() {
        let detail = humane(&one_line(detail));
        let name = if index == 0 {
            format!("  [{}]", kind.code)
        } else {
            String::new()
        };
        let text = format!("{mark} {detail}{name}");
        page.wrapped(&text, ("  ", "    "), |line| paint.outcome(outcome, line));
    }
    if let Some(more) = kind
        .details
        .len()
        .checked_sub(EACH_MOST)
        .filter(|more| *more > 0)
    {
        page.line(format!("    and {more} more like this"));
    }
    page.wrapped(
        &format!("→ {}", kind.fix),
        ("    ", "      "),
        str::to_owned,
    );
}

fn kinds<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Kind<'a>> {
    let mut kinds: Vec<Kind> = Vec::new();
    for finding in findings {
        let known = kinds
            .iter_mut()
            .find(|kind| kind.code == finding.code && kind.fix == finding.fix);
        match known {
            Some(kind) => kind.details.push(&finding.detail),
            None => kinds.push(Kind {
                code: finding.code,
                fix: &finding.fix,
                details: vec![&finding.detail],
            }),
        }
    }
    kinds
}
