//! A drill's runbook is there.

use super::codes;
use super::told::Told;
use super::wrong::Wrong;
use crate::base::{Source, Span, closest};
use crate::spec::{Drill, Runbook};

/// A drill that names a runbook that nobody wrote.
pub(super) fn check(runbooks: &[Runbook], drills: &[(Source, Drill)], told: &mut Told) {
    for (source, drill) in drills {
        let Some(name) = &drill.runbook else { continue };
        if runbooks.iter().any(|runbook| runbook.name == *name) {
            continue;
        }
        let wrong = Wrong::new(
            named_at(source, name),
            format!("there is no runbook `{name}`"),
            hint(name, runbooks.iter()),
        );
        told.say(codes::NOBODY_WROTE, source, wrong, "nobody wrote it");
    }
}

/// What to do about a name under which there is no runbook.
pub(super) fn hint<'a>(name: &str, there: impl Iterator<Item = &'a Runbook>) -> String {
    match closest(name, there.map(|runbook| &*runbook.name)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write `runbooks/{name}.md` beside the drills"),
    }
}

/// Where a drill says its runbook's name: what was read keeps no places.
fn named_at(source: &Source, name: &str) -> Span {
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        if line.starts_with("runbook:")
            && let Some(found) = line.find(name)
        {
            return Span::new(at + found, at + found + name.len());
        }
        at += line.len();
    }
    Span::new(0, 0)
}
