//! Runners, undoers, a foreign writer, a server and a network between them, where everything that
//! may happen next is a [`Move`]. Messages that write are delivered late, or after their sender
//! gave up or died; answers get lost; processes stall, time out and crash; the lock runs out.

use firedrill::base::{At, Duration, ServerTime};
use firedrill::drill::debt::{Inject, InjectStep, PutBack, PutBackStep};
use firedrill::embedded::Server;
use firedrill::world::{
    Answer, Ask, Change, Content, Found, Place, Receipt, ReceiptId, Refusal, RunId, Write,
};
use serde_json::json;

/// One rule of the protocol, broken on purpose between the machines and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sabotage {
    None,
    /// A fence is answered and never sent.
    NoFence,
    /// The write tests what is read just before it, not what was read before the receipt.
    ReadAfterReceipt,
    /// After a conflict the write is sent again, under the same receipt.
    RetrySameReceipt,
    /// The receipt is answered at once and created after the change.
    ReceiptAfterChange,
}

/// How much may happen in one world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) runners: usize,
    pub(super) undoers: usize,
    pub(super) foreign: u8,
    pub(super) receipts: u32,
    pub(super) in_flight: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::large_enum_variant,
    reason = "a world has a handful of processes, and is copied and compared as a whole"
)]
enum Process {
    Idle,
    /// Holds the lock, has not begun an attempt.
    Locked,
    Injecting {
        machine: Inject,
        waiting: Option<Ask>,
    },
    Watching(Receipt),
    PuttingBack {
        machine: PutBack,
        waiting: Option<Ask>,
    },
    /// A runner's attempt is settled; it may begin another one.
    Settled,
    Dead,
    Over,
}

/// What can happen next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Deliver(usize),
    ForeignWrite,
    ForeignTouch,
    LeaseExpires,
    TakeLease(usize),
    BeginAttempt(usize),
    TimeOut(usize),
    PutBack(usize),
    TakeReceipt(usize, ReceiptId),
    End(usize),
    Crash(usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    server: Server,
    network: Vec<(usize, Ask)>,
    processes: Vec<Process>,
    /// Versions that each process may still use in a write.
    remembered: Vec<Option<String>>,
    /// Receipts that a sabotaged runner creates only after its change was answered.
    held_back: Vec<Option<Ask>>,
    foreign_left: u8,
    foreign_wrote: bool,
    receipts_made: u32,
}

fn place() -> Place {
    Place::ProxyEnabled { proxy: "p".into() }
}

fn before() -> Content {
    Content::Is(json!(true))
}

fn ours() -> Content {
    Content::Is(json!(false))
}

fn foreign() -> Content {
    Content::Is(json!("f"))
}

fn run(process: usize) -> RunId {
    RunId(process.to_string())
}

const LEASE: Duration = Duration::from_secs(1);

pub(super) struct Rules {
    pub(super) limits: Limits,
    pub(super) sabotage: Sabotage,
}

impl World {
    pub(super) fn new(limits: &Limits) -> Self {
        let processes = limits.runners + limits.undoers;
        Self {
            server: Server::with([(place(), before())]),
            network: Vec::new(),
            processes: vec![Process::Idle; processes],
            remembered: vec![None; processes],
            held_back: vec![None; processes],
            foreign_left: limits.foreign,
            foreign_wrote: false,
            receipts_made: 0,
        }
    }

    /// The fault is still there, or our mark is, and nobody owes anything.
    pub(super) fn leaks(&self) -> bool {
        let found = self.found();
        self.is_quiet() && (found.content == ours() || found.mark.is_some())
    }

    /// Somebody else's value was overwritten by putting back.
    pub(super) fn loses_a_foreign_value(&self) -> bool {
        self.is_quiet() && self.foreign_wrote && self.found().content != foreign()
    }

    fn is_quiet(&self) -> bool {
        self.network.is_empty()
            && self.server.receipts().next().is_none()
            && self
                .processes
                .iter()
                .all(|process| matches!(process, Process::Dead | Process::Over | Process::Idle))
    }

    pub(super) fn moves(&self, rules: &Rules) -> Vec<Move> {
        let mut moves: Vec<Move> = (0..self.network.len()).map(Move::Deliver).collect();
        if self.foreign_left > 0 {
            if self.found().content != foreign() {
                moves.push(Move::ForeignWrite);
            }
            moves.push(Move::ForeignTouch);
        }
        if self.server.holder(At::START).is_some() {
            moves.push(Move::LeaseExpires);
        }
        let may_send = self.network.len() < rules.limits.in_flight;
        for (index, process) in self.processes.iter().enumerate() {
            let runner = index < rules.limits.runners;
            match process {
                Process::Idle if runner && self.server.holder(At::START).is_none() => {
                    moves.push(Move::TakeLease(index));
                }
                Process::Idle if !runner && may_send => moves.extend(
                    self.server
                        .receipts()
                        .map(|r| Move::TakeReceipt(index, r.id.clone())),
                ),
                Process::Locked if self.receipts_made < rules.limits.receipts && may_send => {
                    moves.push(Move::BeginAttempt(index));
                }
                Process::Injecting { .. } | Process::PuttingBack { .. } if may_send => {
                    moves.push(Move::TimeOut(index));
                }
                Process::Watching(_) if may_send => moves.push(Move::PutBack(index)),
                Process::Settled => {
                    if self.holds_lock(index) {
                        moves.push(Move::TakeLease(index));
                    }
                    moves.push(Move::End(index));
                }
                Process::Idle
                | Process::Locked
                | Process::Injecting { .. }
                | Process::Watching(_)
                | Process::PuttingBack { .. }
                | Process::Dead
                | Process::Over => {}
            }
            if !matches!(process, Process::Idle | Process::Dead | Process::Over) {
                moves.push(Move::Crash(index));
            }
        }
        moves
    }

    pub(super) fn apply(&mut self, next: &Move, rules: &Rules) {
        match next {
            Move::Deliver(message) => self.deliver(*message, rules),
            Move::ForeignWrite => {
                self.written(|server| server.foreign_write(&place(), foreign()));
                self.foreign_wrote = true;
                self.foreign_left -= 1;
            }
            Move::ForeignTouch => {
                let content = self.found().content.clone();
                self.written(|server| server.foreign_write(&place(), content));
                self.foreign_left -= 1;
            }
            Move::LeaseExpires => self.server.expire_lease(),
            Move::TakeLease(index) => {
                let ask = Ask::Acquire {
                    run: run(*index),
                    length: LEASE,
                };
                self.server.execute(At::START, &ask);
                self.processes[*index] = Process::Locked;
            }
            Move::BeginAttempt(index) => self.begin_attempt(*index, rules),
            Move::TimeOut(index) => {
                let why = "no answer".to_owned();
                self.hear(*index, Err(Refusal::Ambiguous { why }), rules);
            }
            Move::PutBack(index) => {
                let Process::Watching(receipt) = self.processes[*index].clone() else {
                    return;
                };
                self.put_back(*index, receipt, rules);
            }
            Move::TakeReceipt(index, id) => {
                let receipt = self
                    .server
                    .receipts()
                    .find(|receipt| receipt.id == *id)
                    .cloned();
                if let Some(receipt) = receipt {
                    self.put_back(*index, receipt, rules);
                }
            }
            Move::End(index) => self.end(*index),
            Move::Crash(index) => {
                self.processes[*index] = Process::Dead;
                self.remembered[*index] = None;
                self.held_back[*index] = None;
            }
        }
    }

    fn holds_lock(&self, index: usize) -> bool {
        self.server.holder(At::START) == Some(&run(index))
    }

    fn end(&mut self, index: usize) {
        self.server
            .execute(At::START, &Ask::Release { run: run(index) });
        self.processes[index] = Process::Over;
        self.remembered[index] = None;
    }

    fn begin_attempt(&mut self, index: usize, rules: &Rules) {
        let receipt = Receipt {
            format: Receipt::FORMAT,
            id: ReceiptId::new(&run(index), self.receipts_made),
            drill: String::new(),
            change: Change {
                place: place(),
                before: before(),
                ours: ours(),
            },
            uid: String::new(),
            deadline: ServerTime::default(),
            undo: String::new(),
        };
        self.receipts_made += 1;
        let (machine, ask) = Inject::begin(receipt);
        self.processes[index] = Process::Injecting {
            machine,
            waiting: None,
        };
        self.send(index, ask, rules);
    }

    fn put_back(&mut self, index: usize, receipt: Receipt, rules: &Rules) {
        let (machine, ask) = PutBack::begin(receipt);
        self.processes[index] = Process::PuttingBack {
            machine,
            waiting: None,
        };
        self.send(index, ask, rules);
    }

    /// Reads are answered at once: a late answer to a read is the same as a late next message.
    fn send(&mut self, index: usize, ask: Ask, rules: &Rules) {
        if matches!(ask, Ask::Read(_) | Ask::ReadReceipt(_) | Ask::Receipts) {
            let answer = execute(&mut self.server, &ask);
            if let Ok(Answer::Found { found: Some(found) }) = &answer {
                self.remembered[index] = Some(found.version.clone());
            }
            return self.hear(index, answer, rules);
        }
        if let Ask::Write(write) = &ask
            && rules.sabotage == Sabotage::NoFence
            && write.is_fence()
        {
            return self.hear(index, Ok(Answer::Done), rules);
        }
        if rules.sabotage == Sabotage::ReceiptAfterChange && matches!(ask, Ask::CreateReceipt(_)) {
            self.held_back[index] = Some(ask);
            return self.hear(index, Ok(Answer::Done), rules);
        }
        match &mut self.processes[index] {
            Process::Injecting { waiting, .. } | Process::PuttingBack { waiting, .. } => {
                *waiting = Some(ask.clone());
            }
            Process::Idle
            | Process::Locked
            | Process::Watching(_)
            | Process::Settled
            | Process::Dead
            | Process::Over => {}
        }
        self.network.push((index, ask));
        self.network.sort_by_key(|(from, _)| *from);
    }

    fn refresh(&self, write: &mut Write) {
        let found = self.found();
        if found.content == before() && found.mark.is_none() {
            write.found = found.clone();
        }
    }

    fn deliver(&mut self, message: usize, rules: &Rules) {
        let (from, mut ask) = self.network.remove(message);
        let heard = self.waits_for(from, &ask);
        if let Ask::Write(write) = &mut ask
            && rules.sabotage == Sabotage::ReadAfterReceipt
            && write.content == ours()
            && heard
        {
            self.refresh(write);
        }
        let mut answer = self.written(|server| execute(server, &ask));
        if let (Ask::Write(write), Err(Refusal::Conflict)) = (&ask, &answer)
            && rules.sabotage == Sabotage::RetrySameReceipt
            && write.content == ours()
        {
            let mut again = write.clone();
            self.refresh(&mut again);
            answer = self.written(|server| execute(server, &Ask::Write(again)));
        }
        if heard {
            self.network
                .extend(self.held_back[from].take().map(|create| (from, create)));
            self.hear(from, answer, rules);
        }
    }

    fn waits_for(&self, index: usize, ask: &Ask) -> bool {
        match &self.processes[index] {
            Process::Injecting { waiting, .. } | Process::PuttingBack { waiting, .. } => {
                waiting.as_ref() == Some(ask)
            }
            Process::Idle
            | Process::Locked
            | Process::Watching(_)
            | Process::Settled
            | Process::Dead
            | Process::Over => false,
        }
    }

    fn hear(&mut self, index: usize, answer: Result<Answer, Refusal>, rules: &Rules) {
        let lock_holds = self.holds_lock(index);
        let runner = index < rules.limits.runners;
        match self.processes[index].clone() {
            Process::Injecting { mut machine, .. } => {
                let step = machine.hear(answer, lock_holds);
                let receipt = machine.receipt().clone();
                match step {
                    InjectStep::Ask { ask, .. } => {
                        self.processes[index] = Process::Injecting {
                            machine,
                            waiting: None,
                        };
                        self.send(index, ask, rules);
                    }
                    InjectStep::Done => self.processes[index] = Process::Watching(receipt),
                    InjectStep::Refused(_) => self.end(index),
                    InjectStep::Owed(_) => self.put_back(index, receipt, rules),
                }
            }
            Process::PuttingBack { mut machine, .. } => match machine.hear(answer) {
                PutBackStep::Ask(ask) => {
                    self.processes[index] = Process::PuttingBack {
                        machine,
                        waiting: None,
                    };
                    self.send(index, ask, rules);
                }
                PutBackStep::Settled(_) => {
                    self.remembered[index] = None;
                    self.processes[index] = if runner {
                        Process::Settled
                    } else {
                        Process::Idle
                    };
                }
                PutBackStep::Hindered(_) => {
                    let receipt = machine.receipt().clone();
                    self.put_back(index, receipt, rules);
                }
            },
            Process::Idle
            | Process::Locked
            | Process::Watching(_)
            | Process::Settled
            | Process::Dead
            | Process::Over => {}
        }
    }

    fn found(&self) -> &Found {
        self.server.found(&place()).expect("nobody deletes it")
    }

    /// Does something at the server. If that wrote to the place, the new version is the smallest
    /// that nobody can mistake for one that the place had, so that the world has finitely many
    /// states.
    fn written<T>(&mut self, does: impl FnOnce(&mut Server) -> T) -> T {
        let before = self.found().version.clone();
        let result = does(&mut self.server);
        if self.found().version != before {
            let mut used: Vec<&String> =
                self.remembered.iter().flatten().chain([&before]).collect();
            used.extend(self.network.iter().filter_map(|(_, ask)| {
                let Ask::Write(write) = ask else { return None };
                Some(&write.found.version)
            }));
            // One more than are used: one of them is free.
            let fresh = (0..=used.len())
                .map(|n| n.to_string())
                .find(|version| !used.contains(&version));
            self.server
                .rename_version(&place(), fresh.expect("a free number"));
        }
        result
    }
}

fn execute(server: &mut Server, ask: &Ask) -> Result<Answer, Refusal> {
    server.execute(At::START, ask).expect("the server knows it")
}
