//! What makes an outage worse than it looks: shared accounts, wrong names, wrong words.

use super::*;

#[test]
fn with_the_same_account_the_fallback_breaks_with_the_primary_and_heals_with_it() {
    let mut platform = warm(1, weak(Weakness::SameAccount));
    platform
        .set_link(at(1), "primary", Link::Status(500))
        .unwrap();
    // Whoever keeps the settings repeats what was set.
    platform
        .set_link(at(1), "secondary", Link::Healthy)
        .unwrap();
    let during = drive(&mut platform, at(2), at(60));
    assert!(share(&during, |one| one.outcome == Outcome::Ok) < 0.01);
    assert_eq!(platform.link("secondary"), Ok(Link::Healthy));
    platform.set_link(at(60), "primary", Link::Healthy).unwrap();
    drive(&mut platform, at(60), at(120));
    let after = drive(&mut platform, at(120), at(180));
    assert!(share(&after, |one| one.outcome == Outcome::Ok) > 0.99);
}

#[test]
fn a_fallback_whose_name_does_not_resolve_is_no_fallback() {
    let mut platform = warm(1, weak(Weakness::NameDoesNotResolve));
    let before = drive(&mut platform, At::START, at(60));
    assert!(share(&before, |one| one.outcome == Outcome::Ok) > 0.99);
    platform.set_link(at(60), "primary", Link::Hang).unwrap();
    let during = drive(&mut platform, at(60), at(120));
    assert!(share(&during, |one| one.outcome == Outcome::Ok) < 0.01);
    let refused = total(
        &platform,
        "llm_provider_errors_total",
        &["secondary", "refused"],
    );
    assert!(refused > 1.0, "{refused}");
}

#[test]
fn in_a_total_outage_callers_are_told_that_they_ask_too_often() {
    let total_outage = |policy| {
        let mut platform = warm(1, policy);
        for provider in ["primary", "secondary"] {
            platform
                .set_link(At::START, provider, Link::Refuse)
                .unwrap();
        }
        drive(&mut platform, at(1), at(60))
    };
    let status = |policy, code| {
        share(&total_outage(policy), |one| {
            one.outcome == Outcome::Status(code)
        })
    };
    assert!(status(Policy::default(), 429) < f64::EPSILON);
    assert!(status(weak(Weakness::Status429), 429) > 0.99);
}

#[test]
fn pods_that_restart_answer_503_now_and_then_and_count_anew() {
    let mut platform = warm(1, weak(Weakness::PodsRestart));
    let before = total(&platform, "llm_requests_total", &[]);
    let finished = drive(&mut platform, At::START, at(600));
    let bad = share(&finished, |one| one.outcome == Outcome::Status(503));
    assert!((0.02..0.12).contains(&bad), "{bad}");
    assert!(finished.iter().any(|one| one.outcome == Outcome::Reset));
    let after = total(&platform, "llm_requests_total", &[]);
    assert!(after < before + 6_000.0, "{before} {after}");
    // Places are given back by what died with the gateway.
    platform.advance(at(1_200));
    let later = drive(&mut platform, at(1_200), at(1_500));
    assert!(share(&later, |one| one.outcome == Outcome::Ok) > 0.85);
}
