//! What is to be fixed, the worst first.

use crate::drill::verdict::Finding;
use crate::drill::{Code, Outcome};
use crate::report::RunReport;

/// Findings with the same name and the same fix.
#[derive(Clone, Debug)]
pub(in crate::report) struct Kind<'a> {
    pub(in crate::report) code: Code,
    pub(in crate::report) fix: &'a str,
    pub(in crate::report) details: Vec<&'a str>,
}

/// The heading over them.
pub(in crate::report) const fn heading(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Inconclusive => "Why there is no verdict, and what to do",
        Outcome::Error => "Why it could not begin, and what to do",
        Outcome::Pass | Outcome::Fail | Outcome::LeftBehind => "What is wrong, and what to do",
    }
}

/// What was left behind stands at the very top; and what could not be told follows from the rest,
/// where there is a rest.
pub(in crate::report) fn worth_telling<'a>(told: &RunReport<'a>) -> Vec<Kind<'a>> {
    let findings = &told.verdict().findings;
    let unclear = |finding: &&Finding| finding.code == Code::TooLittleSeen;
    let only_unclear = findings.iter().all(|finding| unclear(&finding));
    kinds(findings.iter().filter(|finding| {
        finding.code.outcome() != Outcome::LeftBehind && (only_unclear || !unclear(finding))
    }))
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
