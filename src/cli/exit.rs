//! Exit codes; they are part of what the program promises.

use std::process::ExitCode;

use super::arguments::Inconclusive;
use crate::drill::Outcome;

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// 0: every promise kept.
    Pass,
    /// 2: wrong arguments, or a file that does not check; nothing was started.
    Usage,
    /// What the drills came to: 0, 1, 3, 4 or 5.
    Drilled(Outcome),
}

impl Exit {
    /// How a run ends that came to this, by what was asked for where there is no verdict.
    pub(super) const fn of(outcome: Outcome, inconclusive: Inconclusive) -> Self {
        match (outcome, inconclusive) {
            (Outcome::Inconclusive, Inconclusive::Fail) => Self::Drilled(Outcome::Fail),
            (Outcome::Inconclusive, Inconclusive::Warn) => Self::Pass,
            (
                Outcome::Inconclusive
                | Outcome::Pass
                | Outcome::Fail
                | Outcome::Error
                | Outcome::LeftBehind,
                _,
            ) => Self::Drilled(outcome),
        }
    }

    /// The number.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Usage => 2,
            Self::Drilled(outcome) => outcome.exit_code(),
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_readme() {
        let outcomes = [
            (Outcome::Pass, 0),
            (Outcome::Fail, 1),
            (Outcome::Inconclusive, 3),
            (Outcome::Error, 4),
            (Outcome::LeftBehind, 5),
        ];
        for (outcome, code) in outcomes {
            assert_eq!(Exit::Drilled(outcome).code(), code);
        }
        assert_eq!(Exit::Usage.code(), 2);
    }

    #[test]
    fn only_a_missing_verdict_can_be_made_something_else() {
        let code = |outcome, inconclusive| Exit::of(outcome, inconclusive).code();
        assert_eq!(code(Outcome::Inconclusive, Inconclusive::Error), 3);
        assert_eq!(code(Outcome::Inconclusive, Inconclusive::Warn), 0);
        assert_eq!(code(Outcome::Inconclusive, Inconclusive::Fail), 1);
        for outcome in [
            Outcome::Pass,
            Outcome::Fail,
            Outcome::Error,
            Outcome::LeftBehind,
        ] {
            for asked in [Inconclusive::Fail, Inconclusive::Warn, Inconclusive::Error] {
                assert_eq!(code(outcome, asked), outcome.exit_code());
            }
        }
    }
}
