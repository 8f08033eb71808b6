//! Putting one change back, by whoever holds its receipt: the runner, or `recover` later.

use serde::{Deserialize, Serialize};

use crate::world::{Answer, Ask, Content, Found, Place, Receipt, Refusal, Write};

/// Settles one receipt. After trouble it begins again with [`PutBack::begin`]; how often is its
/// owner's business.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PutBack {
    receipt: Receipt,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum State {
    Reading,
    Writing(Settlement),
    Verifying(Settlement),
    Deleting(Settlement),
}

/// What was found at a place, and so how its receipt was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settlement {
    /// Our value stood there; what was before stands there again.
    Restored,
    /// The change never happened, and now it cannot any more.
    NeverHappened,
    /// Somebody put another value there while the fault was in place; it was left alone.
    Superseded,
    /// Another receipt's mark is on the place, and its owner will put it back.
    NotOurs,
    /// The object is gone.
    Gone,
    /// The object was replaced by another one of the same name.
    Replaced,
}

impl std::fmt::Display for Settlement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Restored => "put back",
            Self::NeverHappened => "had not happened",
            Self::Superseded => "somebody else had changed it meanwhile; their value was kept",
            Self::NotOurs => "belongs to another receipt",
            Self::Gone => "the object is gone",
            Self::Replaced => "the object was replaced by another one",
        })
    }
}

/// What putting back does next.
#[derive(Clone, Debug, PartialEq)]
pub enum PutBackStep {
    /// Asks this.
    Ask(Ask),
    /// The place is as it should be, and the receipt is deleted.
    Settled(Settlement),
    /// Something was in the way; nothing is lost, begin again.
    Hindered(String),
}

/// What to do about a place, given what stands there.
enum Decision {
    Settle(Settlement),
    Write(Box<Write>, Settlement),
}

impl PutBack {
    /// Putting this receipt back, and its first ask.
    pub fn begin(receipt: Receipt) -> (Self, Ask) {
        let ask = Ask::Read(receipt.change.place.clone());
        (
            Self {
                receipt,
                state: State::Reading,
            },
            ask,
        )
    }

    /// The receipt.
    pub const fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// Takes the answer to the last ask.
    pub fn hear(&mut self, result: Result<Answer, Refusal>) -> PutBackStep {
        match self.state {
            State::Reading => match result {
                Ok(Answer::Found { found }) => self.act(self.decide(found)),
                other => hindered("reading the place", other),
            },
            State::Writing(settlement) => match result {
                Ok(_) => {
                    self.state = State::Verifying(settlement);
                    PutBackStep::Ask(Ask::Read(self.receipt.change.place.clone()))
                }
                other => hindered("putting the place back", other),
            },
            State::Verifying(settlement) => match result {
                Ok(Answer::Found { found }) if !self.is_ours(found.as_ref()) => {
                    self.act(Decision::Settle(settlement))
                }
                Ok(Answer::Found { .. }) => {
                    PutBackStep::Hindered("the place still holds the fault".into())
                }
                other => hindered("reading the place back", other),
            },
            State::Deleting(settlement) => match result {
                Ok(_) => PutBackStep::Settled(settlement),
                other => hindered("deleting the receipt", other),
            },
        }
    }

    fn act(&mut self, decision: Decision) -> PutBackStep {
        let (state, ask) = match decision {
            Decision::Settle(settlement) => (
                State::Deleting(settlement),
                Ask::DeleteReceipt(Box::new(self.receipt.clone())),
            ),
            Decision::Write(write, settlement) => (State::Writing(settlement), Ask::Write(write)),
        };
        self.state = state;
        PutBackStep::Ask(ask)
    }

    fn is_ours(&self, found: Option<&Found>) -> bool {
        found.is_some_and(|found| found.mark.as_ref() == Some(&self.receipt.id))
    }

    fn decide(&self, found: Option<Found>) -> Decision {
        let Receipt {
            id, change, uid, ..
        } = &self.receipt;
        let Some(found) = found else {
            return Decision::Settle(Settlement::Gone);
        };
        if found.uid != *uid {
            return Decision::Settle(Settlement::Replaced);
        }
        let write = |content: &Content| Write {
            place: change.place.clone(),
            found: found.clone(),
            content: content.clone(),
            mark: None,
        };
        match &found.mark {
            Some(mark) if mark != id => Decision::Settle(Settlement::NotOurs),
            Some(_) if found.content == change.ours || self.is_created() => {
                Decision::Write(Box::new(write(&change.before)), Settlement::Restored)
            }
            // Helm or an apply stripped the mark and kept the value.
            None if found.content == change.ours => {
                Decision::Write(Box::new(write(&change.before)), Settlement::Restored)
            }
            // A write of a dead runner may still be under way: change the version, so that it
            // fails its test.
            None if found.content == change.before => {
                Decision::Write(Box::new(write(&found.content)), Settlement::NeverHappened)
            }
            // Somebody else's value, with our mark or without: keep it, drop the mark.
            Some(_) | None => {
                Decision::Write(Box::new(write(&found.content)), Settlement::Superseded)
            }
        }
    }
}

impl PutBack {
    /// Whether we created what stands at the place: a toxic bears our name, and a stranger's edit does
    /// not make it anybody's. A setting that was absent before belongs to whoever sets it.
    fn is_created(&self) -> bool {
        matches!(self.receipt.change.place, Place::Toxic { .. })
    }
}

fn hindered(doing: &str, result: Result<Answer, Refusal>) -> PutBackStep {
    PutBackStep::Hindered(match result {
        Ok(answer) => format!("{doing}: an answer to something else came: {answer:?}"),
        Err(refusal) => format!("{doing}: {refusal}"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::ServerTime;
    use crate::world::{Change, Claims, ObjectKind, Part, Place, ReceiptId, RunId};

    fn receipt() -> Receipt {
        Receipt {
            format: Receipt::FORMAT,
            id: ReceiptId::new(&RunId("run".into()), 1),
            drill: "provider-blackhole".into(),
            change: Change {
                place: Place::ProxyEnabled {
                    proxy: "primary".into(),
                },
                before: Content::Is(json!(true)),
                ours: Content::Is(json!(false)),
            },
            uid: "uid".into(),
            deadline: ServerTime::default(),
            undo: "type this".into(),
        }
    }

    fn found(content: serde_json::Value, mark: Option<&str>) -> Found {
        Found {
            uid: "uid".into(),
            version: "7".into(),
            content: Content::Is(content),
            mark: mark.map(|mark| ReceiptId(mark.into())),
            by: None,
            withheld_by: None,
            rolling_out: None,
            claims: Claims::default(),
        }
    }

    /// What is written for a reading, and how the receipt is then settled.
    fn settle(found: Option<Found>) -> (Option<Write>, Settlement) {
        let (mut machine, _) = PutBack::begin(receipt());
        let mut step = machine.hear(Ok(Answer::Found { found }));
        let mut written = None;
        if let PutBackStep::Ask(Ask::Write(write)) = step {
            let after = Found {
                content: write.content.clone(),
                mark: write.mark.clone(),
                ..write.found.clone()
            };
            written = Some(*write);
            machine.hear(Ok(Answer::Done));
            step = machine.hear(Ok(Answer::Found { found: Some(after) }));
        }
        assert!(
            matches!(step, PutBackStep::Ask(Ask::DeleteReceipt(_))),
            "{step:?}"
        );
        let PutBackStep::Settled(settlement) = machine.hear(Ok(Answer::Done)) else {
            panic!("a deleted receipt is settled")
        };
        (written, settlement)
    }

    #[test]
    fn our_value_under_our_mark_is_restored() {
        let (write, settlement) = settle(Some(found(json!(false), Some("run.1"))));
        assert_eq!(settlement, Settlement::Restored);
        let write = write.expect("a write");
        assert_eq!(
            (write.content, write.mark),
            (Content::Is(json!(true)), None)
        );
    }

    #[test]
    fn our_value_without_a_mark_is_restored() {
        let (write, settlement) = settle(Some(found(json!(false), None)));
        assert_eq!(settlement, Settlement::Restored);
        assert_eq!(write.expect("a write").content, Content::Is(json!(true)));
    }

    #[test]
    fn somebody_elses_value_is_kept_and_loses_our_mark() {
        let (write, settlement) = settle(Some(found(json!("other"), Some("run.1"))));
        assert_eq!(settlement, Settlement::Superseded);
        let write = write.expect("a write");
        assert_eq!(
            (write.content, write.mark),
            (Content::Is(json!("other")), None)
        );
    }

    #[test]
    fn somebody_elses_value_is_kept_where_there_was_none_before() {
        let part = Part::Key { key: "k".into() };
        let place = Place::cluster(ObjectKind::ConfigMap, "ai", "x", part);
        let mut receipt = receipt();
        receipt.change.before = Content::Absent;
        let theirs = || Some(found(json!("theirs"), Some("run.1")));
        let decide = |receipt: &Receipt| {
            let (machine, _) = PutBack::begin(receipt.clone());
            match machine.decide(theirs()) {
                Decision::Write(write, settlement) => (write.content, settlement),
                Decision::Settle(settlement) => panic!("{settlement:?}"),
            }
        };
        receipt.change.place = Place::Toxic { proxy: "p".into() };
        assert_eq!(decide(&receipt), (Content::Absent, Settlement::Restored));
        receipt.change.place = place;
        let kept = Content::Is(json!("theirs"));
        assert_eq!(decide(&receipt), (kept, Settlement::Superseded));
    }

    #[test]
    fn a_change_that_never_happened_is_fenced_off() {
        let (write, settlement) = settle(Some(found(json!(true), None)));
        assert_eq!(settlement, Settlement::NeverHappened);
        assert!(write.expect("a write").is_fence());
    }

    #[test]
    fn what_is_gone_replaced_or_anothers_is_left_alone() {
        assert_eq!(settle(None), (None, Settlement::Gone));
        let other = Found {
            uid: "another".into(),
            ..found(json!(false), Some("run.1"))
        };
        assert_eq!(settle(Some(other)), (None, Settlement::Replaced));
        let marked = found(json!(false), Some("another.1"));
        assert_eq!(settle(Some(marked)), (None, Settlement::NotOurs));
    }

    #[test]
    fn the_receipt_is_not_deleted_while_the_place_holds_the_fault() {
        let (mut machine, _) = PutBack::begin(receipt());
        let ours = Some(found(json!(false), Some("run.1")));
        machine.hear(Ok(Answer::Found {
            found: ours.clone(),
        }));
        machine.hear(Ok(Answer::Done));
        let step = machine.hear(Ok(Answer::Found { found: ours }));
        assert_eq!(
            step,
            PutBackStep::Hindered("the place still holds the fault".into())
        );
    }
}
