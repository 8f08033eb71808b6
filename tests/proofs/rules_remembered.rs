//! What rules remember of the evaluation before changes nothing: other projects' unit tests, each run
//! by groups that remember and by groups that do not, with the same alerts at every evaluation and the
//! same samples in the end.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use firedrill::alerts::group::{GroupOptions, GroupState};
use firedrill::alerts::rules::{Group, RuleDocument};
use firedrill::alerts::unit_test::{RuleTest, TestFile};
use firedrill::base::Source;
use firedrill::promql::{self, Major, Options, Store};

use crate::conformance;

/// The files of unit tests below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|end| end == "yaml" || end == "yml")
        {
            found.push(path);
        }
    }
}

fn read(path: &Path) -> Option<Source> {
    let text = std::fs::read_to_string(path).ok()?;
    Some(Source::new(path.display().to_string(), text))
}

/// The groups that a file of tests names by their files; patterns are left out.
fn groups(path: &Path, file: &TestFile) -> Vec<Arc<Group>> {
    let folder = path.parent().unwrap();
    let sources = file.rule_files.iter();
    let sources = sources.filter_map(|name| read(&folder.join(&name.value)));
    let documents = sources.flat_map(|source| RuleDocument::all(&source).unwrap_or_default());
    documents
        .flat_map(|document| document.rules.groups.clone())
        .collect()
}

/// One way of running a test.
struct Way {
    states: Vec<GroupState>,
    store: Store,
    remembers: bool,
}

impl Way {
    fn new(groups: &[Arc<Group>], options: &Arc<GroupOptions>, remembers: bool) -> Self {
        let states = groups.iter();
        Self {
            states: states
                .map(|group| GroupState::new(Arc::clone(group), Arc::clone(options)))
                .collect(),
            store: Store::default(),
            remembers,
        }
    }

    fn tick(&mut self, at_ms: i64) -> String {
        if !self.remembers {
            // A clone has forgotten everything but the alerts.
            self.states = self.states.clone();
        }
        let states = self.states.iter_mut();
        let told = states.map(|state| {
            let evaluation = state.evaluate(at_ms, &mut self.store);
            format!("{evaluation:?} {:?}\n", state.active())
        });
        told.collect()
    }
}

/// Runs a test both ways; how many evaluations of groups that were.
fn alike(file: &TestFile, test: &RuleTest, groups: &[Arc<Group>], major: Major) -> usize {
    let mut engine = Options::default();
    engine.major = major;
    engine.subquery_step = file.evaluation_interval;
    let options = Arc::new(GroupOptions {
        external_labels: test.external_labels.clone(),
        evaluation_interval: file.evaluation_interval,
        engine: engine.clone(),
        ..GroupOptions::default()
    });
    let mut ways = [true, false].map(|remembers| Way::new(groups, &options, remembers));
    let times = test.alert_tests.iter().map(|alert| alert.eval_time);
    let times = times.chain(test.query_tests.iter().map(|query| query.eval_time));
    let until = i64::try_from(times.max().unwrap_or_default().ms()).unwrap();
    let every = |ms: u64| usize::try_from(ms).unwrap();
    let mut given = vec![0; test.series.len()];
    let mut ticks = 0;
    for after in (0..=until).step_by(every(file.evaluation_interval.ms())) {
        let at_ms = test.start_ms + after;
        for ((labels, values), next) in test.series.iter().zip(&mut given) {
            let times = (test.start_ms..=at_ms).step_by(every(test.interval.ms()));
            for (time, value) in times.zip(values).skip(*next) {
                for way in &mut ways {
                    if let Some(value) = value {
                        way.store.append(labels, time, *value);
                    }
                }
                *next += 1;
            }
        }
        let [one, other] = &mut ways;
        assert_eq!(
            one.tick(at_ms),
            other.tick(at_ms),
            "{} at {after}",
            test.name
        );
        ticks += groups.len();
    }
    let all = promql::parse("{__name__=~\".+\"}[10y]").unwrap();
    let [one, other] = ways.map(|way| {
        let at_ms = test.start_ms + until;
        format!("{:?}", promql::evaluate(&all, &way.store, at_ms, &engine))
    });
    assert_eq!(one, other, "{}", test.name);
    ticks
}

#[test]
fn what_rules_remember_changes_no_alert_and_no_sample() {
    let Some(folder) = conformance::folder("rules") else {
        return;
    };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    paths.sort();
    let (mut tests, mut ticks) = (0, 0);
    for path in &paths {
        let source = read(path).unwrap();
        let Ok(file) = TestFile::parse(&source) else {
            continue;
        };
        let groups = groups(path, &file);
        for test in &file.tests {
            for major in [Major::Two, Major::Three] {
                ticks += alike(&file, test, &groups, major);
            }
            tests += 1;
        }
    }
    println!("{tests} tests alike, {ticks} evaluations of groups both ways");
    assert!(tests >= 400 && ticks >= 30_000, "{tests} {ticks}");
}
