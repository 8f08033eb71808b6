//! One drill after another in the same world: what the first leaves must not decide the second.

use firedrill::base::{At, Duration};
use firedrill::drill::journal::Observed;
use firedrill::drill::plan::Brief;
use firedrill::drill::verdict::Verdict;
use firedrill::drill::{Code, Machine, Outcome, Run, settling};
use firedrill::embedded::Virtual;
use firedrill::spec::Drill;
use firedrill::spec::drill::AlertRole;
use firedrill::world::World;

use super::stage::{brief, drill, world};

/// A runner that follows others in this world: it has a timeline of its own.
async fn next(world: &mut Virtual, brief: Brief) -> (Observed, Verdict) {
    let mut run = Run::new(brief);
    let mut step = run.begin(At::START);
    loop {
        for (tag, ask) in step.asks {
            world.ask(tag, ask);
        }
        if step.done {
            let verdict = run.verdict().cloned().expect("a verdict");
            return (run.seen().clone(), verdict);
        }
        let (at, incoming) = World::next(world, step.wake).await;
        step = run.step(at, incoming);
    }
}

/// The shipped drill, but over as soon as the fault is gone: it waits for no alert to resolve.
fn hasty() -> Drill {
    let mut drill = drill("provider-blackhole");
    for promise in &mut drill.expect.alerts {
        if let AlertRole::Fires { resolves, .. } = &mut promise.role {
            *resolves = None;
        }
    }
    drill.recovery.within = Duration::from_secs(30);
    drill
}

#[tokio::test]
async fn two_drills_back_to_back_pass_once_the_first_has_settled() {
    for seed in 1..=5 {
        let mut world = world(seed, &[]);
        let (seen, first) = next(&mut world, brief(hasty())).await;
        assert_eq!(first.outcome, Outcome::Pass, "{:?}", first.findings);
        let second = drill("provider-blackhole");
        let settling = settling(&seen, &second);
        assert!(settling.wait > Duration::from_secs(60), "{settling:?}");
        assert!(settling.why().contains("`group_interval`"), "{settling:?}");
        assert!(settling.why().contains("the window of"), "{settling:?}");
        world.rest(settling.wait);
        world.next_run();
        let (seen, second) = next(&mut world, brief(second)).await;
        assert_eq!(second.outcome, Outcome::Pass, "{:?}", second.findings);
        assert!(second.notes.is_empty(), "{:?}", second.notes);
        let first_shot = seen.shots.first().expect("requests").due;
        assert!(first_shot < At::from_ms(60_000), "a timeline of its own");
    }
}

#[tokio::test]
async fn without_settling_the_second_is_judged_by_what_the_first_left() {
    let mut world = world(1, &[]);
    let (_, first) = next(&mut world, brief(hasty())).await;
    assert_eq!(first.outcome, Outcome::Pass, "{:?}", first.findings);
    world.next_run();
    let (_, second) = next(&mut world, brief(drill("provider-blackhole"))).await;
    assert_eq!(second.outcome, Outcome::Inconclusive);
    let codes: Vec<Code> = second.findings.iter().map(|found| found.code).collect();
    assert_eq!(codes, [Code::AlertAlreadyFiring]);
}

#[tokio::test]
async fn where_nothing_was_broken_nothing_has_to_settle() {
    let mut world = world(1, &[firedrill::embedded::Weakness::AlreadyFiring]);
    let (seen, _) = next(&mut world, brief(drill("provider-blackhole"))).await;
    let settling = settling(&seen, &drill("provider-blackhole"));
    assert_eq!(settling.wait, Duration::ZERO);
}
