//! Questions with known answers as text. Those that are built in are not written out.

use std::fmt;

use super::super::Questions;
use super::super::resolve::built_in_questions;
use super::quoted;
use crate::base::KnownAnswer;

pub(super) fn write(f: &mut fmt::Formatter<'_>, questions: &Questions) -> fmt::Result {
    let Questions {
        rate,
        baseline,
        through_cache,
        set,
    } = questions;
    if built_in_questions().as_ref() == Some(set) {
        return writeln!(
            f,
            "questions: {{rate: {rate}, baseline: \"{baseline}\", through_cache: {through_cache}}}"
        );
    }
    writeln!(f, "questions:")?;
    writeln!(f, "  rate: {rate}")?;
    writeln!(f, "  baseline: \"{baseline}\"")?;
    writeln!(f, "  through_cache: {through_cache}")?;
    writeln!(f, "  set:")?;
    for question in set {
        let answer = match &question.answer {
            KnownAnswer::Exact(text) => format!("exact: {}", quoted(text)),
            KnownAnswer::Matches(regex) => format!("matches: {}", quoted(regex)),
            // JSON in one line is YAML as well.
            KnownAnswer::Json(schema) => format!("json: {schema}"),
        };
        writeln!(f, "    - {{ask: {}, {answer}}}", quoted(&question.ask))?;
    }
    Ok(())
}
