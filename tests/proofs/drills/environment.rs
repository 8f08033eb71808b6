//! Nothing is changed on a platform that is not the one that was meant, where we lack a right, or
//! while its on-call lets nothing be deployed.

use std::collections::BTreeMap;

use firedrill::drill::plan::Brief;
use firedrill::drill::verdict::Finding;
use firedrill::drill::{Code, Outcome};
use firedrill::world::{Answer, Content, EgressPolicy, Facts, Incoming, Surroundings};
use serde_json::json;

use super::means;
use super::means::scaled;
use super::stage::{brief, drill, run_through, world};

/// What forbids a drill where something is other than on a healthy platform.
fn forbidden(brief: Brief, other: impl Fn(&mut Facts)) -> (Outcome, Finding) {
    let mut world = world(1, &[]);
    let before = world.snapshot_places();
    let run = run_through(&mut world, brief, |_, incoming| {
        if let Incoming::Answer {
            result: Ok(Answer::Facts { facts }),
            ..
        } = incoming
        {
            other(facts);
        }
    });
    assert!(before == world.snapshot_places(), "nothing was changed");
    let verdict = run.verdict().expect("a verdict");
    assert!(verdict.moments.injected_ms.is_none());
    (verdict.outcome, verdict.findings[0].clone())
}

/// What comes of a drill that is meant for staging, on a platform that says this of itself.
fn meant_for_staging(says: Option<&str>) -> String {
    let meant = Brief {
        environment: Some("staging".into()),
        ..brief(drill("provider-blackhole"))
    };
    let (outcome, finding) = forbidden(meant, |facts| facts.environment = says.map(str::to_owned));
    assert_eq!(outcome, Outcome::Error);
    assert_eq!(finding.code, Code::WrongEnvironment);
    finding.detail
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

#[test]
fn who_lacks_a_right_begins_nothing_and_is_told_all_that_are_missing() {
    let (outcome, finding) = forbidden(brief(drill("cache-disable")), |facts| {
        let missing = [
            "create configmaps in ai",
            "patch deployments.apps/llm-gateway in ai",
        ];
        facts.missing_rights = Some(Ok(missing.map(str::to_owned).into()));
    });
    assert_eq!(
        (outcome, finding.code),
        (Outcome::Error, Code::RightMissing)
    );
    assert_eq!(
        finding.detail,
        "we may not create configmaps in ai, patch deployments.apps/llm-gateway in ai"
    );
}

#[test]
fn rights_that_cannot_be_asked_are_no_rights() {
    let (outcome, finding) = forbidden(brief(drill("cache-disable")), |facts| {
        facts.missing_rights = Some(Err("the API server did not answer within 5s".into()));
    });
    assert_eq!((outcome, finding.code), (Outcome::Error, Code::Unreachable));
}

#[test]
fn a_change_that_would_be_refused_is_not_begun() {
    let (outcome, finding) = forbidden(brief(drill("cache-disable")), |facts| {
        let (place, _) = &facts.places[0];
        facts.refused = vec![(place.clone(), "a policy denied it".into())];
    });
    assert_eq!(
        (outcome, finding.code),
        (Outcome::Error, Code::WouldBeRefused)
    );
    assert!(
        finding
            .detail
            .ends_with("would be refused: a policy denied it"),
        "{finding:?}"
    );
}

#[test]
fn what_is_frozen_is_not_drilled() {
    let (outcome, finding) = forbidden(brief(drill("cache-disable")), |facts| {
        for (_, found) in &mut facts.places {
            let found = found.as_mut().unwrap().as_mut().unwrap();
            found.claims.freeze = Some("its annotation `deploy-freeze` is `true`".into());
        }
    });
    assert_eq!(
        (outcome, finding.code),
        (Outcome::Inconclusive, Code::Halted)
    );
    assert!(
        finding.detail.contains("nothing may be deployed"),
        "{finding:?}"
    );
}

#[test]
fn a_namespace_that_is_labelled_as_another_environment_is_left_alone() {
    let meant = Brief {
        environment: Some("embedded".into()),
        ..brief(drill("cache-disable"))
    };
    let (outcome, finding) = forbidden(meant, |facts| {
        facts.environment = Some("embedded".into());
        facts.surroundings = Some(Surroundings {
            environments: vec![("ai".into(), Some("production".into())), ("b".into(), None)],
            ..Surroundings::default()
        });
    });
    assert_eq!(
        (outcome, finding.code),
        (Outcome::Error, Code::WrongEnvironment)
    );
    let wanted = "the target says `embedded`, and the namespace `ai` is labelled `production`";
    assert_eq!(finding.detail, wanted);
}

/// The drill that keeps the gateway's pods from the cache's store by a policy.
fn cut() -> Brief {
    let cut = means::all()
        .into_iter()
        .find(|(name, _)| name == "network-policy");
    brief(cut.expect("the means").1)
}

#[test]
fn a_policy_that_is_in_use_is_not_put_to_another() {
    let (outcome, finding) = forbidden(cut(), |facts| {
        for (_, found) in &mut facts.places {
            let found = found.as_mut().unwrap().as_mut().unwrap();
            let all = json!({"podSelector": {}, "policyTypes": ["Egress"]});
            found.content = Content::Is(all);
        }
    });
    assert_eq!(
        (outcome, finding.code),
        (Outcome::Inconclusive, Code::NotClean)
    );
    assert!(finding.detail.contains("it is in use"), "{finding:?}");
}

#[test]
fn a_policy_is_not_put_to_use_beside_another_on_the_same_pods() {
    let labelled = |app: &str| [("app".to_owned(), app.to_owned())].into();
    let beside = |facts: &mut Facts, policies: &[(&str, BTreeMap<String, String>)]| {
        let policies = policies.iter().map(|(name, labels)| EgressPolicy {
            name: (*name).to_owned(),
            labels: labels.clone(),
        });
        facts.surroundings = Some(Surroundings {
            policies: policies.collect(),
            ..Surroundings::default()
        });
    };
    let others = [
        ("ai/store", labelled("cache-store")),
        ("ai/closed", labelled("llm-gateway")),
    ];
    let (outcome, finding) = forbidden(cut(), |facts| beside(facts, &others));
    assert_eq!(
        (outcome, finding.code),
        (Outcome::Inconclusive, Code::NotClean)
    );
    assert!(finding.detail.contains("`ai/closed`"), "{finding:?}");
    // One without labels is on every pod.
    let (_, finding) = forbidden(cut(), |facts| {
        beside(facts, &[("ai/all", BTreeMap::new())]);
    });
    assert!(finding.detail.contains("`ai/all`"), "{finding:?}");
}

#[test]
fn nothing_is_rolled_out_where_a_roll_out_is_held_back_already() {
    let (outcome, finding) = forbidden(brief(drill("bad-model-rollout")), |facts| {
        for (_, found) in &mut facts.places {
            let found = found.as_mut().unwrap().as_mut().unwrap();
            found.withheld_by = Some("argo-rollouts".into());
        }
    });
    assert_eq!(
        (outcome, finding.code),
        (Outcome::Inconclusive, Code::NotClean)
    );
    assert!(
        finding
            .detail
            .contains("argo-rollouts holds a roll-out back"),
        "{finding:?}"
    );
}

#[test]
fn pods_that_are_being_replaced_already_are_left_alone() {
    let (outcome, finding) = forbidden(brief(scaled()), |facts| {
        for (_, found) in &mut facts.places {
            if let Ok(Some(found)) = found {
                found.rolling_out = Some("new pods: 2 of 3".into());
            }
        }
    });
    assert_eq!(
        (outcome, finding.code),
        (Outcome::Inconclusive, Code::NotClean)
    );
    let detail = &finding.detail;
    assert!(
        detail.ends_with("is under way already: new pods: 2 of 3"),
        "{detail}"
    );
}
