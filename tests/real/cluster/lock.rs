//! The lock: who starts at the same moment, and who comes later.

use firedrill::base::Duration;
use firedrill::world::{Answer, Ask, Refusal, RunId};

use super::room::Room;
use crate::support::kubectl::{Namespaces, kubectl};

/// As many times two runners start at the same moment.
const ROUNDS: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_runners_that_start_at_the_same_moment_exactly_one_has_the_lock_two_hundred_times() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let mut one = Room::new(&namespaces).await;
    let mut two = Room::new(&namespaces).await;
    let mut won = [0, 0];
    for _ in 0..ROUNDS {
        // Both ask before either is answered.
        let (first, second) = tokio::join!(one.acquire("one"), two.acquire("two"));
        let holders = [first.holder.unwrap(), second.holder.unwrap()];
        assert_eq!(holders[0], holders[1], "both know the same holder");
        let winner = usize::from(holders[0].0 == "two");
        won[winner] += 1;
        let run = holders[0].clone();
        let released = [&mut one, &mut two][winner].ask(Ask::Release { run }).await;
        assert_eq!(released, Ok(Answer::Done));
        assert_eq!(one.holder().await.holder, None);
    }
    assert_eq!(won[0] + won[1], ROUNDS);
    // The first round creates the Lease, and all others take it over: the seat decides nothing.
    assert!(won[0] > 0 && won[1] > 0, "{won:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_beats_as_long_as_it_is_renewed_and_is_renewed_by_its_holder_alone() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let mut room = Room::new(&namespaces).await;
    assert_eq!(room.holder().await.holder, None, "there is no Lease yet");
    let taken = room.acquire("one").await;
    assert_eq!(taken.length, Duration::from_secs(15));
    let renew = |run: &str| Ask::Renew {
        run: RunId(run.into()),
        length: Duration::from_secs(15),
    };
    assert_eq!(room.ask(renew("one")).await, Ok(Answer::Done));
    let renewed = room.holder().await;
    assert_ne!(renewed.beat, taken.beat);
    assert_eq!(room.holder().await, renewed, "looking is no renewal");
    assert_eq!(room.ask(renew("two")).await, Err(Refusal::Conflict));
    let release = Ask::Release {
        run: RunId("two".into()),
    };
    assert_eq!(room.ask(release).await, Ok(Answer::Done));
    assert_eq!(room.holder().await, renewed, "another's lock is left alone");
    // Somebody takes the Lease away by hand.
    kubectl(&[
        "--namespace",
        &namespaces.lock,
        "delete",
        "lease",
        "firedrill",
    ]);
    assert_eq!(room.ask(renew("one")).await, Err(Refusal::Conflict));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_halt_that_kubectl_sets_is_seen_with_its_reason() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let mut room = Room::new(&namespaces).await;
    let halt = |facts: Result<Answer, Refusal>| match facts {
        Ok(Answer::Facts { facts }) => facts.halt,
        other => panic!("{other:?}"),
    };
    let look = || Ask::Look(firedrill::world::Look::default());
    assert_eq!(halt(room.ask(look()).await), None);
    kubectl(&[
        "--namespace",
        &namespaces.lock,
        "create",
        "configmap",
        "firedrill-halt",
        "--from-literal=reason=release week",
    ]);
    assert_eq!(
        halt(room.ask(look()).await).as_deref(),
        Some("release week")
    );
}
