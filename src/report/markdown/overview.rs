//! Every drill in a line.

use super::cells::{cell, code, head, row};
use crate::drill::Outcome;
use crate::report::RunReport;
use crate::report::story::{counted, figures, meaning, title};

/// The mark that stands for an outcome.
pub(in crate::report) const fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✅",
        Outcome::Fail => "❌",
        Outcome::Inconclusive | Outcome::Error => "❔",
        Outcome::LeftBehind => "🚨",
    }
}

pub(super) fn write(results: &[RunReport], skipped: &[&str]) -> String {
    let Some(worst) = results.iter().map(RunReport::outcome).max() else {
        return "## No drill was run\n".to_owned();
    };
    let mut text = format!("## {} Fire drills: {}\n\n", mark(worst), meaning(worst));
    text += &head(&[
        "Drill",
        "Outcome",
        "Promises",
        "Time to detect",
        "Time to mitigate",
        "Bad seconds",
    ]);
    for told in results {
        let figures = figures(told);
        let figure = |name: &str| {
            let found = figures.iter().find(|figure| figure.name == name);
            found.map_or_else(|| "–".to_owned(), |figure| figure.measured.clone())
        };
        text += &row(&[
            format!("{} {}", code(told.drill()), cell(&title(told))),
            format!("{} {}", mark(told.outcome()), told.outcome().word()),
            counted(told),
            figure("Time to detect"),
            figure("Time to mitigate"),
            figure("Bad seconds"),
        ]);
    }
    for drill in skipped {
        let none = || "–".to_owned();
        text += &row(&[
            code(drill),
            "not run".to_owned(),
            none(),
            none(),
            none(),
            none(),
        ]);
    }
    text
}
