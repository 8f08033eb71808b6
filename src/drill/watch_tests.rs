//! The watch against a server that keeps places, receipts and a lock, answer by answer.

use serde_json::json;

use super::*;
use crate::base::ServerTime;
use crate::world::{Change, Content, Found, Lease, ObjectKind, Part, Place, ReceiptId, Write};

/// Who does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Away {
    Nobody,
    Everybody,
    KeeperOfTheLock,
    /// Another who keeps receipts.
    AnotherKeeper,
}

/// A server that answers at once, and what was asked of it.
#[derive(Clone)]
struct Stage {
    watch: Watch,
    at: At,
    receipts: Vec<Receipt>,
    found: Found,
    lease: Lease,
    writes: Vec<Write>,
    away: Away,
    refuses_writes: bool,
    said: Vec<WatchEvent>,
    done: bool,
    wake: At,
    asks: Vec<(Tag, Ask)>,
}

fn place() -> Place {
    let key = "chat_model".into();
    Place::cluster(
        ObjectKind::ConfigMap,
        "ai",
        "llm-gateway",
        Part::Key { key },
    )
}

fn text(value: &str) -> Content {
    Content::Is(json!(value))
}

fn receipt(run: &str, number: u32, deadline: i64) -> Receipt {
    Receipt {
        format: Receipt::FORMAT,
        id: ReceiptId::new(&RunId(run.into()), number),
        drill: "bad-model-rollout".into(),
        change: Change {
            place: place(),
            before: text("good"),
            ours: text("bad"),
        },
        uid: "u".into(),
        deadline: ServerTime::from_unix_ms(deadline * 1_000),
        undo: "type this".into(),
    }
}

fn lease(holder: Option<&str>, beat: u64) -> Lease {
    Lease {
        holder: holder.map(|holder| RunId(holder.into())),
        beat,
        length: Duration::from_secs(15),
    }
}

impl Stage {
    /// A fault of run `a` is in place, to be put back by second 600 of both clocks.
    fn broken() -> Self {
        let mut stage = Self {
            watch: Watch::new(WatchSettings::default()),
            at: At::START,
            receipts: vec![receipt("a", 1, 600)],
            found: Found {
                uid: "u".into(),
                version: "1".into(),
                content: text("bad"),
                mark: Some(ReceiptId("a.1".into())),
                by: None,
                withheld_by: None,
                rolling_out: None,
                claims: crate::world::Claims::default(),
            },
            lease: lease(Some("a"), 1),
            writes: Vec::new(),
            away: Away::Nobody,
            refuses_writes: false,
            said: Vec::new(),
            done: false,
            wake: At::NEVER,
            asks: Vec::new(),
        };
        let step = stage.watch.begin(stage.at);
        stage.take(step);
        stage
    }

    fn take(&mut self, step: Step<WatchEvent>) {
        assert!(!self.done, "it goes on after its end");
        self.said.extend(step.events);
        self.asks.extend(step.asks);
        self.wake = step.wake;
        self.done = step.done;
    }

    fn hear(&mut self, incoming: Incoming) {
        let step = self.watch.step(self.at, incoming);
        self.take(step);
    }

    /// Answers one ask; false if there is none.
    fn answer(&mut self) -> bool {
        let Some((tag, ask)) = self.asks.pop() else {
            return false;
        };
        let result = if self.away == Away::Everybody {
            Err(Refusal::Failed {
                why: "the API server does not answer".into(),
            })
        } else {
            self.execute(ask)
        };
        self.hear(Incoming::Answer { tag, result });
        true
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a watch asks for nothing else"
    )]
    fn execute(&mut self, ask: Ask) -> Result<Answer, Refusal> {
        Ok(match ask {
            Ask::Standing => {
                let now = ServerTime::from_unix_ms(self.at.ms());
                let standing = Standing {
                    silent: self.silent(),
                    ..Standing::of(now, self.receipts.clone())
                };
                Answer::Standing {
                    standing: Box::new(standing),
                }
            }
            Ask::Holder if self.away == Away::KeeperOfTheLock => {
                return Err(Refusal::Failed {
                    why: "the API server does not answer".into(),
                });
            }
            Ask::Holder => Answer::Lease(self.lease.clone()),
            Ask::Receipts => Answer::Receipts {
                receipts: self.receipts.clone(),
                unreadable: Vec::new(),
                silent: self.silent(),
            },
            Ask::Read(_) => Answer::Found {
                found: Some(self.found.clone()),
            },
            Ask::Write(_) | Ask::Release { .. } if self.refuses_writes => {
                return Err(Refusal::Failed {
                    why: "a policy refuses it".into(),
                });
            }
            Ask::Write(write) => {
                self.found.content.clone_from(&write.content);
                self.found.mark.clone_from(&write.mark);
                self.writes.push(*write);
                Answer::Done
            }
            Ask::DeleteReceipt(settled) => {
                self.receipts.retain(|receipt| receipt.id != settled.id);
                Answer::Done
            }
            Ask::Release { run } => {
                assert_eq!(self.lease.holder, Some(run));
                self.lease = lease(None, 0);
                Answer::Done
            }
            other => panic!("a watch does not ask for {other:?}"),
        })
    }

    /// Lets time pass up to this second; the run renews its lock every five seconds if it is alive.
    fn until(&mut self, second: i64, alive: bool) {
        let end = At::from_ms(second * 1_000);
        while !self.done {
            if self.answer() {
                continue;
            }
            if self.wake > end {
                break;
            }
            self.at = self.at.max(self.wake);
            if alive && self.lease.holder.is_some() {
                self.lease.beat = u64::try_from(self.at.ms() / 5_000).unwrap() + 2;
            }
            self.hear(Incoming::Due);
        }
        self.at = end;
    }

    fn silent(&self) -> Vec<(String, String)> {
        let toxiproxy = ("Toxiproxy".into(), "could not be reached".into());
        (self.away == Away::AnotherKeeper)
            .then_some(toxiproxy)
            .into_iter()
            .collect()
    }

    fn is_restored(&self) -> bool {
        self.found.content == text("good") && self.found.mark.is_none() && self.receipts.is_empty()
    }

    fn said(&self, is: impl Fn(&WatchEvent) -> bool) -> usize {
        self.said.iter().filter(|event| is(event)).count()
    }
}

#[test]
fn a_living_run_pays_its_own_debts_until_its_deadline_and_keeps_its_lock_after_it() {
    let mut stage = Stage::broken();
    stage.until(599, true);
    assert!(!stage.is_restored(), "it is the run's business");
    assert_eq!(stage.writes, []);
    stage.until(660, true);
    assert!(stage.is_restored(), "a minute after the deadline");
    assert_eq!(stage.lease.holder, Some(RunId("a".into())));
    let overdue =
        |event: &WatchEvent| matches!(event, WatchEvent::Owes(owed) if owed[0].overdue.is_some());
    assert_eq!(stage.said(overdue), 1);
}

#[test]
fn what_a_dead_run_left_is_put_back_and_its_lock_is_freed_within_a_minute() {
    let mut stage = Stage::broken();
    stage.until(14, false);
    assert_eq!(stage.writes, [], "it may be alive");
    stage.until(60, false);
    assert!(stage.is_restored());
    assert_eq!(stage.lease.holder, None, "the next run can begin");
    let died = WatchEvent::Died(RunId("a".into()));
    assert_eq!(stage.said(|event| *event == died), 1);
}

#[test]
fn a_dead_runs_lock_is_freed_even_where_it_owes_nothing() {
    let mut stage = Stage::broken();
    stage.receipts.clear();
    stage.until(60, false);
    assert_eq!(stage.lease.holder, None);
    assert_eq!(stage.writes, []);
}

#[test]
fn a_lock_that_cannot_be_freed_is_not_said_to_be() {
    let mut stage = Stage::broken();
    stage.receipts.clear();
    stage.refuses_writes = true;
    stage.until(60, false);
    let why = "the lock of a dead run cannot be freed: a policy refuses it";
    let unknown = WatchEvent::Recovered(Recovered::Unknown(why.into()));
    assert!(stage.said(|event| *event == unknown) > 0);
    let clean = |event: &WatchEvent| matches!(event, WatchEvent::Recovered(Recovered::Clean(_)));
    assert_eq!(stage.said(clean), 0);
    stage.refuses_writes = false;
    stage.until(120, false);
    assert_eq!(stage.lease.holder, None);
}

#[test]
fn what_belongs_to_a_run_that_does_not_hold_the_lock_is_put_back_at_once() {
    for holder in [None, Some("b")] {
        let mut stage = Stage::broken();
        stage.lease = lease(holder, 1);
        stage.until(1, true);
        assert!(stage.is_restored(), "{holder:?}");
        assert_eq!(stage.lease.holder, holder.map(|run| RunId(run.into())));
    }
}

/// A run that takes the lock after what is owed was listed owes nothing of what was listed.
#[test]
fn a_run_that_begins_between_the_two_answers_is_left_alone() {
    let mut stage = Stage::broken();
    stage.receipts.clear();
    stage.lease = lease(None, 0);
    assert!(stage.answer(), "nothing is owed");
    stage.lease = lease(Some("a"), 1);
    stage.receipts = vec![receipt("a", 1, 600)];
    stage.until(590, true);
    assert_eq!(stage.writes, []);
    assert_eq!(stage.said(|event| matches!(event, WatchEvent::Owes(_))), 0);
}

#[test]
fn a_run_past_one_deadline_has_all_of_its_changes_put_back() {
    let mut stage = Stage::broken();
    stage.receipts = vec![receipt("a", 1, 600), receipt("a", 2, 900)];
    stage.until(660, true);
    assert_eq!(stage.receipts, []);
    let owes = stage.said.iter().find_map(|event| {
        let WatchEvent::Owes(owed) = event else {
            return None;
        };
        Some(owed.len())
    });
    assert_eq!(owes, Some(2));
}

#[test]
fn an_api_server_that_is_away_is_asked_less_and_less_often_and_served_once_it_is_back() {
    let mut stage = Stage::broken();
    stage.away = Away::Everybody;
    stage.until(300, false);
    let pauses: Vec<u64> = stage
        .said
        .iter()
        .filter_map(|event| {
            let WatchEvent::Blind { pause, .. } = event else {
                return None;
            };
            Some(pause.ms() / 1_000)
        })
        .collect();
    assert_eq!(pauses[..4], [10, 20, 30, 30]);
    stage.away = Away::Nobody;
    stage.until(360, false);
    assert!(stage.is_restored(), "a minute after it is back");
}

#[test]
fn what_cannot_be_put_back_is_tried_again_and_again_and_less_and_less_often() {
    let mut stage = Stage::broken();
    stage.refuses_writes = true;
    stage.until(120, false);
    let left =
        |event: &WatchEvent| matches!(event, WatchEvent::Recovered(Recovered::LeftBehind(_)));
    // After 10, 20 and 30 seconds, and 30 more, beside what the tries take.
    assert_eq!(stage.said(left), 5);
    stage.refuses_writes = false;
    stage.until(160, false);
    assert!(stage.is_restored());
}

#[test]
fn asked_to_end_it_ends_at_once_unless_a_change_is_not_read_back_yet() {
    let resting = {
        let mut stage = Stage::broken();
        stage.until(3, true);
        stage
    };
    let mut stage = resting.clone();
    stage.hear(Incoming::Interrupt(Interrupt::Terminate));
    assert!(stage.done, "it only waits");
    let mut stage = resting;
    stage.hear(Incoming::Interrupt(Interrupt::Halt));
    assert!(!stage.done, "a halt is about runs");

    // At every moment of putting back two changes.
    let mut stage = Stage::broken();
    stage.receipts.push(receipt("b", 1, 600));
    stage.lease = lease(None, 0);
    let mut ends = 0;
    while !stage
        .writes
        .iter()
        .any(|write| write.content == text("good"))
        || !stage.asks.is_empty()
    {
        let mut ended = stage.clone();
        ended.hear(Incoming::Interrupt(Interrupt::Terminate));
        let asked_before = ended.writes.len();
        while !ended.done {
            assert!(ended.answer(), "it waits for nothing else");
        }
        let only_looked = |(_, ask): &(Tag, Ask)| matches!(ask, Ask::Standing | Ask::Holder);
        assert!(ended.asks.iter().all(only_looked), "{:?}", ended.asks);
        let restored = ended.found.content == text("good") && ended.found.mark.is_none();
        let wrote = ended.writes.len() > asked_before || !stage.writes.is_empty();
        assert_eq!(restored, wrote, "what was written was read back");
        ends += 1;
        if !stage.answer() {
            break;
        }
    }
    assert!(ends > 6, "only {ends} moments");
}

#[test]
fn a_stale_beat_that_a_stopped_watcher_hears_late_frees_no_lock() {
    let mut stage = Stage::broken();
    stage.until(3, true);
    // It asks who holds the lock, and is stopped for a minute before it hears.
    stage.at = At::from_ms(10_000);
    stage.hear(Incoming::Due);
    assert!(stage.answer(), "what is owed");
    stage.at = At::from_ms(70_000);
    assert!(stage.answer(), "who holds the lock, a minute ago");
    assert_eq!(stage.said(|event| matches!(event, WatchEvent::Died(_))), 0);
}

#[test]
fn while_nobody_says_who_holds_the_lock_only_what_is_past_its_deadline_is_put_back() {
    let mut stage = Stage::broken();
    stage.away = Away::KeeperOfTheLock;
    stage.until(599, false);
    assert_eq!(stage.writes, [], "its run may be alive");
    let is_unknown = |event: &WatchEvent| matches!(event, WatchEvent::Looked { life: Life::Unknown(why), .. } if why.contains("API server"));
    let looks = stage.said(is_unknown);
    assert!(
        (15..=25).contains(&looks),
        "half a minute apart, and not {looks}"
    );
    stage.until(660, false);
    assert!(stage.is_restored(), "{:?}", stage.said);
    assert_eq!(
        stage.lease.holder,
        Some(RunId("a".into())),
        "nobody frees what nobody sees"
    );
}

#[test]
fn a_keeper_that_does_not_answer_hides_nothing_of_what_the_others_owe() {
    let mut stage = Stage::broken();
    stage.away = Away::AnotherKeeper;
    stage.until(60, false);
    assert!(stage.is_restored(), "what can be reached is put back");
    let told = |event: &WatchEvent| matches!(event, WatchEvent::Recovered(Recovered::LeftBehind(what)) if what[0].starts_with("Toxiproxy does not answer"));
    assert_eq!(
        stage.said(told),
        1,
        "and what cannot be is told: {:?}",
        stage.said
    );
}
