//! Every core case of Prometheus' acceptance scripts.

use std::collections::BTreeSet;
use std::path::Path;

use firedrill::base::Duration;
use firedrill::promql::{
    Expr, Options, Store, Value, ValueType, evaluate, evaluate_range, parse, parse_series,
};

use super::script::{Case, Command, commands};
use super::{compare, data};
use crate::conformance;

/// How many core cases must pass; raised with every gain, never lowered.
const RATCHET: usize = 825;
/// How many core cases there are.
const CORE: usize = 843;

/// Core cases that Prometheus itself only evaluates behind a feature flag, and that are refused
/// by name: `first_over_time`, and `start()` and `end()` as functions.
const REFUSED: [(&str, usize); 18] = [
    ("at_modifier.test", 265),
    ("functions.test", 2140),
    ("functions.test", 2143),
    ("functions.test", 2146),
    ("functions.test", 2150),
    ("functions.test", 2153),
    ("functions.test", 2156),
    ("functions.test", 2160),
    ("functions.test", 2163),
    ("functions.test", 2167),
    ("functions.test", 2170),
    ("functions.test", 2174),
    ("functions.test", 2177),
    ("functions.test", 2181),
    ("functions.test", 2184),
    ("functions.test", 2188),
    ("functions.test", 2191),
    ("name_label_dropping.test", 47),
];

/// How a case went.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    Refused(String),
    Failed(String),
}

#[test]
fn core_cases_are_answered_as_by_prometheus() {
    let Some(folder) = conformance::folder("promql") else {
        return;
    };
    let core = data::core_cases(&folder);
    assert_eq!(core.len(), CORE);
    let mut passed = 0;
    let mut refused = BTreeSet::new();
    for file in data::scripts(&folder) {
        run(&folder, &file, |case, store| {
            if !core.contains(&(file.clone(), case.line)) {
                return;
            }
            match verdict(case, store) {
                Verdict::Passed => passed += 1,
                Verdict::Refused(what) => {
                    println!("{file}:{}: {what}", case.line);
                    refused.insert((file.clone(), case.line));
                }
                Verdict::Failed(why) => println!("{file}:{}: {}\n    {why}", case.line, case.expr),
            }
        });
    }
    println!("promql conformance: {passed} of {CORE} core cases");
    assert!(
        passed >= RATCHET,
        "{passed} of {CORE} pass; {RATCHET} did before"
    );
    let listed: BTreeSet<(String, usize)> = REFUSED
        .iter()
        .map(|(file, line)| ((*file).to_owned(), *line))
        .collect();
    assert_eq!(refused, listed, "the refused cases are listed one by one");
}

/// Fractions of classic histograms stand among the cases of native ones, and are answered too.
#[test]
fn fractions_of_classic_histograms_are_answered_as_by_prometheus() {
    let Some(folder) = conformance::folder("promql") else {
        return;
    };
    let mut count = 0;
    run(&folder, "histograms.test", |case, store| {
        let reads_buckets = store.labels().any(|labels| {
            let ends = [")", "["].map(|end| format!("{}{end}", labels.metric()));
            labels.metric().ends_with("_bucket") && ends.iter().any(|name| case.expr.contains(name))
        });
        if case.expr.contains("histogram_fraction") && reads_buckets {
            count += 1;
            let verdict = verdict(case, store);
            assert_eq!(
                verdict,
                Verdict::Passed,
                "line {}: {}",
                case.line,
                case.expr
            );
        }
    });
    assert!(count > 10, "only {count} cases");
}

/// Runs a script up to each of its cases.
fn run(folder: &Path, file: &str, mut check: impl FnMut(&Case, &Store)) {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    let mut store = Store::default();
    for command in commands(&text) {
        match command {
            Command::Clear => store = Store::default(),
            Command::Load { step_ms, series } => {
                for line in series {
                    load(&mut store, step_ms, &line);
                }
            }
            Command::Eval(case) => check(&case, &store),
        }
    }
}

/// Adds a series; native histograms are refused by name and left out, as no core case reads them.
fn load(store: &mut Store, step_ms: i64, line: &str) {
    let (labels, values) = match parse_series(line) {
        Ok(series) => series,
        Err(error) if error.unsupported || line.contains("@st") => return,
        Err(error) => panic!("{line}: {error}"),
    };
    let mut at_ms = 0;
    for value in values {
        if let Some(value) = value {
            store.append(&labels, at_ms, value);
        }
        at_ms += step_ms;
    }
}

/// As Prometheus' own test engine is configured.
fn options() -> Options {
    let mut options = Options::default();
    options.look_back = Duration::from_mins(5);
    options.subquery_step = Duration::from_mins(1);
    options.delayed_name_removal = true;
    options
}

fn verdict(case: &Case, store: &Store) -> Verdict {
    let expr = match parse(&case.expr) {
        Ok(expr) => expr,
        Err(error) if error.unsupported => return Verdict::Refused(error.message),
        Err(_) if case.fails => return Verdict::Passed,
        Err(error) => return Verdict::Failed(error.to_string()),
    };
    let answer = if case.times.is_range {
        let times = case.times;
        evaluate_range(
            &expr,
            store,
            times.from_ms,
            times.to_ms,
            times.step_ms,
            &options(),
        )
        .map(|series| compare::range(case, &series))
    } else {
        evaluate(&expr, store, case.times.from_ms, &options()).map(|value| {
            compare::instant(case, &value).and_then(|()| as_middle_step(case, &expr, store, &value))
        })
    };
    match answer {
        Err(error) if error.unsupported => Verdict::Refused(error.message),
        Err(_) if case.fails => Verdict::Passed,
        Err(error) => Verdict::Failed(error.to_string()),
        Ok(_) if case.fails => Verdict::Failed("it should fail".to_owned()),
        Ok(Ok(())) => Verdict::Passed,
        Ok(Err(why)) => Verdict::Failed(why),
    }
}

/// The middle one of three steps answers what the instant query answered.
fn as_middle_step(case: &Case, expr: &Expr, store: &Store, value: &Value) -> Result<(), String> {
    let is_bound_to_query = case.expr.contains("start()") || case.expr.contains("end()");
    if expr.value_type() != ValueType::Vector || is_bound_to_query {
        return Ok(());
    }
    let at = case.times.from_ms;
    let step = 60_000;
    // The neighbours may fail where the middle does not: a label set that is there only then.
    let Ok(series) = evaluate_range(expr, store, at - step, at + step, step, &options()) else {
        return Ok(());
    };
    let Value::Vector(samples) = value else {
        return Ok(());
    };
    let mut middle = Vec::new();
    for series in series {
        let point = series.points.iter().find(|(time, _)| *time == at);
        middle.extend(point.map(|(_, value)| (series.labels, value.to_bits())));
    }
    let mut instant: Vec<_> = samples
        .iter()
        .map(|s| (s.labels.clone(), s.value.to_bits()))
        .collect();
    instant.sort();
    middle.sort();
    (instant == middle)
        .then_some(())
        .ok_or(format!("as a step: {middle:?}"))
}
