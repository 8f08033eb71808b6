//! A run told again, from its journal alone.

use std::collections::BTreeMap;

use super::RunReport;
use crate::drill::debt::DebtEvent;
use crate::drill::journal::{self, BadJournal, Event, Line, Observed, Written};
use crate::drill::verdict::{Finding, Verdict, judge};
use crate::drill::{Code, Outcome};
use crate::world::{Receipt, ReceiptId};

/// What a journal says.
#[derive(Clone, Debug)]
pub struct Retold {
    run: String,
    drill: String,
    hash: String,
    seen: Observed,
    verdict: Verdict,
    finished: bool,
}

impl Retold {
    /// The run, to be told in any format.
    pub fn report(&self) -> RunReport<'_> {
        RunReport::of(&self.seen, &self.verdict)
            .named(&self.run, &self.drill)
            .sealed(&self.hash)
    }

    /// Whether its own runner came to a verdict.
    pub const fn is_finished(&self) -> bool {
        self.finished
    }

    /// What it came to.
    pub const fn outcome(&self) -> Outcome {
        self.verdict.outcome
    }
}

/// Reads a journal. One without a verdict is that of a runner that died: what it saw is judged, it
/// never comes to a pass, and what it had not put back counts as left behind.
///
/// # Errors
///
/// It is no journal, or one that was altered.
pub fn from_journal(text: &str) -> Result<Retold, BadJournal> {
    let Written {
        header,
        lines,
        hash,
        ..
    } = journal::read(text)?;
    let mut seen = Observed::default();
    let mut judged = None;
    for line in &lines {
        seen.absorb(line.at, &line.event);
        if let Event::Judged { verdict } = &line.event {
            judged = Some((**verdict).clone());
        }
    }
    let finished = judged.is_some();
    let verdict = judged.unwrap_or_else(|| unfinished(judge(&seen), &lines));
    Ok(Retold {
        finished,
        run: header.run,
        drill: header.drill,
        hash,
        seen,
        verdict,
    })
}

/// The verdict on a run that never came to its own.
fn unfinished(mut verdict: Verdict, lines: &[Line]) -> Verdict {
    let mut findings = vec![Finding {
        code: Code::Interrupted,
        detail: "the journal ends before the verdict: the runner died".to_owned(),
        fix: "find out what ended it, see to it that everything is put back, and run it again"
            .to_owned(),
    }];
    for receipt in still_owed(lines) {
        findings.push(Finding {
            code: Code::LeftBehind,
            detail: format!(
                "the runner died while {} could hold {}",
                receipt.change.place, receipt.change.ours
            ),
            fix: "if nobody has put it back since, do so with the command above".to_owned(),
        });
        if !verdict.left_behind.contains(&receipt.undo) {
            verdict.left_behind.push(receipt.undo);
        }
    }
    verdict.findings.extend(findings);
    verdict
        .findings
        .sort_by_key(|finding| std::cmp::Reverse(finding.code.outcome()));
    let outcomes = verdict
        .findings
        .iter()
        .map(|finding| finding.code.outcome());
    verdict.outcome = outcomes.max().unwrap_or(Outcome::Inconclusive);
    verdict
}

/// Receipts that were intended, and neither settled nor given up.
fn still_owed(lines: &[Line]) -> Vec<Receipt> {
    let mut owed: BTreeMap<ReceiptId, Receipt> = BTreeMap::new();
    for line in lines {
        let Event::Debt { step } = &line.event else {
            continue;
        };
        match step {
            DebtEvent::Intended { receipt } => {
                owed.insert(receipt.id.clone(), receipt.clone());
            }
            DebtEvent::Settled { id, .. } => {
                owed.remove(id);
            }
            // Told as a finding already.
            DebtEvent::LeftBehind { receipt, .. } => {
                owed.remove(&receipt.id);
            }
            DebtEvent::Injected { .. }
            | DebtEvent::NotInjected { .. }
            | DebtEvent::Hindered { .. } => {}
        }
    }
    owed.into_values().collect()
}
