//! One whole run on a stage of its own, and what must come of it.

use std::time::Duration;

use super::runner::Finished;
use super::setup::Setup;
use super::stage::Stage;
use super::turn::among_others;

/// The longest run at ten times the shipped pace.
const RUN: Duration = Duration::from_secs(200);

/// Drills a stage, with something done to it beforehand; none if a server is not installed.
#[track_caller]
pub(crate) fn drilled(setup: &Setup, before: impl FnOnce(&Stage)) -> Option<Finished> {
    let _turn = among_others();
    let mut stage = Stage::start(setup)?;
    before(&stage);
    let finished = stage.drill().finish(RUN);
    stage.nothing_is_left("after the run");
    Some(finished)
}

impl Finished {
    /// Every promise was kept.
    #[track_caller]
    pub(crate) fn passes(&self) {
        assert_eq!(self.code, Some(0), "{}", self.said);
    }

    /// A promise was broken, and this is among what was found.
    #[track_caller]
    pub(crate) fn fails_with(&self, code: &str) {
        let codes = self.codes();
        assert_eq!(self.code, Some(1), "{codes:?}\n{}", self.said);
        let found = codes.iter().any(|found| found == code);
        assert!(found, "{code} is not in {codes:?}\n{}", self.said);
    }
}
