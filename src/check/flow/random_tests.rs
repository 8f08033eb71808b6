//! What is said of random expressions holds for what the evaluator answers over random series.
//!
//! `PROPTEST_CASES=300000` runs it long.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Always, Branch, Fact, Flow, Presence, Told, Values, analyse_told};
use crate::base::Labels;
use crate::promql::{Options, Selector, Store, Value, ValueType, evaluate, parse, parse_series};

const CASES_MIN: u32 = 2_000;
const AT_MS: i64 = 300_000;
const STEP_MS: usize = 30_000;

/// Decisions, one after the other; when there are no more, always the first choice.
struct Choices<'c>(&'c [u16]);

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first) % count
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    fn some_of(&mut self, texts: &[&str], separator: &str) -> String {
        let mask = self.below(1 << texts.len());
        let chosen = texts.iter().enumerate();
        let chosen = chosen.filter(|(bit, _)| (mask >> bit) & 1 == 1);
        let chosen: Vec<&str> = chosen.map(|(_, text)| *text).collect();
        chosen.join(separator)
    }

    fn series(&mut self) -> Vec<String> {
        let count = self.below(9);
        let line = |choices: &mut Self| {
            let mut pairs = Vec::new();
            for (label, values) in [
                ("x", ["", "1", "2"]),
                ("y", ["", "1", "2"]),
                ("z", ["", "1", ""]),
                ("le", ["", "1", "+Inf"]),
            ] {
                pairs.push(format!("{label}=\"{}\"", choices.of(&values)));
            }
            let name = choices.of(&["a", "b", "c"]);
            let values = [
                "0 1 2 3 4 5 6 7 8 9",
                "5x9",
                "_x9 1",
                "_x9 -2",
                "0 0 0 4 0 0 0 0 0 0",
                "NaNx9",
                "1x9",
                "0x9",
                "_ 3 _ 2 _ 1 _ 0 _ -1",
                "_x9 Inf",
                "1 stale _x7",
            ];
            format!("{name}{{{}}} {}", pairs.join(","), choices.of(&values))
        };
        (0..count).map(|_| line(self)).collect()
    }

    fn number(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 6 } else { 9 }) {
            6 => format!("scalar({})", self.vector(depth - 1)),
            7 => {
                let (left, right) = (self.number(depth - 1), self.number(depth - 1));
                format!("(({left}) {} ({right}))", self.of(&ARITHMETIC))
            }
            8 => {
                let (left, right) = (self.number(depth - 1), self.number(depth - 1));
                format!("(({left}) {} bool ({right}))", self.of(&COMPARISONS))
            }
            at => ["1", "0", "2", "-1", "time()", "NaN"][at].to_owned(),
        }
    }

    fn selector(&mut self) -> String {
        let name = self.of(&["a", "b", "c", "a", "b", ""]);
        let one = [
            "x=\"1\"",
            "x!=\"1\"",
            "x!=\"\"",
            "x=\"\"",
            "x=~\"1|2\"",
            "x=~\".+\"",
            "y=\"1\"",
            "y=\"2\"",
            "y!~\"1.*\"",
            "z=\"\"",
            "z=~\"\"",
            "__name__!=\"b\"",
        ];
        let matchers: Vec<&str> = (0..self.below(4)).map(|_| self.of(&one)).collect();
        if name.is_empty() {
            return format!("{{__name__=~\"a|b\",{}}}", matchers.join(","));
        }
        format!("{name}{{{}}}", matchers.join(","))
    }

    fn range(&mut self, depth: usize) -> String {
        if depth == 0 || self.below(2) == 0 {
            format!("{}[2m]", self.selector())
        } else {
            let window = self.of(&["[2m:30s]", "[10s:1m]"]);
            format!("({}){window}", self.vector(depth - 1))
        }
    }

    fn grouping(&mut self) -> String {
        let labels = ["x", "y", "le", "__name__"];
        match self.below(3) {
            0 => String::new(),
            1 => format!("by ({})", self.some_of(&labels, ",")),
            _ => format!("without ({})", self.some_of(&labels, ",")),
        }
    }

    fn matching(&mut self, is_set: bool) -> String {
        let labels = ["x", "y", "z", "__name__"];
        let labels = match self.below(4) {
            0 => return String::new(),
            1 => format!("ignoring ({})", self.some_of(&labels, ",")),
            _ => format!("on ({})", self.some_of(&labels, ",")),
        };
        let many = if is_set { 0 } else { self.below(3) };
        let many = match many {
            0 => String::new(),
            1 => format!(
                "group_left ({})",
                self.some_of(&["le", "z", "__name__"], ",")
            ),
            _ => format!("group_right ({})", self.some_of(&["le", "z"], ",")),
        };
        format!("{labels} {many}")
    }

    fn vector(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.selector();
        }
        let depth = depth - 1;
        match self.below(16) {
            0 => self.selector(),
            1 | 2 => {
                let aggregator = self.of(&["sum", "max", "min", "count", "group", "stddev", "avg"]);
                format!("{aggregator} {} ({})", self.grouping(), self.vector(depth))
            }
            3 => {
                let with = self.of(&["topk(1, ", "bottomk(2, ", "topk(0, ", "quantile(0.5, "]);
                format!("{with}{}) {}", self.vector(depth), self.grouping())
            }
            4 => {
                let label = self.of(&["x", "n"]);
                let inner = self.vector(depth);
                format!("count_values(\"{label}\", {inner}) {}", self.grouping())
            }
            5 => self.mapped(depth),
            6 => self.folded(depth),
            7 => self.labelled(depth),
            8 => {
                if self.below(2) == 0 {
                    format!("absent({})", self.vector(depth))
                } else {
                    format!("absent_over_time({})", self.range(depth))
                }
            }
            9 => format!("vector({})", self.number(depth)),
            10 | 11 => self.with_number(depth),
            12 | 13 => self.operated(depth),
            14 => self.chosen(depth),
            _ => match self.below(4) {
                0 => format!("-({})", self.vector(depth)),
                1 => format!("histogram_quantile(0.5, {})", self.vector(depth)),
                2 => "hour()".to_owned(),
                _ => format!("+({})", self.vector(depth)),
            },
        }
    }

    fn mapped(&mut self, depth: usize) -> String {
        let name = self.of(&[
            "abs",
            "ceil",
            "floor",
            "sgn",
            "exp",
            "sqrt",
            "round",
            "sort",
            "timestamp",
            "hour",
            "day_of_week",
            "clamp_min",
            "clamp_max",
            "clamp",
        ]);
        let vector = self.vector(depth);
        match name {
            "clamp_min" | "clamp_max" => format!("{name}({vector}, {})", self.number(depth)),
            "clamp" => {
                let (min, max) = (self.number(depth), self.number(depth));
                format!("{name}({vector}, {min}, {max})")
            }
            _ => format!("{name}({vector})"),
        }
    }

    fn folded(&mut self, depth: usize) -> String {
        let name = self.of(&[
            "rate",
            "count_over_time",
            "last_over_time",
            "max_over_time",
            "min_over_time",
            "present_over_time",
            "changes",
            "sum_over_time",
            "delta",
        ]);
        format!("{name}({})", self.range(depth))
    }

    fn labelled(&mut self, depth: usize) -> String {
        let vector = self.vector(depth);
        let target = self.of(&["x", "n", "le", "__name__"]);
        let sources = ["x", "y", "z"];
        if self.below(2) == 0 {
            let replacement = self.of(&["$1", "${1}", "", "v", "v$1", "$2"]);
            let source = self.of(&sources);
            let pattern = self.of(&["(.*)", "(.+)", ".*", "", "(1).*", "2|3"]);
            format!("label_replace({vector}, {target:?}, {replacement:?}, {source:?}, {pattern:?})")
        } else {
            let separator = self.of(&["", "-"]);
            let sources = ["", ", \"x\"", ", \"y\", \"z\""][self.below(3)];
            format!("label_join({vector}, {target:?}, {separator:?}{sources})")
        }
    }

    fn with_number(&mut self, depth: usize) -> String {
        let (vector, number) = (self.vector(depth), self.number(depth));
        let operator = match self.below(4) {
            0 => self.of(&ARITHMETIC).to_owned(),
            1 => format!("{} bool", self.of(&COMPARISONS)),
            _ => self.of(&COMPARISONS).to_owned(),
        };
        if self.below(3) == 0 {
            format!("({number}) {operator} ({vector})")
        } else {
            format!("({vector}) {operator} ({number})")
        }
    }

    fn operated(&mut self, depth: usize) -> String {
        let (left, right) = (self.vector(depth), self.vector(depth));
        let operator = match self.below(3) {
            0 => self.of(&ARITHMETIC).to_owned(),
            1 => format!("{} bool", self.of(&COMPARISONS)),
            _ => self.of(&COMPARISONS).to_owned(),
        };
        let matching = self.matching(false);
        format!("({left}) {operator} {matching} ({right})")
    }

    fn chosen(&mut self, depth: usize) -> String {
        let operator = self.of(&["and", "or", "unless"]);
        let left = self.vector(depth);
        let matching = self.matching(true);
        if self.below(3) > 0 {
            return format!("({left}) {operator} {matching} ({})", self.vector(depth));
        }
        // The same thing twice, with different bounds.
        let [a, b] = [(); 2].map(|()| format!("{} {}", self.of(&COMPARISONS), self.number(0)));
        format!("(({left}) {a}) {operator} {matching} (({left}) {b})")
    }
}

const ARITHMETIC: [&str; 6] = ["+", "-", "*", "/", "%", "^"];
const COMPARISONS: [&str; 6] = ["==", "!=", ">", "<", ">=", "<="];

fn holds(fact: &Fact<'_>, value: &str) -> bool {
    let is_there = match fact.presence {
        Presence::Impossible => value.is_empty(),
        Presence::Possible => true,
        Presence::Guaranteed => !value.is_empty(),
    };
    is_there && fact.value.as_ref().is_none_or(|only| only == value)
}

fn fits(branch: &Branch<'_>, labels: &Labels, value: Option<f64>) -> bool {
    let mut known = branch.labels.known();
    known.all(|(name, fact)| holds(fact, labels.get(name)))
        && labels
            .iter()
            .all(|(name, value)| holds(branch.labels.get(name), value))
        && value.is_none_or(|value| branch.values.contains(value))
}

/// How often something was said that could have been wrong.
#[derive(Default)]
struct Said {
    answers: Cell<u32>,
    series: Cell<u32>,
    never: Cell<u32>,
    always: Cell<u32>,
    guaranteed: Cell<u32>,
}

fn add(cell: &Cell<u32>) {
    cell.set(cell.get() + 1);
}

/// Compares what is said of one part with what the evaluator answers; the error says what is wrong.
fn compare(flow: &Flow<'_>, store: &Store, told: &Said) -> Result<(), String> {
    if flow.expr.value_type() == ValueType::Text {
        return Ok(());
    }
    let found: Vec<(Labels, Option<f64>)> =
        match evaluate(flow.expr, store, AT_MS, &Options::default()) {
            Err(_) => return Ok(()),
            Ok(Value::Scalar(value)) => vec![(Labels::empty(), Some(value))],
            Ok(Value::String(_)) => return Err("a text".to_owned()),
            Ok(Value::Vector(vector)) => vector
                .into_iter()
                .map(|s| (s.labels, Some(s.value)))
                .collect(),
            Ok(Value::Matrix(series)) => series.into_iter().map(|s| (s.labels, None)).collect(),
        };
    add(&told.answers);
    let outcome = &flow.result;
    if outcome.branches.is_empty() {
        add(&told.never);
    }
    let is_bare = |(labels, _): &(Labels, _)| labels.without(Labels::NAME).is_empty();
    match outcome.always {
        Always::No => {}
        Always::Something if found.is_empty() => return Err("not always".to_owned()),
        Always::Unlabelled if !found.iter().any(is_bare) => return Err("not bare".to_owned()),
        Always::Something | Always::Unlabelled => add(&told.always),
    }
    for (labels, value) in &found {
        add(&told.series);
        if !outcome
            .branches
            .iter()
            .any(|branch| fits(branch, labels, *value))
        {
            return Err(format!(
                "{labels} {value:?} does not fit {:#?}",
                outcome.branches
            ));
        }
        let is_guaranteed = |fact: &Fact<'_>| fact.presence == Presence::Guaranteed;
        if outcome
            .branches
            .iter()
            .all(|b| b.labels.known().any(|(_, fact)| is_guaranteed(fact)))
        {
            add(&told.guaranteed);
        }
    }
    Ok(())
}

/// What is known of a selector's values by who knows all series: where their ends lie.
fn known<'e>(selector: &Selector, series: &[(Labels, Vec<f64>)]) -> Told<'e> {
    let of_metric = series
        .iter()
        .filter(|(labels, _)| selector.metric() == Some(labels.get(Labels::NAME)));
    let values = of_metric.flat_map(|(_, values)| values).copied();
    let values = values.map(Values::only).reduce(Values::or);
    Told {
        values: values.unwrap_or(Values::ANYTHING),
        ..Told::default()
    }
}

fn case(choices: &[u16], told: &Said) -> Result<(), String> {
    let mut choices = Choices(choices);
    let lines = choices.series();
    let tells = choices.below(2) == 1;
    let mut series = Vec::new();
    let mut store = Store::default();
    for line in &lines {
        let (labels, values) = parse_series(line).expect(line);
        if tells {
            series.push((labels.clone(), values.iter().flatten().copied().collect()));
        }
        for (at_ms, value) in (0..).step_by(STEP_MS).zip(values) {
            if let Some(value) = value {
                store.append(&labels, at_ms, value);
            }
        }
    }
    let text = choices.vector(4);
    let Ok(expr) = parse(&text) else {
        // A label must not stand in both `on` and `group_left`.
        return Ok(());
    };
    let mut wrong = None;
    analyse_told(&expr, &|selector, _| known(selector, &series)).walk(&mut |flow| {
        if let Err(why) = compare(flow, &store, told) {
            wrong = Some(format!("{}: {why}\nin {text}\nover {lines:#?}", flow.expr));
        }
    });
    wrong.map_or(Ok(()), Err)
}

#[test]
fn what_is_said_holds_for_what_the_evaluator_answers() {
    let told = Said::default();
    let cases = Config::default().cases.max(CASES_MIN);
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    });
    let choices = proptest::collection::vec(any::<u16>(), 60..260);
    let held = runner.run(&choices, |choices| {
        case(&choices, &told).map_err(TestCaseError::fail)
    });
    if let Err(error) = held {
        panic!("{error}");
    }
    println!(
        "{cases} expressions: {} parts answered, with {} series; never {}, always {}, guaranteed {}",
        told.answers.get(),
        told.series.get(),
        told.never.get(),
        told.always.get(),
        told.guaranteed.get()
    );
    // A test that rarely says anything proves nothing.
    for said in [&told.series, &told.never, &told.always, &told.guaranteed] {
        assert!(said.get() > cases / 20);
    }
}
