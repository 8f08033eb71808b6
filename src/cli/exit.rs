//! Exit codes; they are part of what the program promises.

use std::process::ExitCode;

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
}
