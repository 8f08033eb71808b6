//! The verdict on the terminal: what one wants to see at 3 a.m.
//!
//! In this order: what was left behind and how to remove it; the outcome; what broke and what to
//! do; every promise; the moments; where the time to detect went. A pass is short.

mod detection;
mod findings;
mod headline;
mod left_behind;
mod notes;
mod page;
mod promises;
mod summary;
mod timeline;

use super::RunReport;
use crate::drill::Outcome;
use page::Page;

/// The narrowest terminal that is written for; a narrower one wraps by itself.
const NARROWEST: usize = 60;
/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 110;

/// What the runs came to, for people. With `colour` it holds ANSI escapes; it is as readable
/// without them. Lines are at most `width` columns long, but for commands, which are never broken.
pub fn terminal(results: &[RunReport], colour: bool, width: usize) -> String {
    let mut page = Page::new(colour, width.clamp(NARROWEST, WIDEST));
    for told in results {
        left_behind::write(&mut page, told);
    }
    let alone = results.len() == 1;
    for told in results {
        page.gap();
        one(&mut page, told, alone);
    }
    if !alone {
        page.gap();
        summary::write(&mut page, results);
    }
    page.gap();
    summary::footer(&mut page, results);
    page.finish()
}

fn one(page: &mut Page, told: &RunReport, alone: bool) {
    headline::write(page, told);
    let passed = told.outcome() == Outcome::Pass;
    findings::write(page, told);
    if !passed || alone {
        promises::write(page, told);
        timeline::write(page, told);
    }
    detection::write(page, told, !passed);
    notes::write(page, told);
}
