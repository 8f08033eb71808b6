//! Every section is there, once, where people look for it, and says something.

use super::codes;
use super::told::Told;
use super::wrong::Wrong;
use crate::base::closest;
use crate::spec::Runbook;
use crate::spec::runbook::{Section, SectionKind};

/// Sections that are missing, twice, in another order, or empty.
pub(super) fn check(runbook: &Runbook, told: &mut Told) {
    let source = &runbook.source;
    for kind in SectionKind::ALL {
        if runbook.section(kind).is_none() {
            let wrong = missing(runbook, kind);
            told.say(codes::SECTION_MISSING, source, wrong, "not in this runbook");
        }
    }
    let mut before: Option<SectionKind> = None;
    for section in &runbook.sections {
        let Some(kind) = section.kind else { continue };
        if let Some(last) = before
            && kind <= last
        {
            let message = if kind == last {
                format!("`{kind}` is there twice")
            } else {
                format!("`{kind}` stands behind `{last}`")
            };
            let hint =
                "keep the order of all runbooks: people look for a section where it always is";
            let wrong = Wrong::new(section.title.span, message, hint);
            told.say(codes::SECTION_ORDER, source, wrong, "here");
        }
        before = before.max(Some(kind));
        if is_empty(section) {
            let message = format!("`{kind}` says nothing");
            let hint = "say what to do, or that there is nothing to do and why";
            let wrong = Wrong::new(section.title.span, message, hint);
            told.say(codes::SECTION_EMPTY, source, wrong, "nothing follows");
        }
    }
}

fn missing(runbook: &Runbook, kind: SectionKind) -> Wrong {
    let message = format!("there is no section `{kind}`");
    let unknown = runbook
        .sections
        .iter()
        .filter(|section| section.kind.is_none());
    let names = unknown.map(|section| &*section.title.value);
    let (span, hint) = match closest(kind.title(), names) {
        Some(near) => {
            let mut all = runbook.sections.iter();
            let found = all.find(|section| section.title.value == near);
            let span = found.map_or(runbook.title.span, |section| section.title.span);
            (span, format!("write `## {kind}` here"))
        }
        None => (runbook.title.span, format!("add `## {kind}`")),
    };
    Wrong::new(span, message, hint)
}

fn is_empty(section: &Section) -> bool {
    section
        .parts
        .iter()
        .all(|part| part.step.is_none() && part.snippets.is_empty() && part.prose.trim().is_empty())
}
