//! Prometheus' format for acceptance scripts (`promqltest`).

use firedrill::promql::{ExprKind, parse};

/// One command of a script.
#[derive(Debug)]
pub(crate) enum Command {
    /// Add series, with a sample every so many milliseconds from 0 on.
    Load { step_ms: i64, series: Vec<String> },
    /// Forget all series.
    Clear,
    /// Evaluate and compare.
    Eval(Case),
}

/// One evaluation with what is expected of it.
#[derive(Debug)]
pub(crate) struct Case {
    /// The line of the script, from 1.
    pub(crate) line: usize,
    pub(crate) expr: String,
    pub(crate) times: Times,
    pub(crate) fails: bool,
    pub(crate) ordered: bool,
    /// The text that is expected.
    pub(crate) text: Option<String>,
    /// The times that a range vector's samples are expected at.
    pub(crate) matrix: Option<Times>,
    /// A number, or series with values.
    pub(crate) expected: Vec<String>,
}

/// From, to and step, in milliseconds; the same for an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) from_ms: i64,
    pub(crate) to_ms: i64,
    pub(crate) step_ms: i64,
    pub(crate) is_range: bool,
}

/// The commands of a script, in order.
pub(crate) fn commands(text: &str) -> Vec<Command> {
    let lines = text.lines().map(str::trim);
    let lines = lines.map(|line| if line.starts_with('#') { "" } else { line });
    let mut commands = Vec::new();
    let mut is_block = false;
    for (index, line) in lines.enumerate() {
        if line.is_empty() {
            is_block = false;
        } else if is_block {
            match commands.last_mut() {
                Some(Command::Load { series, .. }) => series.push(line.to_owned()),
                Some(Command::Eval(case)) => expectation(case, line),
                Some(Command::Clear) | None => panic!("line {}: {line}", index + 1),
            }
        } else {
            commands.push(command(index + 1, line));
            is_block = !matches!(commands.last(), Some(Command::Clear));
        }
    }
    commands
}

fn command(line: usize, text: &str) -> Command {
    let (name, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    match name {
        "clear" => Command::Clear,
        "load" | "load_with_nhcb" => Command::Load {
            step_ms: milliseconds(rest),
            series: Vec::new(),
        },
        _ => {
            let suffix = name.strip_prefix("eval").expect(text);
            let (times, expr) = times_and_expr(rest.trim_start());
            Command::Eval(Case {
                line,
                expr: expr.to_owned(),
                times,
                fails: suffix == "_fail",
                ordered: suffix == "_ordered",
                text: None,
                matrix: None,
                expected: Vec::new(),
            })
        }
    }
}

fn times_and_expr(text: &str) -> (Times, &str) {
    if let Some(rest) = text.strip_prefix("instant at ") {
        let (at, expr) = rest.split_once(' ').expect(text);
        let at_ms = milliseconds(at);
        let times = Times {
            from_ms: at_ms,
            to_ms: at_ms,
            step_ms: 1,
            is_range: false,
        };
        return (times, expr.trim());
    }
    range(text.strip_prefix("range ").expect(text))
}

/// `from A to B step C` and what stands behind it.
fn range(text: &str) -> (Times, &str) {
    let mut words = text.splitn(7, ' ');
    let mut next = |keyword: &str| {
        assert_eq!(words.next(), Some(keyword), "{text}");
        milliseconds(words.next().expect(text))
    };
    let times = Times {
        from_ms: next("from"),
        to_ms: next("to"),
        step_ms: next("step"),
        is_range: true,
    };
    (times, words.next().unwrap_or("").trim())
}

fn expectation(case: &mut Case, line: &str) {
    let Some(expectation) = line.strip_prefix("expect ") else {
        if !line.starts_with("expected_fail") {
            case.expected.push(line.to_owned());
        }
        return;
    };
    let (kind, rest) = expectation.split_once(' ').unwrap_or((expectation, ""));
    match kind {
        "fail" => case.fails = true,
        "ordered" => case.ordered = true,
        "string" => {
            let ExprKind::Text(text) = parse(rest).unwrap().kind else {
                panic!("line {}: {line}", case.line)
            };
            case.text = Some(text);
        }
        "range" => case.matrix = Some(range(rest.strip_prefix("vector ").expect(line)).0),
        // Annotations are no part of an answer here.
        "warn" | "info" | "no_warn" | "no_info" => {}
        _ => panic!("line {}: {line}", case.line),
    }
}

/// A duration or a number of seconds, in milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the scripts' times are small"
)]
fn milliseconds(text: &str) -> i64 {
    let ExprKind::Number(seconds) = parse(text).unwrap().kind else {
        panic!("{text} is not a duration")
    };
    (seconds * 1000.0).round() as i64
}
