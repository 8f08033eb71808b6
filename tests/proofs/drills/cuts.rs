//! The runner dies before and after every ask; `recover` then leaves the world as it was.

use firedrill::base::{At, Duration};
use firedrill::drill::debt::Patience;
use firedrill::drill::{Machine, Recover, RecoverSettings, Recovered, Run};
use firedrill::embedded::platform::Weakness as OfPlatform;
use firedrill::embedded::{Places, Virtual, Weakness};
use firedrill::spec::Drill;
use firedrill::world::World;

use super::stage::{brief, drill, drills, world};

/// Recovers with nothing but the world: no journal, no drill file.
fn recover(world: &mut Virtual) -> Recovered {
    let patience = Patience {
        tries: 10,
        pause: Duration::from_ms(500),
    };
    let mut machine = Recover::new(RecoverSettings {
        patience,
        force: false,
    });
    let mut at = world.now();
    let mut step = machine.begin(at);
    for _ in 0..10_000 {
        for (tag, ask) in step.asks {
            world.ask(tag, ask);
        }
        if step.done {
            return machine.outcome().clone();
        }
        let (now, incoming) = world.advance(step.wake.max(at));
        at = now;
        step = machine.step(at, incoming);
    }
    panic!("the recovery does not end");
}

/// The runner dies here; whatever it had sent and the server had accepted may still land, before
/// or after the recovery has read.
fn die_and_recover(mut fork: Virtual, before: &Places, where_: &str) {
    fork.kill_runner();
    let recovered = recover(&mut fork);
    assert!(
        matches!(recovered, Recovered::Clean(_)),
        "{where_}: {recovered:?}"
    );
    // Late writes land within this time; a second recovery must find what they did, if anything.
    let later = fork.now() + Duration::from_mins(2);
    while fork.now() < later {
        fork.advance(later);
    }
    let again = recover(&mut fork);
    assert!(
        matches!(again, Recovered::Clean(0)),
        "{where_}: something landed later: {again:?}"
    );
    assert!(
        *before == fork.snapshot_places(),
        "{where_}: the world is not as it was"
    );
}

/// Cuts a run before and after each of its asks; returns how many cuts there were.
pub(super) fn cut_everywhere(drill: Drill, mut world: Virtual) -> usize {
    let before = world.snapshot_places();
    let mut run = Run::new(brief(drill));
    let mut at = At::START;
    let mut cuts = 0;
    let mut step = run.begin(at);
    loop {
        for (tag, ask) in step.asks {
            let name = format!("at {at}, {ask:?}");
            die_and_recover(world.clone(), &before, &format!("before {name}"));
            world.ask(tag, ask);
            die_and_recover(world.clone(), &before, &format!("after {name}"));
            cuts += 2;
        }
        if step.done {
            return cuts;
        }
        let (now, incoming) = world.advance(step.wake);
        at = now;
        step = run.step(at, incoming);
    }
}

#[test]
fn nothing_is_left_wherever_a_healthy_run_is_cut() {
    for name in drills() {
        let cuts = cut_everywhere(drill(&name), world(1, &[]));
        assert!(cuts > 100, "only {cuts} cuts");
        println!("cuts: {cuts} in a healthy run of {name}, nothing left behind");
    }
}

#[test]
fn nothing_is_left_wherever_a_run_without_fallback_is_cut() {
    let cuts = cut_everywhere(
        drill("provider-blackhole"),
        world(1, &[Weakness::Platform(OfPlatform::NoFallback)]),
    );
    println!("cuts: {cuts} in a run without fallback, nothing left behind");
}
