//! What is told in the end, in the order of the files.

use super::script::Spot;
use super::wrong::Wrong;
use crate::base::{Problem, Source, Span};

/// Gathers problems.
#[derive(Default)]
pub(super) struct Told(Vec<Problem>);

impl Told {
    /// Something is wrong with this part of a text.
    pub(super) fn say(&mut self, code: &'static str, source: &Source, wrong: Wrong, label: &str) {
        let problem = Problem::error(code, wrong.message);
        self.0
            .push(problem.at(source, wrong.span, label).hint(wrong.hint));
    }

    /// Something is wrong with this part of a snippet.
    pub(super) fn wrong(&mut self, code: &'static str, spot: Spot<'_>, wrong: Wrong, label: &str) {
        let span = spot.place(wrong.span);
        let wrong = Wrong { span, ..wrong };
        self.say(code, &spot.runbook.source, wrong, label);
    }

    /// Everything that is wrong, in the order of the files and of their texts.
    pub(super) fn sorted(self) -> Vec<Problem> {
        let place = |problem: &Problem| {
            let place = problem.place.as_ref();
            place
                .map(|(source, span, _): &(Source, Span, String)| (source.name.clone(), span.start))
        };
        let mut problems = self.0;
        problems.sort_by_key(place);
        problems
    }
}
