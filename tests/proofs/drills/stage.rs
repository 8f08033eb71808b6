//! What the proofs on the platform in memory have in common.

use std::sync::{Arc, LazyLock};

use firedrill::alerts::rules::RuleFile;
use firedrill::base::{At, Source};
use firedrill::drill::journal::Event;
use firedrill::drill::plan::{Brief, Timing};
use firedrill::drill::verdict::Verdict;
use firedrill::drill::{Machine, Run};
use firedrill::embedded::{Setup, Virtual, Weakness};
use firedrill::spec::{Drill, Profile, Signal};
use firedrill::world::{Incoming, Prices, RunId, World};

pub(super) fn shipped(path: &str) -> Source {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/drills");
    let text = std::fs::read_to_string(format!("{root}/{path}")).expect("a shipped file");
    Source::new(path, text)
}

/// The names of the shipped drills.
pub(super) fn drills() -> Vec<String> {
    below("")
        .into_iter()
        .filter(|name| !["alertmanager", "inventory", "policy"].contains(&&**name))
        .collect()
}

/// The names of the shipped files in a folder, without `.yaml`, in their order.
fn below(folder: &str) -> Vec<String> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/drills");
    let entries = std::fs::read_dir(format!("{root}/{folder}")).expect("the shipped files");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".yaml")?.to_owned()))
        .collect();
    names.sort();
    names
}

pub(super) fn drill(name: &str) -> Drill {
    Drill::read(&shipped(&format!("{name}.yaml"))).expect("the shipped drill is sound")
}

/// A world with the shipped rules and routes.
pub(super) fn world(seed: u64, weaknesses: &[Weakness]) -> Virtual {
    world_with(seed, weaknesses, [])
}

/// The same with more rules.
pub(super) fn world_with(
    seed: u64,
    weaknesses: &[Weakness],
    more: impl IntoIterator<Item = Arc<RuleFile>>,
) -> Virtual {
    static RULES: LazyLock<Vec<Arc<RuleFile>>> = LazyLock::new(|| {
        let files = below("alerts").into_iter().map(|name| {
            let file = shipped(&format!("alerts/{name}.yaml"));
            Arc::new(RuleFile::parse(&file).expect("the shipped rules are sound"))
        });
        files.collect()
    });
    let weaknesses = weaknesses.iter().copied().collect();
    let routes = shipped("alertmanager.yaml");
    let rules = RULES.iter().cloned().chain(more).collect();
    let setup = Setup::new(seed, weaknesses, rules, &routes);
    Virtual::new(setup.expect("the shipped routes are sound"))
}

pub(super) fn brief(drill: Drill) -> Brief {
    static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
        let profile = shipped("profiles/reference.yaml");
        Profile::read(&profile).expect("the shipped profile is sound")
    });
    Brief {
        control: None,
        run: RunId("test-run".into()),
        drill,
        environment: None,
        signals: Signal::texts(&PROFILE.signals),
        takes_back: Signal::texts(&PROFILE.takes_back),
        requires: PROFILE.requires.clone(),
        images: PROFILE.images.clone(),
        prices: PROFILE.prices.map(|prices| Prices {
            prompt: prices.prompt.of_a_million(),
            completion: prices.completion.of_a_million(),
        }),
        rules: Vec::new(),
        calendar: None,
        timing: Timing::default(),
        recover: "firedrill recover".into(),
        remarks: Vec::new(),
    }
}

/// Runs a drill to its end; the verdict, and the journal.
pub(super) fn run(world: &mut Virtual, brief: Brief) -> (Verdict, Vec<(At, Event)>) {
    let mut journal = Vec::new();
    let verdict = run_to(&mut journal, world, brief);
    (verdict, journal)
}

/// The same with a journal that somebody may not want to keep.
pub(super) fn run_to(
    journal: &mut impl Extend<(At, Event)>,
    world: &mut Virtual,
    brief: Brief,
) -> Verdict {
    let mut run = Run::new(brief);
    let mut at = At::START;
    let mut step = run.begin(at);
    for _ in 0..100_000 {
        journal.extend(step.events.into_iter().map(|event| (at, event)));
        for (tag, ask) in step.asks {
            world.ask(tag, ask);
        }
        if step.done {
            return run
                .verdict()
                .cloned()
                .expect("a run that is over has a verdict");
        }
        let (now, incoming) = world.advance(step.wake);
        at = now;
        step = run.step(at, incoming);
    }
    panic!("the run does not end");
}

/// Runs a drill in a world whose answers may be changed on their way; the run when it is over.
pub(super) fn run_through(
    world: &mut Virtual,
    brief: Brief,
    mut change: impl FnMut(&Run, &mut Incoming),
) -> Run {
    let mut run = Run::new(brief);
    let mut step = run.begin(At::START);
    while !step.done {
        for (tag, ask) in step.asks {
            world.ask(tag, ask);
        }
        let (at, mut incoming) = world.advance(step.wake);
        change(&run, &mut incoming);
        step = run.step(at, incoming);
    }
    run
}

pub(super) fn verdict(name: &str, seed: u64, weaknesses: &[Weakness]) -> Verdict {
    run(&mut world(seed, weaknesses), brief(drill(name))).0
}

/// Fails unless this is the table of that name in `reports/`; `UPDATE_FIXTURES=1` writes it anew.
#[expect(
    clippy::disallowed_methods,
    reason = "the table is written where that is asked for"
)]
pub(super) fn published(name: &str, text: &str) {
    let path = format!("{}/reports/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&path, text).expect("the table can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "reports/{name} is not what the drills come to: run this test with UPDATE_FIXTURES=1 and \
         read what has changed; now it is\n{text}"
    );
}
