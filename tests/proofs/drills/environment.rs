//! Nothing is changed on a platform that does not say that it is the one that was meant.

use firedrill::base::At;
use firedrill::drill::plan::Brief;
use firedrill::drill::{Code, Machine, Outcome, Run};
use firedrill::world::{Answer, Incoming, World};

use super::stage::{brief, drill, world};

/// What comes of a drill that is meant for staging, on a platform that says this of itself.
fn meant_for_staging(says: Option<&str>) -> String {
    let mut world = world(1, &[]);
    let before = world.snapshot_places();
    let mut run = Run::new(Brief {
        environment: Some("staging".into()),
        ..brief(drill("provider-blackhole"))
    });
    let mut step = run.begin(At::START);
    while !step.done {
        for (tag, ask) in step.asks {
            world.ask(tag, ask);
        }
        let (at, mut incoming) = world.advance(step.wake);
        if let Incoming::Answer {
            result: Ok(Answer::Facts { facts }),
            ..
        } = &mut incoming
        {
            facts.environment = says.map(str::to_owned);
        }
        step = run.step(at, incoming);
    }
    assert!(before == world.snapshot_places(), "nothing was changed");
    let verdict = run.verdict().expect("a verdict");
    assert_eq!(verdict.outcome, Outcome::Error);
    assert!(verdict.moments.injected_ms.is_none());
    let finding = &verdict.findings[0];
    assert_eq!(finding.code, Code::WrongEnvironment);
    finding.detail.clone()
}

#[test]
fn a_platform_that_says_it_is_another_one_is_left_alone() {
    assert_eq!(
        meant_for_staging(Some("production")),
        "the target says `staging`, and the platform says that it is `production`"
    );
}

#[test]
fn a_platform_that_does_not_say_what_it_is_is_left_alone() {
    assert_eq!(
        meant_for_staging(None),
        "the target says `staging`, and nothing says what the platform is: Prometheus tells no \
         external label `environment`"
    );
}
