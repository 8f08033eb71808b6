//! Random walks through larger worlds: more foreign writers, more attempts, more in flight.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::adversary::{Limits, Move, Rules, Sabotage, World};

const RUNS: u32 = 100_000;

/// Walks until nothing can happen any more, or for at most 400 moves; then everybody who still
/// lives works undisturbed to the end, as `recover` does when it is called once more.
fn walk(choices: &[u16], rules: &Rules) -> World {
    let mut world = World::new(&rules.limits);
    for choice in choices {
        let moves = world.moves(rules);
        let Some(next) = pick(&moves, *choice) else {
            break;
        };
        world.apply(next, rules);
    }
    settle(&mut world, rules);
    world
}

fn pick(moves: &[Move], choice: u16) -> Option<&Move> {
    (!moves.is_empty()).then(|| &moves[usize::from(choice) % moves.len()])
}

fn settle(world: &mut World, rules: &Rules) {
    for _ in 0..200 {
        let moves = world.moves(rules);
        let next = moves.iter().find(|next| match next {
            Move::Deliver(_) | Move::PutBack(_) | Move::TakeReceipt(..) | Move::End(_) => true,
            Move::TimeOut(_)
            | Move::ForeignWrite
            | Move::ForeignTouch
            | Move::LeaseExpires
            | Move::TakeLease(_)
            | Move::BeginAttempt(_)
            | Move::Crash(_) => false,
        });
        let stuck = moves
            .iter()
            .find(|next| matches!(next, Move::TimeOut(_) | Move::Crash(_)));
        match next.or(stuck) {
            Some(next) => world.apply(&next.clone(), rules),
            None => return,
        }
    }
}

#[test]
fn no_walk_of_a_hundred_thousand_leaks() {
    let limits = Limits {
        runners: 2,
        undoers: 2,
        foreign: 4,
        receipts: 6,
        in_flight: 6,
    };
    let rules = Rules {
        limits,
        sabotage: Sabotage::None,
    };
    let config = Config {
        cases: RUNS,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let walks = prop::collection::vec(any::<u16>(), 0..60);
    runner
        .run(&walks, |choices| {
            let world = walk(&choices, &rules);
            prop_assert!(!world.leaks(), "leaked: {world:?}");
            Ok(())
        })
        .expect("no walk leaks");
    println!("debt: {RUNS} random walks without a leak");
}

#[test]
fn the_walks_find_a_leak_where_there_is_no_fence() {
    let limits = Limits {
        runners: 2,
        undoers: 2,
        foreign: 4,
        receipts: 6,
        in_flight: 6,
    };
    let rules = Rules {
        limits,
        sabotage: Sabotage::NoFence,
    };
    let config = Config {
        cases: RUNS,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let walks = prop::collection::vec(any::<u16>(), 0..60);
    let found = runner.run(&walks, |choices| {
        prop_assert!(!walk(&choices, &rules).leaks());
        Ok(())
    });
    assert!(found.is_err(), "the walks must be able to find a leak");
}
