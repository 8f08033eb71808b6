//! The same again, from the beginning and from any moment in between.

use super::*;

/// Everything that is heard up to a moment.
fn heard(mut world: Virtual, until: At) -> Vec<(At, Incoming)> {
    let mut heard = Vec::new();
    loop {
        let next = world.advance(until);
        if next == (until, Incoming::Due) {
            return heard;
        }
        heard.push(next);
    }
}

fn begun(seed: u64) -> Runner {
    let mut runner = Runner {
        world: Virtual::new(setup(seed, &[]).unwrap()),
        tag: 0,
        pages: Vec::new(),
        shots: Vec::new(),
    };
    runner.start(chat(5));
    runner.start(Ask::Look(Look {
        probes: vec!["provider-primary".into()],
        heartbeat: Labels::new([("alertname", "FiredrillHeartbeat")]),
        ..Look::default()
    }));
    let found = runner.world.server().found(&toxics()).cloned().unwrap();
    runner.start(Ask::Write(Box::new(Write {
        place: toxics(),
        found,
        content: hang(),
        mark: None,
    })));
    runner
}

#[test]
fn a_fork_at_any_moment_continues_as_the_original_does() {
    let end = secs(240);
    let mut runner = begun(7);
    let whole = heard(runner.world.clone(), end);
    assert!(
        whole
            .iter()
            .any(|(_, incoming)| matches!(incoming, Incoming::Page(_)))
    );
    for at in 0..whole.len() {
        if at % 10 == 0 {
            assert_eq!(heard(runner.world.clone(), end), whole[at..]);
        }
        let next = runner.world.advance(end);
        assert_eq!(next, whole[at]);
    }
}

#[test]
fn the_moments_at_which_somebody_waits_do_not_matter() {
    let end = secs(240);
    let whole = heard(begun(7).world, end);
    let mut world = begun(7).world;
    let mut stepped = Vec::new();
    let mut until = At::START;
    while until < end {
        until += Duration::from_ms(777);
        let until = until.min(end);
        loop {
            match world.advance(until) {
                (_, Incoming::Due) => break,
                next => stepped.push(next),
            }
        }
    }
    assert_eq!(stepped, whole);
}

#[test]
fn another_seed_is_another_night() {
    let end = secs(60);
    assert_eq!(heard(begun(1).world, end), heard(begun(1).world, end));
    assert_ne!(heard(begun(1).world, end), heard(begun(2).world, end));
}

#[test]
#[ignore = "a measurement"]
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn runs_of_forty_minutes() {
    let runs = 20;
    let began = std::time::Instant::now();
    for seed in 0..runs {
        drop(Virtual::new(setup(seed, &[]).unwrap()));
    }
    let warm = began.elapsed() / u32::try_from(runs).unwrap();
    let began = std::time::Instant::now();
    for seed in 0..runs {
        let mut runner = begun(seed);
        runner.run_quietly(secs(2_400));
    }
    let whole = began.elapsed() / u32::try_from(runs).unwrap();
    println!("set up and warm {warm:?}, with forty minutes {whole:?}");
}

impl Runner {
    fn run_quietly(&mut self, until: At) {
        while self.world.advance(until) != (until, Incoming::Due) {}
    }
}
