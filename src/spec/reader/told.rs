//! What is told of a file in the end: in the order of the file, and without its secrets.

use super::Reader;
use crate::base::{Problem, Span};
use crate::spec::codes;

impl Reader<'_> {
    /// Reports a secret in the file itself, and keeps its line out of every message.
    pub(in crate::spec) fn inline_secret(&mut self, span: Span) {
        let problem = Problem::error(codes::TARGET_SECRET, "a secret is in this file")
            .at(self.source, span, "")
            .hint("write where it is kept, with `key` or `auth`: `{env: VARIABLE}` or `{file: /path}`; then change the secret, since files are copied");
        self.problems.push(problem);
        self.secrets.push(span);
    }

    /// The problems in the order of their places.
    pub(in crate::spec) fn told(self) -> Vec<Problem> {
        let start = |problem: &Problem| problem.place.as_ref().map_or(0, |(_, span, _)| span.start);
        let mut problems = self.problems;
        problems.sort_by_key(start);
        for problem in &mut problems {
            let hidden = problem.place.as_ref().is_some_and(|(source, span, _)| {
                let lines = lines(&source.text, *span);
                self.secrets
                    .iter()
                    .any(|secret| lines.start < secret.end && secret.start < lines.end)
            });
            // The place is said in words, since an excerpt would show the secret.
            if hidden && let Some((source, span, _)) = problem.place.take() {
                let place = source.locate(span.start);
                problem.message = format!("{}, at {place}", problem.message);
            }
        }
        problems
    }
}

/// The whole lines that a span touches.
fn lines(text: &str, span: Span) -> Span {
    let before = text.get(..span.start).unwrap_or("");
    let after = text.get(span.end..).unwrap_or("");
    Span::new(
        before.rfind('\n').map_or(0, |newline| newline + 1),
        span.end + after.find('\n').unwrap_or(after.len()),
    )
}
