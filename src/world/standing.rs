//! How an environment stands between its drills: what is owed, and how each drill ended last.

use serde::{Deserialize, Serialize};

use super::change::{Receipt, RunId};
use super::facts::Known;
use super::incoming::Answer;
use crate::base::{Duration, ServerTime};

/// What whoever keeps the lock and the receipts says of an environment at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What the clock of the lock's keeper showed; deadlines are by this clock.
    pub now: ServerTime,
    /// Everything that is owed, as far as who keeps it answers.
    pub debts: Vec<Debt>,
    /// Names of records that look like receipts and are not understood, and why not.
    pub unreadable: Vec<(String, String)>,
    /// Who keeps receipts and does not answer, and why: what is owed there is not known.
    pub silent: Vec<(String, String)>,
    /// How each drill ended last, by its name; empty where nobody keeps that.
    pub ended: Known<Vec<RunEnd>>,
}

impl Standing {
    /// These receipts are owed, and nothing else is kept: neither since when, nor how drills ended.
    pub fn of(now: ServerTime, receipts: impl IntoIterator<Item = Receipt>) -> Self {
        let debt = |receipt| Debt {
            receipt,
            since: None,
        };
        Self {
            now,
            debts: receipts.into_iter().map(debt).collect(),
            unreadable: Vec::new(),
            silent: Vec::new(),
            ended: Ok(Vec::new()),
        }
    }
}

/// Something that is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debt {
    /// The receipt.
    pub receipt: Receipt,
    /// When the receipt was made, by its keeper's clock; none where that is not kept.
    pub since: Option<ServerTime>,
}

impl Debt {
    /// How far past its deadline it is at this moment of the keeper's clock; none if it is not.
    pub fn overdue(&self, now: ServerTime) -> Option<Duration> {
        let late = now.since(self.receipt.deadline);
        (late > Duration::ZERO).then_some(late)
    }

    /// How long it has been owed at this moment, where that is known.
    pub fn age(&self, now: ServerTime) -> Option<Duration> {
        self.since.map(|since| now.since(since))
    }
}

/// What is owed, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Debts {
    /// What is owed.
    pub debts: Vec<Debt>,
    /// Names of records that look like receipts and are not understood, and why not.
    pub unreadable: Vec<(String, String)>,
    /// Who keeps more and does not answer, and why.
    pub silent: Vec<(String, String)>,
}

impl Debts {
    /// Adds what is owed elsewhere.
    pub fn extend(&mut self, more: Self) {
        self.debts.extend(more.debts);
        self.unreadable.extend(more.unreadable);
        self.silent.extend(more.silent);
    }
}

impl From<Debts> for Answer {
    fn from(debts: Debts) -> Self {
        Self::Receipts {
            receipts: debts.debts.into_iter().map(|debt| debt.receipt).collect(),
            unreadable: debts.unreadable,
            silent: debts.silent,
        }
    }
}

/// How a drill's last run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEnd {
    /// The drill's name.
    pub drill: String,
    /// The run.
    pub run: RunId,
    /// What it came to, in one word, as `pass` or `left-behind`.
    pub outcome: String,
    /// When it ended, by the clock of whoever keeps this.
    pub ended: ServerTime,
    /// When the drill passed last; none if it never has.
    pub passed: Option<ServerTime>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Change, Content, Place, ReceiptId};

    #[test]
    fn a_debt_is_overdue_once_its_deadline_is_over_and_not_before() {
        let debt = Debt {
            receipt: Receipt {
                format: Receipt::FORMAT,
                id: ReceiptId::new(&RunId("run".into()), 1),
                drill: "a-drill".into(),
                change: Change {
                    place: Place::Toxic {
                        proxy: "primary".into(),
                    },
                    before: Content::Absent,
                    ours: Content::Absent,
                },
                uid: String::new(),
                deadline: ServerTime::from_unix_ms(60_000),
                undo: String::new(),
            },
            since: Some(ServerTime::from_unix_ms(10_000)),
        };
        let at = ServerTime::from_unix_ms;
        assert_eq!(debt.overdue(at(60_000)), None);
        assert_eq!(debt.overdue(at(61_000)), Some(Duration::from_secs(1)));
        assert_eq!(debt.age(at(61_000)), Some(Duration::from_secs(51)));
        let of_another_keeper = Debt {
            since: None,
            ..debt
        };
        assert_eq!(of_another_keeper.age(at(61_000)), None);
    }
}
