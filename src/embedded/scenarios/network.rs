//! The network, other people, and a runner that dies.

use super::super::clock::server_time;
use super::*;
use crate::base::ServerTime;
use crate::world::{Change, Interrupt, Lease, Receipt};

fn holder(answer: Result<Answer, Refusal>) -> Option<RunId> {
    match answer {
        Ok(Answer::Lease(Lease { holder, .. })) => holder,
        other => panic!("{other:?}"),
    }
}

fn receipt() -> Ask {
    Ask::CreateReceipt(Box::new(Receipt {
        format: Receipt::FORMAT,
        id: ReceiptId("run.1".into()),
        drill: "a-drill".into(),
        change: Change {
            place: toxics(),
            before: Content::Absent,
            ours: hang(),
        },
        uid: "u".into(),
        deadline: ServerTime::default(),
        undo: "remove the toxic".into(),
    }))
}

#[test]
fn a_lost_write_did_not_happen_and_an_unanswered_one_did() {
    let after = |fault: NetworkFault| {
        let mut runner = runner(&[]);
        let write = runner.write(toxics(), hang(), Some("run.1"));
        runner.world.disturb(0, fault);
        let sent = runner.world.now();
        let answer = runner.ask(write);
        assert!(
            matches!(answer, Err(Refusal::Ambiguous { .. })),
            "{answer:?}"
        );
        assert_eq!(runner.world.now().since(sent), Duration::from_secs(5));
        runner
    };
    let mut lost = after(NetworkFault::Lost);
    assert_eq!(lost.read(toxics()).content, Content::Absent);
    let mut unanswered = after(NetworkFault::Unanswered);
    assert_eq!(unanswered.read(toxics()).content, hang());
    let mut late = after(NetworkFault::Late(Duration::from_secs(20)));
    assert_eq!(late.read(toxics()).content, Content::Absent);
    late.run_to(secs(30));
    assert_eq!(late.read(toxics()).content, hang());
}

#[test]
fn whoever_is_overtaken_is_told_so() {
    let mut runner = runner(&[]);
    let write = runner.write(toxics(), hang(), Some("run.1"));
    runner.world.disturb(0, NetworkFault::Overtaken);
    assert_eq!(runner.ask(write), Err(Refusal::Conflict));
    runner.world.disturb(1, NetworkFault::Overtaken);
    assert!(runner.ask(Ask::Receipts).is_ok());
    assert_eq!(runner.ask(receipt()), Err(Refusal::Exists));
    let length = Duration::from_secs(15);
    let run = run("run");
    let acquire = Ask::Acquire {
        run: run.clone(),
        length,
    };
    assert_eq!(holder(runner.ask(acquire)), Some(run.clone()));
    runner.world.disturb(0, NetworkFault::Overtaken);
    let renewed = runner.ask(Ask::Renew { run, length });
    assert_eq!(renewed, Err(Refusal::Conflict));
    let other = holder(runner.ask(Ask::Holder));
    assert_eq!(other, Some(RunId("somebody-else".into())));
}

#[test]
fn what_a_dead_runner_had_sent_still_lands_and_nobody_hears_of_it() {
    let mut runner = runner(&[]);
    runner.ask(chat(5)).unwrap();
    runner.run_to(secs(5));
    let before = runner.world.snapshot_places();
    let write = runner.write(toxics(), hang(), Some("run.1"));
    let mut unsent = runner.clone();
    let mut late = runner.clone();
    late.world
        .disturb(0, NetworkFault::Late(Duration::from_secs(60)));
    late.start(write.clone());
    runner.start(write);
    runner.start(Ask::Read(toxics()));
    for runner in [&mut runner, &mut unsent, &mut late] {
        runner.world.kill_runner();
        runner.shots.clear();
        assert_eq!(runner.world.snapshot_places(), before);
        runner.run_to(secs(30));
        assert_eq!(runner.shots, [], "its client is dead as well");
    }
    assert_eq!(runner.read(toxics()).content, hang());
    assert_eq!(unsent.read(toxics()).content, Content::Absent);
    assert_eq!(late.read(toxics()).content, Content::Absent);
    late.run_to(secs(70));
    assert_eq!(late.read(toxics()).content, hang());
}

#[test]
fn other_people_write_remove_and_replace() {
    let mut runner = runner(&[]);
    let place = enabled("provider-primary");
    let off = Content::Is(Value::Bool(false));
    let world = &mut runner.world;
    world.foreign_write_at(secs(10), place.clone(), off.clone());
    world.replace_at(secs(20), place.clone(), is_true());
    let first = runner.read(place.clone());
    runner.run_to(secs(10));
    let second = runner.read(place.clone());
    assert_eq!((&second.content, &second.uid), (&off, &first.uid));
    assert_ne!(second.version, first.version);
    runner.run_to(secs(20));
    let third = runner.read(place);
    assert_eq!(third.content, is_true());
    assert_ne!(third.uid, first.uid);
    runner.break_primary(secs(30));
    runner.world.foreign_put_back_at(secs(40), toxics());
    runner.run_to(secs(40));
    let found = runner.read(toxics());
    assert_eq!((found.content, found.mark), (Content::Absent, None));
}

#[test]
fn an_interrupt_comes_after_everything_else_of_its_moment() {
    let mut runner = runner(&[]);
    runner.world.interrupt_at(secs(3), Interrupt::Terminate);
    runner.ask(chat(50)).unwrap();
    runner.run_to(secs(3) - Duration::from_ms(1));
    let (at, shots) = runner.world.advance(secs(3));
    assert!(
        at == secs(3) && matches!(shots, Incoming::Shots(_)),
        "{shots:?}"
    );
    let heard = runner.world.advance(secs(3));
    assert_eq!(heard, (secs(3), Incoming::Interrupt(Interrupt::Terminate)));
    assert_eq!(runner.world.advance(secs(3)), (secs(3), Incoming::Due));
}

#[test]
fn a_runner_that_was_stopped_hears_of_the_stop_first() {
    let mut runner = runner(&[]);
    runner
        .world
        .stop_runner_at(secs(2), Duration::from_secs(40));
    let tag = runner.start(chat(5));
    let mut heard = Vec::new();
    while runner.world.now() < secs(43) {
        heard.push(runner.world.advance(secs(43)));
    }
    let jumped = heard
        .iter()
        .position(|(_, incoming)| *incoming == Incoming::ClockJumped(Duration::from_secs(40)))
        .unwrap();
    assert_eq!(heard[jumped].0, secs(42));
    let answered = Incoming::Answer {
        tag,
        result: Ok(Answer::Done),
    };
    assert_eq!(heard[0], (At::START, answered));
    let before = &heard[..jumped];
    assert!(before.iter().all(|(at, _)| *at <= secs(2)), "{before:?}");
    let shots: usize = heard[jumped..]
        .iter()
        .filter_map(|(_, incoming)| {
            if let Incoming::Shots(shots) = incoming {
                Some(shots.len())
            } else {
                None
            }
        })
        .sum();
    assert!(shots > 190, "the world went on: {shots}");
}

#[test]
fn who_is_put_off_waits_as_long_as_a_call_may_take_and_then_nothing_was_done() {
    let put_off = |seconds: u64| {
        let mut runner = runner(&[]);
        let write = runner.write(toxics(), hang(), Some("run.1"));
        let fault = NetworkFault::PutOff(Duration::from_secs(seconds));
        runner.world.disturb(0, fault);
        let sent = runner.world.now();
        let answer = runner.ask(write);
        let took = runner.world.now().since(sent);
        runner.run_to(secs(60));
        (answer, took, runner.read(toxics()).content)
    };
    let (answer, took, content) = put_off(2);
    assert_eq!((answer, content), (Ok(Answer::Done), hang()));
    assert!(
        took >= Duration::from_secs(2) && took < Duration::from_secs(3),
        "{took}"
    );
    let (answer, took, content) = put_off(32);
    let Err(Refusal::Failed { why }) = answer else {
        panic!("{answer:?}");
    };
    assert!(why.contains("429"), "{why}");
    assert_eq!((took, content), (Duration::from_secs(5), Content::Absent));
}

#[test]
fn a_server_that_fails_says_so_at_once_of_a_write_and_not_whether_it_was_done() {
    for done in [true, false] {
        let mut runner = runner(&[]);
        let write = runner.write(toxics(), hang(), Some("run.1"));
        runner.world.disturb(0, NetworkFault::Fails { done });
        let sent = runner.world.now();
        let answer = runner.ask(write);
        assert!(
            matches!(answer, Err(Refusal::Ambiguous { .. })),
            "{answer:?}"
        );
        assert!(runner.world.now().since(sent) < Duration::from_secs(1));
        let now = runner.read(toxics()).content;
        assert_eq!(now == hang(), done, "{now}");
        runner.world.disturb(0, NetworkFault::Fails { done });
        let read = runner.ask(Ask::Read(toxics()));
        assert!(matches!(read, Err(Refusal::Failed { .. })), "{read:?}");
    }
}

#[test]
fn prometheus_that_is_gone_answers_nobody_and_goes_on_when_it_is_back() {
    let mut runner = runner(&[]);
    let minute = Duration::from_mins(1);
    runner.world.lose_prometheus_at(secs(10), Some(minute));
    let asks = |runner: &mut Runner| {
        let now = runner.world.now();
        let range = Ask::Range {
            expr: "count(up)".into(),
            from: server_time(now - minute),
            to: server_time(now),
            step: Duration::from_secs(15),
        };
        [runner.ask(Ask::Alerts), runner.ask(range)]
    };
    runner.run_to(secs(11));
    for answer in asks(&mut runner) {
        let Err(Refusal::Failed { why }) = answer else {
            panic!("{answer:?}");
        };
        assert!(why.contains("Prometheus"), "{why}");
    }
    let looked = runner.ask(Ask::Look(Look::default()));
    let Ok(Answer::Facts { facts }) = looked else {
        panic!("{looked:?}");
    };
    assert!(facts.rules.is_err() && facts.alerts.is_err() && facts.targets.is_err());
    assert_eq!(facts.environment, None);
    runner.run_to(secs(100));
    for answer in asks(&mut runner) {
        assert!(answer.is_ok(), "{answer:?}");
    }
}
