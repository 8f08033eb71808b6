//! The runner dies before and after every ask; somebody who watches leaves the world as it was, and
//! the lock free, with nobody asking for it.

use firedrill::base::{At, Duration};
use firedrill::drill::{Machine, Run, Watch, WatchEvent, WatchSettings};
use firedrill::embedded::{Places, Virtual};
use firedrill::world::{Interrupt, World};

use super::stage::{brief, drill, world};

/// After this many asks the runner dies once; every one would take minutes.
const EVERY: usize = 5;

/// Watches for so long, and is asked to end then; what it said.
fn watch(world: &mut Virtual, length: Duration) -> Vec<WatchEvent> {
    let begin = world.now();
    let mut machine = Watch::new(WatchSettings::default());
    let mut said = Vec::new();
    world.interrupt_at(begin + length, Interrupt::Terminate);
    let mut at = begin;
    let mut step = machine.begin(at);
    for _ in 0..10_000 {
        said.extend(step.events);
        for (tag, ask) in step.asks {
            world.ask(tag, ask);
        }
        if step.done {
            assert!(at >= begin + length, "it ended by itself");
            return said;
        }
        let (now, incoming) = world.advance(step.wake.max(at));
        at = now;
        step = machine.step(at, incoming);
    }
    panic!("the watch does not end");
}

/// The runner dies here; whatever it had sent may still land, while somebody watches.
fn die_and_be_watched(mut fork: Virtual, before: &Places, where_: &str) -> bool {
    fork.kill_runner();
    let said = watch(&mut fork, Duration::from_mins(3));
    assert!(*before == fork.snapshot_places(), "{where_}: {said:?}");
    assert_eq!(fork.server().holder(fork.now()), None, "{where_}");
    said.iter()
        .any(|event| matches!(event, WatchEvent::Owes(_) | WatchEvent::Died(_)))
}

#[test]
fn nothing_is_left_wherever_a_run_is_cut_while_somebody_watches() {
    for name in ["provider-blackhole", "bad-model-rollout"] {
        let mut world = world(1, &[]);
        let before = world.snapshot_places();
        let mut run = Run::new(brief(drill(name)));
        let mut at = At::START;
        let (mut asks, mut put_back) = (0, 0);
        let mut step = run.begin(at);
        loop {
            for (tag, ask) in step.asks {
                asks += 1;
                let name = format!("{name} at {at}, {ask:?}");
                let is_cut = asks % EVERY == 0;
                if is_cut {
                    let (fork, when) = (world.clone(), format!("before {name}"));
                    put_back += usize::from(die_and_be_watched(fork, &before, &when));
                }
                world.ask(tag, ask);
                if is_cut {
                    let (fork, when) = (world.clone(), format!("after {name}"));
                    put_back += usize::from(die_and_be_watched(fork, &before, &when));
                }
            }
            if step.done {
                break;
            }
            let (now, incoming) = world.advance(step.wake);
            at = now;
            step = run.step(at, incoming);
        }
        assert!(put_back > 20, "{name}: only {put_back} cuts left something");
        // Of a run that came to its end there is nothing to put back.
        let said = watch(&mut world, Duration::from_mins(1));
        assert!(
            !said
                .iter()
                .any(|event| matches!(event, WatchEvent::Owes(_))),
            "{said:?}"
        );
    }
}
