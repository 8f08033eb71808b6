//! Queries: at one time, and at many.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use super::element::{Computed, Element, refuse_twins};
use super::evaluator::Evaluator;
use super::memo::Memo;
use super::sight::Sight;
use crate::base::Labels;
use crate::promql::error::EvalError;
use crate::promql::expr::{Expr, ValueType};
use crate::promql::options::Options;
use crate::promql::store::Store;
use crate::promql::value::{Sample, Series, Value};

/// How many times one range query may name; Prometheus allows 11,000.
const STEPS_MAX: i64 = 1_000_000;

/// What an expression is worth at one Unix time in milliseconds.
///
/// The error names the part of the expression that cannot be evaluated over these series.
pub fn evaluate(
    expr: &Expr,
    store: &Store,
    at_ms: i64,
    options: &Options,
) -> Result<Value, EvalError> {
    instant(expr, &Evaluator::new(store, options, at_ms, at_ms), at_ms)
}

/// An expression that is evaluated again and again over series most of which stay the same: it
/// remembers which of them belong together, and what it saw of them. It gives what [`evaluate`] gives.
#[derive(Debug)]
pub struct Repeated {
    expr: Arc<Expr>,
    memo: Memo,
    /// None until it is evaluated.
    sight: Option<Sight>,
}

impl Repeated {
    /// An expression that was not evaluated yet.
    pub fn new(expr: Arc<Expr>) -> Self {
        Self {
            expr,
            memo: Memo::default(),
            sight: None,
        }
    }

    /// What it is worth at one Unix time in milliseconds, see [`evaluate`]; none if it is sure to be
    /// worth what it was when it was evaluated last.
    pub fn evaluate(
        &mut self,
        store: &Store,
        at_ms: i64,
        options: &Options,
    ) -> Result<Option<Value>, EvalError> {
        let sight = &mut self.sight;
        let sight = sight.get_or_insert_with(|| Sight::of(&self.expr, options));
        if sight.is_same(store, at_ms, options) {
            return Ok(None);
        }
        let evaluator = Evaluator::new(store, options, at_ms, at_ms);
        let evaluator = evaluator.remembering(mem::take(&mut self.memo));
        let value = instant(&self.expr, &evaluator, at_ms);
        self.memo = evaluator.memo.into_inner();
        if value.is_err() {
            self.forget();
        }
        value.map(Some)
    }

    /// Evaluates it anew the next time, whatever it sees: what it was worth was of no use.
    pub fn forget(&mut self) {
        if let Some(sight) = &mut self.sight {
            sight.forget();
        }
    }
}

impl Clone for Repeated {
    /// The copy has nothing to remember yet: that costs one evaluation, and a copy of everything
    /// would cost more.
    fn clone(&self) -> Self {
        Self::new(self.expr.clone())
    }
}

fn instant(expr: &Expr, evaluator: &Evaluator<'_>, at_ms: i64) -> Result<Value, EvalError> {
    if expr.value_type() == ValueType::Matrix {
        let windows = evaluator.windows(expr.bare(), at_ms)?;
        let series = windows.into_iter().map(|window| Series {
            points: window.points().collect(),
            labels: window.final_labels(),
        });
        return Ok(Value::Matrix(series.collect()));
    }
    Ok(match evaluator.eval(expr, at_ms)? {
        Computed::Scalar(value) => Value::Scalar(value),
        Computed::Text(text) => Value::String(text),
        Computed::Vector(vector) => {
            let samples = named(vector, expr)?.into_iter().map(|element| Sample {
                labels: element.labels,
                value: element.value,
            });
            Value::Vector(samples.collect())
        }
    })
}

/// What an expression is worth from one Unix time to another, both included, every `step_ms`
/// milliseconds; the series are sorted by their labels.
///
/// A scalar becomes a series without labels. Range vectors and strings are errors.
pub fn evaluate_range(
    expr: &Expr,
    store: &Store,
    from_ms: i64,
    to_ms: i64,
    step_ms: i64,
    options: &Options,
) -> Result<Vec<Series>, EvalError> {
    if step_ms <= 0 || to_ms.saturating_sub(from_ms) / step_ms >= STEPS_MAX {
        let message = format!("a range query needs a step, and at most {STEPS_MAX} of them");
        return Err(EvalError::new(expr.span, message));
    }
    let evaluator = Evaluator::new(store, options, from_ms, to_ms);
    let mut series: BTreeMap<Labels, Vec<(i64, f64)>> = BTreeMap::new();
    let mut at_ms = from_ms;
    while at_ms <= to_ms {
        evaluator.forget_count();
        match evaluator.eval(expr, at_ms)? {
            Computed::Scalar(value) => {
                let points = series.entry(Labels::empty()).or_default();
                points.push((at_ms, value));
            }
            Computed::Vector(vector) => {
                for element in named(vector, expr)? {
                    let points = series.entry(element.labels).or_default();
                    points.push((at_ms, element.value));
                }
            }
            Computed::Text(_) => {
                let message = "a range query needs a scalar or an instant vector, not a string";
                return Err(EvalError::new(expr.span, message));
            }
        }
        at_ms = at_ms.saturating_add(step_ms);
    }
    let series = series.into_iter();
    Ok(series
        .map(|(labels, points)| Series { labels, points })
        .collect())
}

/// The elements with the names dropped that were to be dropped at the end.
fn named(mut vector: Vec<Element>, expr: &Expr) -> Result<Vec<Element>, EvalError> {
    if vector.iter().all(|element| !element.drops_name) {
        return Ok(vector);
    }
    for element in vector.iter_mut().filter(|element| element.drops_name) {
        element.labels = element.labels.without(Labels::NAME);
    }
    refuse_twins(&vector, expr.span)?;
    Ok(vector)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Duration;
    use crate::promql::{STALE_NAN, parse, parse_series};

    fn store(series: &[&str]) -> Store {
        let mut store = Store::default();
        for line in series {
            let (labels, values) = parse_series(line).unwrap();
            for (at_ms, value) in (0..).step_by(10_000).zip(values) {
                if let Some(value) = value {
                    store.append(&labels, at_ms, value);
                }
            }
        }
        store
    }

    fn answer(text: &str, store: &Store, at_ms: i64, options: &Options) -> String {
        let expr = parse(text).unwrap();
        match evaluate(&expr, store, at_ms, options) {
            Ok(Value::Scalar(value)) => value.to_string(),
            Ok(Value::String(text)) => text,
            Ok(Value::Vector(vector)) => {
                let texts = vector.iter().map(|s| format!("{} {}", s.labels, s.value));
                texts.collect::<Vec<_>>().join("; ")
            }
            Ok(Value::Matrix(series)) => format!("{:?}", series[0].points),
            Err(error) => format!(
                "{} <- {}",
                &text[error.span.start..error.span.end],
                error.message
            ),
        }
    }

    fn default(text: &str, store: &Store, at_ms: i64) -> String {
        answer(text, store, at_ms, &Options::default())
    }

    #[test]
    fn windows_and_the_look_back_leave_their_first_moment_out() {
        let store = store(&["up 1 2 3"]);
        assert_eq!(default("up", &store, 319_999), "up 3");
        assert_eq!(default("up", &store, 320_000), "");
        assert_eq!(
            default("up[20s]", &store, 20_000),
            "[(10000, 2.0), (20000, 3.0)]"
        );
        assert_eq!(
            default("count_over_time(up[20s:10s])", &store, 20_000),
            "{} 2"
        );
        assert_eq!(default("up offset 10s", &store, 20_000), "up 2");
        assert_eq!(default("up @ 10", &store, 99_000), "up 2");
    }

    #[test]
    fn an_end_of_a_series_stops_the_look_back_and_is_skipped_in_windows() {
        let mut store = store(&["up 1"]);
        store.append(&Labels::new([(Labels::NAME, "up")]), 5_000, STALE_NAN);
        assert_eq!(default("up", &store, 6_000), "");
        assert_eq!(default("up[1m]", &store, 6_000), "[(0, 1.0)]");
    }

    #[test]
    fn names_are_dropped_at_once_unless_it_is_delayed() {
        let store = store(&["a{x=\"1\"} 1", "b{x=\"1\"} 2"]);
        let text = "sum by (__name__) (-{x=\"1\"})";
        let twins =
            "vector cannot contain metrics with the same labelset: {x=\"1\"} is there twice";
        assert_eq!(default(text, &store, 0), format!("{{x=\"1\"}} <- {twins}"));
        let delayed = Options {
            delayed_name_removal: true,
            ..Options::default()
        };
        let text = "sum by (y) (-{x=\"1\"})";
        assert_eq!(answer(text, &store, 0, &delayed), "{} -3");
        assert_eq!(default("-a", &store, 0), "{x=\"1\"} -1");
        assert_eq!(answer("-a", &store, 0, &delayed), "{x=\"1\"} -1");
    }

    #[test]
    fn ambiguous_matches_are_errors_at_the_operator() {
        let store = store(&["a{x=\"1\"} 1", "a{x=\"2\"} 2", "b 1"]);
        let many = "multiple matches for labels: many-to-one matching must be explicit \
                    (group_left/group_right)";
        assert_eq!(default("a + on () b", &store, 0), format!("+ <- {many}"));
        let text = default("b * on () a", &store, 0);
        assert!(
            text.starts_with("* <- found duplicate series for the match group {}"),
            "{text}"
        );
        assert_eq!(
            default("a * on () group_left () b", &store, 0),
            "{x=\"1\"} 1; {x=\"2\"} 2"
        );
    }

    #[test]
    fn an_evaluation_reads_only_so_many_samples() {
        let store = store(&["up 0+1x99"]);
        let options = Options {
            sample_limit: 10,
            look_back: Duration::from_mins(1),
            ..Options::default()
        };
        assert_eq!(
            answer("1 + sum_over_time(up[5m])", &store, 300_000, &options),
            "up[5m] <- the evaluation reads more than 10 samples"
        );
        assert_eq!(answer("up", &store, 300_000, &options), "up 30");
    }

    #[test]
    fn a_range_query_answers_scalars_and_refuses_strings_and_no_step() {
        let store = store(&["up 1 _ 3"]);
        let run = |text: &str, step| {
            evaluate_range(
                &parse(text).unwrap(),
                &store,
                0,
                20_000,
                step,
                &Options::default(),
            )
        };
        assert_eq!(run("time()", 10_000).unwrap()[0].points.len(), 3);
        assert_eq!(run("up @ end()", 10_000).unwrap()[0].points[0], (0, 3.0));
        assert!(run("\"text\"", 10_000).is_err());
        assert!(run("up[5m]", 10_000).is_err());
        assert!(run("up", 0).is_err());
    }

    #[test]
    fn the_deepest_expression_fits_on_a_small_stack() {
        let deepest = |text: fn(usize) -> String| {
            let depth = (1..1000)
                .take_while(|depth| parse(&text(*depth)).is_ok())
                .count();
            parse(&text(depth)).unwrap()
        };
        let run = move || {
            for text in [
                |n| vec!["up"; n].join(" + "),
                |n| format!("{}up{}", "abs(".repeat(n), ")".repeat(n)),
                |n| format!("{}up{}", "sum(".repeat(n), ")".repeat(n)),
                |n| format!("{}up{}", "max_over_time(".repeat(n), "[1s:1s])".repeat(n)),
                |n| format!("{}1{}", "(".repeat(n), ")".repeat(n)),
            ] {
                let expr = deepest(text);
                let store = store(&["up 1"]);
                assert!(evaluate(&expr, &store, 0, &Options::default()).is_ok());
                assert!(expr.to_string().len() > 100);
            }
        };
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(run);
        thread.unwrap().join().expect("no overflow");
    }
}
