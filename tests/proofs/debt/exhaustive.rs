//! Every interleaving of a small world, run with the shipped machines.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::adversary::{Limits, Move, Rules, Sabotage, World};

/// What an exploration came to.
struct Explored {
    states: usize,
    /// Moves that led to the last of them; all that takes fewer was looked at.
    moves: usize,
    complete: bool,
    /// How the first leak came about.
    leak: Option<Vec<Move>>,
}

fn key(world: &World) -> u64 {
    let mut hasher = DefaultHasher::new();
    world.hash(&mut hasher);
    hasher.finish()
}

/// Worlds that wait in memory to be looked at, of some 10 kB each. Those beyond are made again, out
/// of the moves that led to them, when it is their turn.
const KEPT: usize = 50_000;

/// Breadth first, so that the first leak found is a shortest one.
#[expect(
    clippy::disallowed_types,
    reason = "nothing here is printed in the set's order"
)]
fn explore(rules: &Rules, bad: fn(&World) -> bool, max: usize) -> Explored {
    let start = World::new(&rules.limits);
    let mut seen = std::collections::HashSet::from([key(&start)]);
    let mut parents: Vec<(usize, Option<Move>)> = vec![(0, None)];
    let mut todo = VecDeque::from([(0, Some(start))]);
    let (mut states, mut last) = (0, 0);
    while let Some((index, kept)) = todo.pop_front() {
        let world = kept.unwrap_or_else(|| again(rules, &path(&parents, index)));
        states += 1;
        last = index;
        if bad(&world) {
            return Explored {
                states,
                moves: path(&parents, last).len(),
                complete: false,
                leak: Some(path(&parents, index)),
            };
        }
        if states >= max {
            return Explored {
                states,
                moves: path(&parents, last).len(),
                complete: false,
                leak: None,
            };
        }
        for next in world.moves(rules) {
            let mut after = world.clone();
            after.apply(&next, rules);
            if seen.insert(key(&after)) {
                parents.push((index, Some(next)));
                let kept = (todo.len() < KEPT).then_some(after);
                todo.push_back((parents.len() - 1, kept));
            }
        }
    }
    Explored {
        states,
        moves: path(&parents, last).len(),
        complete: true,
        leak: None,
    }
}

/// The world after these moves.
fn again(rules: &Rules, moves: &[Move]) -> World {
    let mut world = World::new(&rules.limits);
    for next in moves {
        world.apply(next, rules);
    }
    world
}

fn path(parents: &[(usize, Option<Move>)], mut index: usize) -> Vec<Move> {
    let mut moves = Vec::new();
    while let (parent, Some(next)) = &parents[index] {
        moves.push(next.clone());
        index = *parent;
    }
    moves.reverse();
    moves
}

fn small(sabotage: Sabotage) -> Rules {
    let limits = Limits {
        runners: 1,
        undoers: 1,
        foreign: 1,
        receipts: 2,
        in_flight: 3,
    };
    Rules { limits, sabotage }
}

fn large(sabotage: Sabotage) -> Rules {
    let limits = Limits {
        runners: 2,
        undoers: 2,
        foreign: 1,
        receipts: 3,
        in_flight: 3,
    };
    Rules { limits, sabotage }
}

/// States of the two-and-two world that are looked at by default; more by `FIREDRILL_STATES`.
const LARGE_STATES: usize = 150_000;

#[expect(
    clippy::disallowed_methods,
    reason = "how deep to look is a choice of whoever runs it"
)]
fn large_states() -> usize {
    std::env::var("FIREDRILL_STATES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(LARGE_STATES)
}

#[test]
fn one_runner_and_one_undoer_never_leak_nor_overwrite_a_foreign_value_in_any_interleaving() {
    let bad = |world: &World| world.leaks() || world.loses_a_foreign_value();
    let explored = explore(&small(Sabotage::None), bad, usize::MAX);
    println!(
        "debt: {} states, every interleaving of one runner and one undoer",
        explored.states
    );
    assert_eq!(explored.leak, None);
    assert!(explored.complete);
}

#[test]
fn two_runners_and_two_undoers_do_not_leak() {
    let explored = explore(&large(Sabotage::None), World::leaks, large_states());
    println!(
        "debt: {} states of two runners and two undoers, every interleaving of fewer than {} moves",
        explored.states, explored.moves
    );
    assert_eq!(explored.leak, None);
}

/// Each rule of the protocol is needed: without it, this very exploration finds a leak.
#[expect(
    clippy::print_stdout,
    reason = "who runs the tests sees how far it looked"
)]
fn leaks_with(sabotage: Sabotage) {
    let explored = explore(&small(sabotage), World::leaks, usize::MAX);
    let explored = if explored.leak.is_some() {
        explored
    } else {
        explore(&large(sabotage), World::leaks, 2_000_000)
    };
    let leak = explored.leak.expect("the exploration must find the leak");
    println!(
        "debt: {sabotage:?} leaks after {} moves, {} states",
        leak.len(),
        explored.states
    );
}

#[test]
fn without_the_fence_it_leaks() {
    leaks_with(Sabotage::NoFence);
}

#[test]
fn reading_the_place_after_its_receipt_leaks() {
    leaks_with(Sabotage::ReadAfterReceipt);
}

#[test]
fn retrying_a_conflict_under_the_same_receipt_leaks() {
    leaks_with(Sabotage::RetrySameReceipt);
}

#[test]
fn changing_before_the_receipt_exists_leaks() {
    leaks_with(Sabotage::ReceiptAfterChange);
}
