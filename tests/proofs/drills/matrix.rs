//! The kill matrix: whatever hits a run, whichever moment it hits, nothing is left in place.
//! `reports/kill-matrix.md` is the whole table; `UPDATE_FIXTURES=1` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use firedrill::base::{At, Duration};
use firedrill::drill::debt::Patience;
use firedrill::drill::{Machine, Outcome, Recover, RecoverSettings, Recovered, Run};
use firedrill::embedded::{NetworkFault, Places, Virtual};
use firedrill::lab::each;
use firedrill::spec::Drill;
use firedrill::world::{Ask, Incoming, Interrupt, RunId, Tag, World};

use super::means;
use super::stage::{brief, drill, drills, published, world};

/// When a run is hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    BeforeReceipt,
    BeforeChange,
    BeforeReadBack,
    Watching,
    PuttingBack,
}

impl Moment {
    const ALL: [(Self, &'static str); 5] = [
        (Self::BeforeReceipt, "before the receipt"),
        (Self::BeforeChange, "between receipt and change"),
        (Self::BeforeReadBack, "between change and read-back"),
        (Self::Watching, "while watching"),
        (Self::PuttingBack, "while putting back"),
    ];

    /// The moment before this ask, if it is one; `changed` is whether the change was sent already.
    fn before(ask: &Ask, changed: bool) -> Option<Self> {
        let is_change = matches!(ask, Ask::Write(write) if write.mark.is_some());
        if matches!(ask, Ask::CreateReceipt(_)) {
            Some(Self::BeforeReceipt)
        } else if is_change {
            Some(Self::BeforeChange)
        } else if matches!(ask, Ask::Write(_)) {
            Some(Self::PuttingBack)
        } else if matches!(ask, Ask::Read(_)) && changed {
            Some(Self::BeforeReadBack)
        } else if matches!(ask, Ask::Alerts) && changed {
            Some(Self::Watching)
        } else {
            None
        }
    }
}

/// What hits a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blow {
    Interrupted,
    Terminated,
    Killed,
    /// SIGTERM, and SIGKILL when the grace is over.
    Evicted,
    /// No ask about places, receipts and the lock arrives for a minute.
    Away,
    /// Conflicts, put-offs, errors, and answers that never come, for a minute.
    Erratic,
    /// Prometheus is gone for a minute.
    PrometheusAway,
    /// Prometheus is gone for good.
    PrometheusGone,
    DiskFull,
    LeaseStolen,
    Suspended,
    /// Killed, and two recoveries begin at once.
    RecoveredTwice,
}

impl Blow {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Interrupted, "SIGINT"),
        (Self::Terminated, "SIGTERM"),
        (Self::Killed, "SIGKILL"),
        (Self::Evicted, "pod evicted: SIGTERM, SIGKILL after 30 s"),
        (Self::Away, "API server away for 60 s"),
        (
            Self::Erratic,
            "409, 429, 500 and timeouts at random for 60 s",
        ),
        (Self::PrometheusAway, "Prometheus gone for 60 s"),
        (Self::PrometheusGone, "Prometheus gone for good"),
        (Self::DiskFull, "disk full: the journal is lost"),
        (Self::LeaseStolen, "the lock is somebody else's"),
        (Self::Suspended, "suspended for ten minutes, clock jumped"),
        (Self::RecoveredTwice, "SIGKILL, and two recoveries at once"),
    ];
}

/// How long a server is away.
const OUTAGE: Duration = Duration::from_secs(60);

/// Who put back what was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    /// Nothing was owed when the run was over, and it ended by itself.
    Run,
    Recovery,
}

/// A run that is about to be hit.
#[derive(Clone)]
struct Stage {
    world: Virtual,
    run: Run,
    at: At,
    asks: Vec<(Tag, Ask)>,
    wake: At,
}

/// The run at each of the moments, before the asks are sent that it makes then.
fn moments(drill: Drill) -> (Places, BTreeMap<Moment, Stage>) {
    let mut world = world(1, &[]);
    let before = world.snapshot_places();
    let mut run = Run::new(brief(drill));
    let mut step = run.begin(At::START);
    let mut at = At::START;
    let (mut changed, mut found) = (false, BTreeMap::new());
    while !step.done {
        let now = step
            .asks
            .iter()
            .find_map(|(_, ask)| Moment::before(ask, changed));
        if let Some(moment) = now {
            found.entry(moment).or_insert_with(|| Stage {
                world: world.clone(),
                run: run.clone(),
                at,
                asks: step.asks.clone(),
                wake: step.wake,
            });
        }
        for (tag, ask) in step.asks {
            changed |= matches!(&ask, Ask::Write(write) if write.mark.is_some());
            world.ask(tag, ask);
        }
        let (now, incoming) = world.advance(step.wake);
        at = now;
        step = run.step(at, incoming);
    }
    (before, found)
}

/// Hits a run, lets it go on if it can, recovers, and says who put everything back.
fn hit(mut stage: Stage, (blow, moment): (Blow, Moment), before: &Places, told: &str) -> By {
    let struck = stage.at;
    let mut killed_at = None;
    match blow {
        Blow::Interrupted => stage.world.interrupt_at(struck, Interrupt::Interrupt),
        Blow::Terminated => stage.world.interrupt_at(struck, Interrupt::Terminate),
        Blow::Evicted => {
            stage.world.interrupt_at(struck, Interrupt::Terminate);
            killed_at = Some(struck + Duration::from_secs(30));
        }
        Blow::Killed | Blow::RecoveredTwice => killed_at = Some(struck),
        Blow::LeaseStolen => {
            let length = Duration::from_secs(15);
            stage
                .world
                .take_lock_at(struck, RunId("another".into()), length);
        }
        Blow::Suspended => stage.world.stop_runner_at(struck, Duration::from_mins(10)),
        Blow::PrometheusAway => stage.world.lose_prometheus_at(struck, Some(OUTAGE)),
        Blow::PrometheusGone => stage.world.lose_prometheus_at(struck, None),
        Blow::Away | Blow::Erratic | Blow::DiskFull => {}
    }
    let mut lost = (blow == Blow::DiskFull).then(|| Incoming::JournalLost("disk full".into()));
    let mut chance = 0x9E37_79B9_u64;
    let mut ended = false;
    while killed_at.is_none_or(|killed| stage.at < killed) {
        for (tag, ask) in std::mem::take(&mut stage.asks) {
            if stage.at < struck + OUTAGE && is_about_debts(&ask) {
                disturb(&mut stage.world, blow, &mut chance);
            }
            stage.world.ask(tag, ask);
        }
        let until = killed_at.map_or(stage.wake, |killed| stage.wake.min(killed));
        let (at, incoming) = match lost.take() {
            Some(lost) => (stage.at, lost),
            None => stage.world.advance(until),
        };
        stage.at = at;
        let step = stage.run.step(at, incoming);
        (stage.asks, stage.wake) = (step.asks, step.wake);
        if step.done {
            ended = true;
            break;
        }
    }
    if ended {
        judged(&stage.run, (blow, moment), told);
    }
    let mut world = stage.world;
    world.kill_runner();
    let put_back = ended && world.snapshot_places() == *before;
    let two = blow == Blow::RecoveredTwice;
    recover(&mut world, if two { 2 } else { 1 }, told);
    // What had been sent before may land later still.
    let later = world.now() + Duration::from_mins(2);
    while world.now() < later {
        world.advance(later);
    }
    recover(&mut world, 1, told);
    assert!(*before == world.snapshot_places(), "{told}: left in place");
    if put_back { By::Run } else { By::Recovery }
}

/// The platform is healthy: what hits the runner, or those that it asks, is no finding about it. Where
/// Prometheus does not come back, there is nothing to pass by either, unless all was told before.
fn judged(run: &Run, (blow, moment): (Blow, Moment), told: &str) {
    let verdict = run
        .verdict()
        .unwrap_or_else(|| panic!("{told}: no verdict"));
    let outcome = verdict.outcome;
    assert!(outcome != Outcome::Fail, "{told}: {:?}", verdict.findings);
    if blow == Blow::PrometheusGone && moment != Moment::PuttingBack {
        assert!(
            outcome != Outcome::Pass,
            "{told}: passed by what nobody saw"
        );
    }
}

fn is_about_debts(ask: &Ask) -> bool {
    matches!(
        ask,
        Ask::Acquire { .. }
            | Ask::Renew { .. }
            | Ask::Release { .. }
            | Ask::Holder
            | Ask::Receipts
            | Ask::ReadReceipt(_)
            | Ask::Read(_)
            | Ask::CreateReceipt(_)
            | Ask::DeleteReceipt(_)
            | Ask::Write(_)
    )
}

fn disturb(world: &mut Virtual, blow: Blow, chance: &mut u64) {
    if blow == Blow::Away {
        world.disturb(0, NetworkFault::Lost);
    } else if blow == Blow::Erratic {
        *chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let fault = match (*chance >> 33) % 10 {
            0 => NetworkFault::Lost,
            1 => NetworkFault::Unanswered,
            2 => NetworkFault::Late(Duration::from_secs(7)),
            3 => NetworkFault::Overtaken,
            // The usual `Retry-After`, and one that no call can wait for.
            4 => NetworkFault::PutOff(Duration::from_secs(1)),
            5 => NetworkFault::PutOff(Duration::from_secs(32)),
            6 => NetworkFault::Fails { done: true },
            7 => NetworkFault::Fails { done: false },
            _ => return,
        };
        world.disturb(0, fault);
    }
}

/// Recovers as so many processes at the same time, which know nothing of each other; each must come to
/// a clean end.
fn recover(world: &mut Virtual, processes: u64, told: &str) {
    /// What tells the asks of one process from those of the next.
    const APART: u64 = 1_000_000_000;
    let settings = RecoverSettings {
        patience: Patience {
            tries: 10,
            pause: Duration::from_ms(500),
        },
        force: false,
    };
    let mut at = world.now();
    let mut machines: Vec<_> = (0..processes)
        .map(|_| {
            let mut machine = Recover::new(settings);
            let step = machine.begin(at);
            (machine, step)
        })
        .collect();
    for _ in 0..10_000 {
        for (process, (_, step)) in (0..).zip(&mut machines) {
            for (tag, ask) in std::mem::take(&mut step.asks) {
                world.ask(Tag(tag.0 + process * APART), ask);
            }
        }
        if machines.iter().all(|(_, step)| step.done) {
            for (machine, _) in &machines {
                let outcome = machine.outcome();
                assert!(
                    matches!(outcome, Recovered::Clean(_)),
                    "{told}: {outcome:?}"
                );
            }
            return;
        }
        let waiting = machines.iter().filter(|(_, step)| !step.done);
        let wake = waiting.map(|(_, step)| step.wake).min().unwrap_or(at);
        let (now, incoming) = world.advance(wake.max(at));
        at = now;
        let (to, incoming) = if let Incoming::Answer { tag, result } = incoming {
            let own = Tag(tag.0 % APART);
            (Some(tag.0 / APART), Incoming::Answer { tag: own, result })
        } else {
            (None, incoming)
        };
        for (process, (machine, step)) in (0..).zip(&mut machines) {
            let is_asked = to.is_none_or(|to| to == process);
            if is_asked && !step.done {
                *step = machine.step(at, incoming.clone());
            }
        }
    }
    panic!("{told}: the recovery does not end");
}

/// Every drill that changes something, with its name: those that are shipped, and every other means.
fn all() -> Vec<(String, Drill)> {
    let shipped = drills().into_iter().map(|name| {
        let drill = drill(&name);
        (name, drill)
    });
    let shipped = shipped.filter(|(name, _)| name != "runaway-tokens");
    shipped.chain(means::all()).collect()
}

#[test]
fn nothing_is_left_in_place_whatever_hits_a_run_and_whenever() {
    let all = all();
    let found = each(&all, |(name, drill)| {
        let (before, stages) = moments(drill.clone());
        let mut cells = Vec::new();
        for (blow, what) in Blow::ALL {
            for (moment, when) in Moment::ALL {
                let told = format!("{name}, {what}, {when}");
                let stage = stages
                    .get(&moment)
                    .unwrap_or_else(|| panic!("{told}: never"));
                cells.push(hit(stage.clone(), (blow, moment), &before, &told));
            }
        }
        cells
    });
    let table = table(&found);
    println!(
        "kill matrix: {} cells, none left in place",
        found.concat().len()
    );
    published("kill-matrix.md", &table);
}

/// The table: a row for what hits the run, a column for when, and in each cell who put back how many
/// of the drills.
fn table(found: &[Vec<By>]) -> String {
    let drills = found.len();
    let mut text = format!(
        "# Kill matrix\n\n\
         Each of {drills} drills, one for each means by which something is changed, is hit by each of \
         these things at each of these moments, on the platform in memory. Then `recover` is run, twice. \
         Left in place afterwards: nothing, in any cell. The cells say for how many drills the run itself \
         had put everything back when it ended, and for how many `recover` did.\n\n|  |"
    );
    for (_, when) in Moment::ALL {
        let _ = write!(text, " {when} |");
    }
    text += "\n|---|";
    text += &"---|".repeat(Moment::ALL.len());
    text.push('\n');
    for (row, (_, what)) in Blow::ALL.into_iter().enumerate() {
        let _ = write!(text, "| {what} |");
        for column in 0..Moment::ALL.len() {
            let cell = row * Moment::ALL.len() + column;
            let by_run = found.iter().filter(|cells| cells[cell] == By::Run).count();
            let by_recovery = drills - by_run;
            let _ = match (by_run, by_recovery) {
                (run, 0) => write!(text, " run: {run} |"),
                (0, recovery) => write!(text, " recover: {recovery} |"),
                (run, recovery) => write!(text, " run: {run}, recover: {recovery} |"),
            };
        }
        text.push('\n');
    }
    text
}
