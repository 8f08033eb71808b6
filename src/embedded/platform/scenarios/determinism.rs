//! The same seed, the same life; and what a life costs.

use super::*;

#[test]
fn the_fallback_has_luck_of_its_own() {
    let always_asking = Policy {
        breaker: None,
        ..Policy::default()
    };
    let slowest = |link| {
        let mut platform = warm(1, always_asking);
        platform.set_link(At::START, "primary", link).unwrap();
        drive(&mut platform, At::START, at(120))
            .into_iter()
            .max_by_key(Finished::latency)
            .map(|one| one.id)
    };
    assert_ne!(slowest(Link::Healthy), slowest(Link::Status(500)));
}

#[test]
fn a_clone_continues_as_the_original_does() {
    let mut original = warm(9, Policy::default());
    drive(&mut original, At::START, at(30));
    original.set_link(at(30), "primary", Link::Hang).unwrap();
    drive(&mut original, at(30), At::from_ms(33_300));
    let mut clone = original.clone();
    let one = drive(&mut original, At::from_ms(33_300), at(120));
    let other = drive(&mut clone, At::from_ms(33_300), at(120));
    assert_eq!(one, other);
    assert!(format!("{:?}", snapshot(&original)) == format!("{:?}", snapshot(&clone)));
    let mut another_seed = warm(10, Policy::default());
    drive(&mut another_seed, At::START, at(120));
    assert!(format!("{:?}", snapshot(&original)) != format!("{:?}", snapshot(&another_seed)));
}

#[test]
fn the_steps_in_which_time_passes_do_not_matter() {
    let mut fine = warm(4, Policy::default());
    let mut coarse = warm(4, Policy::default());
    for ms in (0..60_000).step_by(37) {
        fine.advance(At::from_ms(ms));
    }
    fine.advance(at(60));
    coarse.advance(at(60));
    // As text, since a score that nobody has is not a number, and so is not equal to itself.
    assert!(format!("{:?}", snapshot(&fine)) == format!("{:?}", snapshot(&coarse)));
}

#[test]
fn a_name_that_no_provider_has_is_refused() {
    let mut platform = warm(1, Policy::default());
    assert!(platform.set_link(At::START, "primery", Link::Hang).is_err());
    assert!(platform.link("tertiary").is_err());
    assert_eq!(platform.link("primary"), Ok(Link::Healthy));
}

/// To be timed in release: `cargo test --release -- --ignored a_hundred_runs`.
#[test]
#[ignore = "a measurement"]
fn a_hundred_runs_of_forty_five_minutes() {
    for seed in 0..100 {
        let mut platform = warm(seed, Policy::default());
        drive(&mut platform, At::START, at(600));
        platform.set_link(at(600), "primary", Link::Hang).unwrap();
        drive(&mut platform, at(600), at(1_200));
        platform
            .set_link(at(1_200), "primary", Link::Healthy)
            .unwrap();
        let finished = drive(&mut platform, at(1_200), at(2_700));
        assert!(finished.len() > 14_000);
    }
}

/// To be timed as above: what a scrape costs.
#[test]
#[ignore = "a measurement"]
fn a_hundred_thousand_scrapes() {
    let platform = warm(1, Policy::default());
    let mut sum = 0.0;
    for _ in 0..100_000 {
        platform.scrape(&mut |_, value| {
            // A version that answers nobody has no score.
            if !value.is_nan() {
                sum += value;
            }
        });
    }
    assert!(sum > 0.0);
}
