//! Making one change, so that it can be undone whatever happens in between.

use serde::{Deserialize, Serialize};

use crate::world::{Answer, Ask, Content, Found, Receipt, Refusal, Write};

/// One attempt to make one change, under one receipt.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inject {
    /// What will be durable before the change; its `uid` is filled in from the read.
    receipt: Receipt,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum State {
    Listing,
    Reading,
    Creating(Found),
    /// The answer to the creation did not come: is the receipt there?
    Confirming(Found),
    Writing,
    ReadingBack,
}

/// What an attempt does next.
#[derive(Clone, Debug, PartialEq)]
pub enum InjectStep {
    /// Asks this. `intends` says that a receipt and then a change are about to be made.
    Ask {
        /// What to ask.
        ask: Ask,
        /// Whether the journal must say so first.
        intends: bool,
    },
    /// The change is in place and was read back. It is owed.
    Done,
    /// Nothing was made, and nothing is owed.
    Refused(Trouble),
    /// It came to nothing, or to something half-way; its receipt must be put back.
    Owed(Trouble),
}

/// Why a change was not made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "trouble", rename_all = "kebab-case")]
pub enum Trouble {
    /// Another run's receipts exist: a run never pays another's debt.
    OwedByAnother {
        /// Their names.
        receipts: Vec<String>,
    },
    /// The object that holds the place does not exist.
    Missing,
    /// The place does not hold what the plan says it holds.
    NotAsPlanned {
        /// What it holds.
        found: String,
    },
    /// Somebody wrote to the place between our read and our write.
    Conflict,
    /// The lock is lost, or will be before the write could be answered.
    LockLost,
    /// No answer came to a write: it may have happened.
    Ambiguous {
        /// What was waited for.
        why: String,
    },
    /// The place answered that it was done, and reading it back shows something else.
    NotThere {
        /// What it shows.
        found: String,
    },
    /// An ask was refused.
    Failed {
        /// Which one and why.
        why: String,
    },
}

impl Trouble {
    /// Whether another attempt, with a new read and a new receipt, may succeed.
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Conflict | Self::Ambiguous { .. } => true,
            Self::OwedByAnother { .. }
            | Self::Missing
            | Self::NotAsPlanned { .. }
            | Self::LockLost
            | Self::NotThere { .. }
            | Self::Failed { .. } => false,
        }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OwedByAnother { receipts } => {
                write!(
                    f,
                    "an earlier run left something to put back: {}",
                    receipts.join(", ")
                )
            }
            Self::Missing => f.write_str("the object to change does not exist"),
            Self::NotAsPlanned { found } => write!(f, "the place holds {found} already"),
            Self::Conflict => f.write_str("somebody else changed the place at the same time"),
            Self::LockLost => f.write_str("the environment's lock was lost"),
            Self::NotThere { found } => {
                write!(
                    f,
                    "the change was accepted, and the place then held {found}"
                )
            }
            Self::Ambiguous { why } | Self::Failed { why } => f.write_str(why),
        }
    }
}

impl Inject {
    /// How many calls an attempt makes at the most: one in each state.
    pub const CALLS: u64 = 6;

    /// An attempt under this receipt, and its first ask. The receipt's `uid` may be empty.
    pub fn begin(receipt: Receipt) -> (Self, Ask) {
        (
            Self {
                receipt,
                state: State::Listing,
            },
            Ask::Receipts,
        )
    }

    /// The receipt, as it was or will be written.
    pub const fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// Takes the answer to the last ask. `lock_holds` says whether the lock will still be ours for
    /// longer than a call may take.
    pub fn hear(&mut self, result: Result<Answer, Refusal>, lock_holds: bool) -> InjectStep {
        match std::mem::replace(&mut self.state, State::Listing) {
            State::Listing => self.after_list(result),
            State::Reading => self.after_read(result),
            State::Creating(found) => self.after_create(result, found, lock_holds),
            State::Confirming(found) => self.after_confirm(result, found, lock_holds),
            State::Writing => self.after_write(result),
            State::ReadingBack => self.after_read_back(result),
        }
    }

    fn go(&mut self, state: State, ask: Ask) -> InjectStep {
        let intends = matches!(state, State::Creating(_));
        self.state = state;
        InjectStep::Ask { ask, intends }
    }

    fn after_list(&mut self, result: Result<Answer, Refusal>) -> InjectStep {
        let (receipts, unreadable) = match result {
            Ok(Answer::Receipts { silent, .. }) if !silent.is_empty() => {
                let why = format!("listing receipts: {}", told(&silent));
                return InjectStep::Refused(Trouble::Failed { why });
            }
            Ok(Answer::Receipts {
                receipts,
                unreadable,
                ..
            }) => (receipts, unreadable),
            other => return InjectStep::Refused(unexpected("listing receipts", other)),
        };
        let run = self.receipt.id.run();
        let others: Vec<String> = receipts
            .into_iter()
            .filter(|receipt| receipt.id.run() != run)
            .map(|receipt| receipt.id.0)
            .chain(unreadable.into_iter().map(|(name, _)| name))
            .collect();
        if others.is_empty() {
            self.go(State::Reading, Ask::Read(self.receipt.change.place.clone()))
        } else {
            InjectStep::Refused(Trouble::OwedByAnother { receipts: others })
        }
    }

    fn after_read(&mut self, result: Result<Answer, Refusal>) -> InjectStep {
        let found = match result {
            Ok(Answer::Found { found: Some(found) }) => found,
            Ok(Answer::Found { found: None }) => return InjectStep::Refused(Trouble::Missing),
            other => return InjectStep::Refused(unexpected("reading the place", other)),
        };
        if found.content != self.receipt.change.before || found.mark.is_some() {
            return InjectStep::Refused(Trouble::NotAsPlanned {
                found: found.content.to_string(),
            });
        }
        self.receipt.uid.clone_from(&found.uid);
        let ask = Ask::CreateReceipt(Box::new(self.receipt.clone()));
        self.go(State::Creating(found), ask)
    }

    fn after_create(
        &mut self,
        result: Result<Answer, Refusal>,
        found: Found,
        lock_holds: bool,
    ) -> InjectStep {
        match result {
            Ok(_) => self.write(found, lock_holds),
            Err(Refusal::Ambiguous { .. }) => {
                let ask = Ask::ReadReceipt(self.receipt.id.clone());
                self.go(State::Confirming(found), ask)
            }
            // The name is this attempt's alone, so that nobody else can have taken it.
            Err(Refusal::Exists) => InjectStep::Owed(Trouble::Failed {
                why: format!("a receipt named {} exists already", self.receipt.id),
            }),
            Err(refusal @ (Refusal::Conflict | Refusal::Missing | Refusal::Failed { .. })) => {
                InjectStep::Refused(unexpected("creating the receipt", Err(refusal)))
            }
        }
    }

    fn after_confirm(
        &mut self,
        result: Result<Answer, Refusal>,
        found: Found,
        lock_holds: bool,
    ) -> InjectStep {
        match result {
            Ok(Answer::Receipts { receipts, .. })
                if receipts.iter().any(|receipt| receipt.id == self.receipt.id) =>
            {
                self.write(found, lock_holds)
            }
            // It may still arrive; without a durable receipt nothing is injected.
            _ => InjectStep::Owed(Trouble::Ambiguous {
                why: "no answer came to the creation of the receipt".into(),
            }),
        }
    }

    fn write(&mut self, found: Found, lock_holds: bool) -> InjectStep {
        if !lock_holds {
            return InjectStep::Owed(Trouble::LockLost);
        }
        let change = &self.receipt.change;
        let write = Write {
            place: change.place.clone(),
            found,
            content: change.ours.clone(),
            mark: Some(self.receipt.id.clone()),
        };
        self.go(State::Writing, Ask::Write(Box::new(write)))
    }

    fn after_write(&mut self, result: Result<Answer, Refusal>) -> InjectStep {
        match result {
            Ok(_) => self.go(
                State::ReadingBack,
                Ask::Read(self.receipt.change.place.clone()),
            ),
            Err(Refusal::Conflict) => InjectStep::Owed(Trouble::Conflict),
            Err(Refusal::Ambiguous { why }) => InjectStep::Owed(Trouble::Ambiguous { why }),
            Err(Refusal::Missing) => InjectStep::Owed(Trouble::Missing),
            Err(refusal @ (Refusal::Exists | Refusal::Failed { .. })) => {
                InjectStep::Owed(unexpected("changing the place", Err(refusal)))
            }
        }
    }

    fn after_read_back(&mut self, result: Result<Answer, Refusal>) -> InjectStep {
        match result {
            Ok(Answer::Found { found: Some(found) })
                if found.content == self.receipt.change.ours
                    && found.mark.as_ref() == Some(&self.receipt.id) =>
            {
                InjectStep::Done
            }
            Ok(Answer::Found { found }) => InjectStep::Owed(Trouble::NotThere {
                found: found
                    .map_or(Content::Absent, |found| found.content)
                    .to_string(),
            }),
            other => InjectStep::Owed(unexpected("reading the place back", other)),
        }
    }
}

/// Who does not answer, and why.
fn told(silent: &[(String, String)]) -> String {
    let each = silent
        .iter()
        .map(|(name, why)| format!("{name} does not answer: {why}"));
    each.collect::<Vec<_>>().join("; ")
}

fn unexpected(doing: &str, result: Result<Answer, Refusal>) -> Trouble {
    let why = match result {
        Ok(answer) => format!("{doing}: an answer to something else came: {answer:?}"),
        Err(refusal) => format!("{doing}: {refusal}"),
    };
    Trouble::Failed { why }
}
