//! A counter that has the name of a gauge.

use std::collections::BTreeSet;

use super::lint::{Judge, Lint, Needs};
use super::run::cases;
use super::{Case, Known, RuleSet};
use crate::base::{Problem, Severity};
use crate::promql::{Expr, ExprKind};
use crate::spec::metrics::{MetricType, Part};

pub(super) const LINT: Lint = Lint {
    code: "counter/named-as-gauge",
    severity: Severity::Hint,
    page: include_str!("pages/named_as_gauge.md"),
    needs: Needs::Rules,
    judge: Judge::Set(judge),
};

/// Once for each metric, where it is used first: it is the name that is wrong.
fn judge(set: &RuleSet, known: &Known) -> Vec<Problem> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for case in cases(set, known) {
        case.expr().walk(&mut |part| {
            let named = rated(part).and_then(|argument| Some((argument, name(&case, argument)?)));
            if let Some((argument, name)) = named
                && told.insert(name.to_owned())
            {
                found.push(problem(&case, argument, name));
            }
        });
    }
    found
}

/// What is asked how fast it grows.
fn rated(part: &Expr) -> Option<&Expr> {
    let ExprKind::Call(call) = &part.kind else {
        return None;
    };
    let is_rate = call.function.is_rate();
    call.arguments.first().filter(|_| is_rate).map(Expr::bare)
}

/// The metric's name, if it is a counter that has the name of a gauge: by its profile, or by how
/// it ends, where no profile knows it.
fn name<'a>(case: &Case<'a>, argument: &'a Expr) -> Option<&'a str> {
    let selector = argument.selector()?;
    let name = selector.metric()?;
    let is_gauge = if let Some(series) = case.series(selector) {
        let is_whole = series.part == Part::Whole;
        is_whole && series.metric.kind == MetricType::Counter && !name.ends_with("_total")
    } else {
        let ending = name.rsplit('_').next().unwrap_or_default();
        let is_unknown = case.known.schema.series(name).is_none();
        is_unknown && !case.is_recorded(name) && ENDINGS.contains(&ending)
    };
    is_gauge.then_some(name)
}

/// What gauges are called. Units of time are none of them: `_seconds` without more is often a counter of
/// the time that something took.
const ENDINGS: &[&str] = &[
    "bytes",
    "celsius",
    "depth",
    "dollars",
    "length",
    "percent",
    "ratio",
    "size",
    "tokens",
    "usage",
    "usd",
    "utilization",
    "volts",
];

fn problem(case: &Case<'_>, argument: &Expr, name: &str) -> Problem {
    let message = format!("`{name}` counts up, and has the name of what goes up and down");
    let place = case.metric_place(argument, name);
    case.in_expr(&LINT, place, "a counter, by its use", message)
        .hint(format!(
            "call it `{name}_total` where it is exposed; if it does go up and down, ask `deriv` or `delta`"
        ))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, by_profiles};
    use super::LINT;

    #[test]
    fn the_name_of_a_counter_says_that_it_is_one() {
        let pointed = |expr: &str| by_profiles(&LINT, &alert(expr, ""));
        for (expr, name) in [
            (
                "rate(llm_token_cost_dollars[5m]) > 1",
                "llm_token_cost_dollars",
            ),
            ("increase(used_bytes[5m]) > 1", "used_bytes"),
            ("rate(work_queue_depth[5m]) > 1", "work_queue_depth"),
        ] {
            assert_eq!(pointed(expr), [name], "{expr}");
        }
        for expr in [
            "rate(llm_requests_total[5m]) > 1",
            "rate(llm_request_duration_seconds_count[5m]) > 1",
            "deriv(used_bytes[5m]) > 1",
            "rate(used_bytes_total[5m]) > 1",
            "rate(events[5m]) > 1",
        ] {
            assert_eq!(pointed(expr), [""; 0], "{expr}");
        }
        let twice = "rate(used_bytes[5m]) > 1 or rate(used_bytes[5m]) < 1";
        assert_eq!(pointed(twice), ["used_bytes"]);
    }
}
