//! New versions of the chat model: how far they get, and who takes them back.

use super::*;

/// Rolls a version out at the start, and does what controllers want; who wanted it, and when.
fn roll_out(
    platform: &mut Platform,
    version: Version,
    minutes: i64,
) -> (Option<(&'static str, At)>, Vec<Finished>) {
    platform.set_model(At::START, version);
    let (mut taken_back, mut finished) = (None, Vec::new());
    for second in 0..minutes * 60 {
        finished.extend(drive(platform, at(second), at(second + 1)));
        for Action::TakeBack { by, to } in platform.take_actions() {
            platform.set_model(at(second + 1), to);
            taken_back.get_or_insert((by, at(second + 1)));
        }
    }
    (taken_back, finished)
}

fn by(finished: &[Finished], version: Version) -> f64 {
    share(finished, |one| one.version == Some(version))
}

#[test]
fn the_gate_takes_a_bad_version_back_while_few_have_seen_it() {
    for seed in 0..20 {
        for (version, alerted) in [(Version::Bad, 3), (Version::Unsafe, 3)] {
            let mut platform = warm(seed, Policy::default());
            let (taken_back, finished) = roll_out(&mut platform, version, 5);
            let (who, when) = taken_back.unwrap();
            assert_eq!(who, "quality-gate");
            assert!(when <= at(alerted * 60), "seed {seed}, {version}: {when}");
            let seen = by(&finished, version);
            assert!((0.005..0.08).contains(&seen), "seed {seed}: {seen}");
            let aborted = total(&platform, "llm_rollout_aborted_total", &[]);
            assert!((aborted - 1.0).abs() < f64::EPSILON);
        }
    }
}

#[test]
fn a_good_version_is_taken_back_by_nobody() {
    for seed in 0..20 {
        let mut platform = warm(seed, Policy::default());
        let (taken_back, finished) = roll_out(&mut platform, Version::Good, 8);
        assert_eq!(taken_back, None, "seed {seed}");
        let late: Vec<Finished> = finished
            .into_iter()
            .filter(|one| one.sent >= at(361))
            .collect();
        assert!(by(&late, Version::Good) > 0.999);
    }
}

#[test]
fn what_is_asked_of_whom_follows_the_steps() {
    let mut platform = warm(1, weak(Weakness::NoGate));
    let (_, finished) = roll_out(&mut platform, Version::Bad, 8);
    let between = |from, to| -> Vec<Finished> {
        let all = finished.iter().copied();
        all.filter(|one| at(from) <= one.sent && one.sent < at(to))
            .collect()
    };
    assert!((0.08..0.12).contains(&by(&between(0, 180), Version::Bad)));
    assert!((0.46..0.54).contains(&by(&between(180, 360), Version::Bad)));
    assert!(by(&between(360, 480), Version::Bad) > 0.999);
    let shown = total(&platform, "llm_rollout_share", &["chat-v2-bad"]);
    assert!((shown - 1.0).abs() < f64::EPSILON);
}

#[test]
fn scores_hallucinations_and_tools_show_a_bad_version() {
    let mut platform = warm(1, weak(Weakness::NoGate));
    roll_out(&mut platform, Version::Bad, 8);
    let score = |version| total(&platform, "llm_eval_score", &[version]);
    assert!((0.5..0.6).contains(&score("chat-v2-bad")));
    assert!(score("chat-v2-unsafe").is_nan(), "nobody was asked for it");
    let hallucinated = total(&platform, "llm_hallucination_detected_total", &["v2-bad"]);
    let judged = total(&platform, "llm_eval_samples_total", &["v2-bad"]);
    assert!((0.25..0.45).contains(&(hallucinated / judged)));
    assert!(total(&platform, "llm_tool_calls_total", &["error"]) > 100.0);
}

#[test]
fn questions_with_known_answers_tell_a_bad_version_from_a_good_one() {
    let right = |version| {
        let mut platform = warm(1, weak(Weakness::NoGate));
        platform.set_model(At::START, version);
        platform.advance(at(361));
        let finished = drive_with(&mut platform, at(361), at(421), 100, |request| {
            SyntheticRequest {
                prompt: Prompt::Known(u32::try_from(request.id % 20).unwrap()),
                bypass_cache: true,
                ..request
            }
        });
        assert!(finished.iter().all(|one| one.cached.is_none()));
        share(&finished, |one| one.correct == Some(true))
    };
    assert!(right(Version::Stable) > 0.96);
    assert!(right(Version::Good) > 0.96);
    assert!(right(Version::Bad) < 0.65);
}

#[test]
fn without_a_gate_a_bad_version_serves_everybody() {
    let mut platform = warm(1, weak(Weakness::NoGate));
    let (taken_back, finished) = roll_out(&mut platform, Version::Bad, 10);
    assert_eq!(taken_back, None);
    assert!(by(&finished, Version::Bad) > 0.5);
    assert!(total(&platform, "llm_rollout_aborted_total", &[]) < 1.0);
}

#[test]
fn a_gate_that_only_warns_counts_and_takes_nothing_back() {
    let mut platform = warm(1, weak(Weakness::GateOnlyWarns));
    let (taken_back, finished) = roll_out(&mut platform, Version::Bad, 10);
    assert_eq!(taken_back, None);
    assert!(by(&finished, Version::Bad) > 0.5);
    let aborted = total(&platform, "llm_rollout_aborted_total", &[]);
    assert!((aborted - 1.0).abs() < f64::EPSILON, "{aborted}");
}

#[test]
fn a_gate_without_traffic_never_judges_and_nobody_sees_the_version() {
    let mut platform = warm(1, weak(Weakness::GateWithoutTraffic));
    let (taken_back, finished) = roll_out(&mut platform, Version::Bad, 10);
    assert_eq!(taken_back, None);
    assert!(by(&finished, Version::Bad) < f64::EPSILON);
    assert!(total(&platform, "llm_eval_samples_total", &["v2-bad"]) < 1.0);
}

#[test]
fn a_slow_gate_takes_it_back_when_everybody_has_seen_it() {
    let mut platform = warm(1, weak(Weakness::GateTooSlow));
    let (taken_back, finished) = roll_out(&mut platform, Version::Bad, 10);
    assert_eq!(taken_back, Some(("quality-gate", at(480))));
    assert!(by(&finished, Version::Bad) > 0.3);
}

#[test]
fn others_than_the_gate_take_it_back() {
    for (weakness, who, when) in [
        (Weakness::GitopsTakesBack, "gitops", 300),
        (Weakness::PersonTakesBack, "person", 420),
    ] {
        let mut platform = warm(1, weak(weakness));
        let (taken_back, _) = roll_out(&mut platform, Version::Bad, 10);
        assert_eq!(taken_back, Some((who, at(when))));
        assert_eq!(platform.take_actions(), [], "it is done");
    }
}

#[test]
fn an_action_ends_an_advance_to_the_end() {
    let mut platform = warm(1, weak(Weakness::GitopsTakesBack));
    platform.set_model(At::START, Version::Bad);
    assert_eq!(platform.advance_to_end(at(900)), at(300));
    assert_eq!(platform.take_actions().len(), 1);
    assert_eq!(platform.advance_to_end(at(310)), at(310));
}
