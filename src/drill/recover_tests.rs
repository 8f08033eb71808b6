//! A recovery where somebody does not answer.

use super::*;
use crate::base::{Duration, ServerTime};
use crate::world::{Change, Content, Place, ReceiptId};

fn begun(force: bool) -> (Recover, Step<RecoverEvent>) {
    let patience = Patience {
        tries: 1,
        pause: Duration::from_secs(1),
    };
    let mut recover = Recover::new(RecoverSettings { patience, force });
    let step = recover.begin(At::START);
    (recover, step)
}

/// Answers the one ask of a step.
fn answer(
    recover: &mut Recover,
    step: &Step<RecoverEvent>,
    result: Result<Answer, Refusal>,
) -> Step<RecoverEvent> {
    let [(tag, _)] = &*step.asks else {
        panic!("{step:?}");
    };
    let tag = *tag;
    recover.step(At::START, Incoming::Answer { tag, result })
}

fn away() -> Refusal {
    Refusal::Failed {
        why: "the API server did not answer within 5s".into(),
    }
}

fn receipt() -> Receipt {
    Receipt {
        format: Receipt::FORMAT,
        id: ReceiptId::new(&RunId("run".into()), 1),
        drill: "provider-blackhole".into(),
        change: Change {
            place: Place::ProxyEnabled {
                proxy: "primary".into(),
            },
            before: Content::Is(true.into()),
            ours: Content::Is(false.into()),
        },
        uid: "u".into(),
        deadline: ServerTime::default(),
        undo: "type this".into(),
    }
}

#[test]
fn while_nobody_says_who_holds_the_lock_a_run_that_may_live_is_disturbed_only_by_force() {
    let (mut recover, step) = begun(false);
    assert!(answer(&mut recover, &step, Err(away())).done);
    let Recovered::Unknown(why) = recover.outcome() else {
        panic!("{:?}", recover.outcome());
    };
    assert!(why.contains("asking for the lock"), "{why}");
    let (mut recover, step) = begun(true);
    let step = answer(&mut recover, &step, Err(away()));
    assert!(matches!(&*step.asks, [(_, Ask::Receipts)]), "{step:?}");
}

#[test]
fn what_is_owed_where_somebody_answers_is_put_back_and_who_does_not_is_told() {
    let (mut recover, step) = begun(true);
    let step = answer(&mut recover, &step, Err(away()));
    let listed = Answer::Receipts {
        receipts: vec![receipt()],
        unreadable: Vec::new(),
        silent: vec![("the cluster".into(), away().to_string())],
    };
    let step = answer(&mut recover, &step, Ok(listed));
    assert!(matches!(&*step.asks, [(_, Ask::Read(_))]), "{step:?}");
    // The object is gone: the receipt is all that is left of it.
    let step = answer(&mut recover, &step, Ok(Answer::Found { found: None }));
    let [(_, Ask::DeleteReceipt(settled))] = &*step.asks else {
        panic!("{step:?}");
    };
    assert_eq!(**settled, receipt());
    assert!(answer(&mut recover, &step, Ok(Answer::Done)).done);
    let Recovered::LeftBehind(what) = recover.outcome() else {
        panic!("{:?}", recover.outcome());
    };
    let [one] = &**what else {
        panic!("{what:?}");
    };
    assert!(one.starts_with("the cluster does not answer"), "{one}");
    assert!(one.contains("within 5s"), "{one}");
}
