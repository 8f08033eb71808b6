//! How a run is told: while it goes on, on the terminal, as JUnit and as JSON. Pure: a journal and
//! its verdict in, text out.
//!
//! ```text
//! Observed + Verdict ─► RunReport ─┬─► terminal   what one wants to see at 3 a.m.
//!      ▲                           ├─► junit      what a CI gate reads
//! journal ─► from_journal          └─► json       what programs read, with its schema
//! Event ───► Progress              one line for each thing worth telling while it runs
//! ```

mod compare;
mod html;
mod json;
mod junit;
mod lint;
mod markdown;
mod measured;
mod merge;
mod metrics;
mod notice;
mod picture;
mod progress;
mod retold;
mod rules;
mod run_report;
#[cfg(test)]
mod scenes;
mod story;
mod terminal;
mod words;

pub use compare::{Comparison, compare};
pub use html::{html, html_index};
pub use json::{REPORT_VERSION, json, schema};
pub use junit::junit;
pub use lint::{LintTold, RulesLinted};
pub use markdown::markdown;
pub use measured::Measured;
pub use merge::Merged;
pub use metrics::{
    DrillEnd, Family, Kind, Page, Scheduled, ScheduledDrill, Watched, tell_standing,
};
pub use notice::Notice;
pub use progress::Progress;
pub use retold::{Retold, from_journal};
pub use rules::{
    AlertFired, DrillFired, Fate, FileTested, Mutated, Mutation, RulesFired, RulesMutated,
    RulesTested, Score, StoryFired, Subjected,
};
pub use run_report::RunReport;
pub use terminal::terminal;
