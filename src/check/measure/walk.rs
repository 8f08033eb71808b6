//! The walk over an expression.

use super::Measure;
use super::operation::{added, divided, scaled};
use crate::promql::{
    Aggregate, Aggregator, Binary, BinaryOperator, Call, Expr, ExprKind, Selector,
};

/// What is known of the series that a selector gives.
#[derive(Clone, Copy, Debug)]
pub struct SeriesMeaning {
    /// What the numbers of the metric mean.
    pub measure: Measure,
    /// Whether the series themselves count observations of it, as a histogram's buckets do.
    pub counts: bool,
}

/// What the numbers of expressions mean, by what is known of series.
pub struct Meanings<'a> {
    /// What is known of the series that a selector gives; none where nothing is.
    pub known: &'a dyn Fn(&Selector) -> Option<SeriesMeaning>,
}

impl Meanings<'_> {
    /// What the numbers of an expression mean; none where that is not certain.
    pub fn of(&self, expr: &Expr) -> Option<Measure> {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Text(_) => None,
            ExprKind::Selector(selector) | ExprKind::Range(selector, _) => {
                let known = (self.known)(selector)?;
                (!known.counts).then_some(known.measure)
            }
            ExprKind::Subquery(subquery) => self.of(&subquery.inner),
            ExprKind::Sign { operand, .. } => self.of(operand),
            ExprKind::Parenthesis(inner) => self.of(inner),
            ExprKind::Aggregate(aggregate) => self.of_aggregate(aggregate),
            ExprKind::Call(call) => self.of_call(call),
            ExprKind::Binary(binary) => self.of_binary(binary),
        }
    }

    fn of_aggregate(&self, aggregate: &Aggregate) -> Option<Measure> {
        match aggregate.aggregator {
            // A sum of shares is no share.
            Aggregator::Sum => {
                let inner = self.of(&aggregate.inner);
                inner.filter(|inner| inner.of != super::Dimension::Share)
            }
            Aggregator::Avg
            | Aggregator::Min
            | Aggregator::Max
            | Aggregator::Stddev
            | Aggregator::Topk
            | Aggregator::Bottomk
            | Aggregator::Quantile => self.of(&aggregate.inner),
            Aggregator::Count
            | Aggregator::Group
            | Aggregator::Stdvar
            | Aggregator::CountValues => None,
        }
    }

    fn of_call(&self, call: &Call) -> Option<Measure> {
        let first = call.arguments.first()?;
        match call.function.name {
            "rate" | "irate" | "deriv" => self.of(first)?.within(1.0),
            "increase" | "delta" => self.of(first)?.within(window(first)?),
            "avg_over_time" | "min_over_time" | "max_over_time" | "last_over_time" | "abs"
            | "ceil" | "floor" | "round" | "clamp" | "clamp_min" | "clamp_max" | "sort"
            | "sort_desc" | "label_replace" | "label_join" | "scalar" => self.of(first),
            "quantile_over_time" => self.of(call.arguments.get(1)?),
            "histogram_quantile" => self.observed(call.arguments.get(1)?),
            _ => None,
        }
    }

    /// What the buckets in an expression count observations of, if they are of one metric.
    fn observed(&self, buckets: &Expr) -> Option<Measure> {
        let mut selectors = Vec::new();
        buckets.walk(&mut |part| selectors.extend(part.selector().cloned()));
        let [selector] = &selectors[..] else {
            return None;
        };
        let known = (self.known)(selector)?;
        known.counts.then_some(known.measure)
    }

    fn of_binary(&self, binary: &Binary) -> Option<Measure> {
        let (left, right) = (&binary.left, &binary.right);
        let sides = || (self.of(left), self.of(right));
        match binary.operator {
            BinaryOperator::Multiply => match (left.constant(), right.constant()) {
                (None, Some(factor)) => scaled(self.of(left), factor),
                (Some(factor), None) => scaled(self.of(right), factor),
                (Some(_), Some(_)) | (None, None) => None,
            },
            BinaryOperator::Divide => match right.constant() {
                Some(part) => scaled(self.of(left), part.recip()),
                None => divided(sides()).or_else(|| self.mean(left, right)),
            },
            BinaryOperator::Add | BinaryOperator::Subtract => {
                added(sides(), [left.constant(), right.constant()])
            }
            BinaryOperator::And | BinaryOperator::Unless => self.of(left),
            BinaryOperator::Or => {
                let (left, right) = sides();
                left.filter(|left| right.is_none_or(|right| left.is_like(&right)))
            }
            BinaryOperator::Greater
            | BinaryOperator::Less
            | BinaryOperator::GreaterOrEqual
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Equal
            | BinaryOperator::NotEqual => {
                let is_filter = !binary.returns_bool;
                is_filter.then(|| self.of(left)).flatten()
            }
            BinaryOperator::Modulo | BinaryOperator::Power | BinaryOperator::Atan2 => None,
        }
    }

    /// A sum of observations divided by their number.
    fn mean(&self, sum: &Expr, count: &Expr) -> Option<Measure> {
        let observed = self.observed(count)?;
        let mut sum = self.of(sum)?;
        sum.per = None;
        sum.is_like(&observed).then_some(sum)
    }
}

/// The seconds of the window that an expression is.
fn window(range: &Expr) -> Option<f64> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "windows are far shorter than 2^53 ms"
    )]
    let seconds = |ms: u64| ms as f64 / 1e3;
    match &range.bare().kind {
        ExprKind::Range(_, length) => Some(seconds(length.ms())),
        ExprKind::Subquery(subquery) => Some(seconds(subquery.range.ms())),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Selector(_)
        | ExprKind::Sign { .. }
        | ExprKind::Binary(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Call(_)
        | ExprKind::Parenthesis(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::of_name;
    use super::*;

    fn words(text: &str) -> String {
        let known = |selector: &Selector| {
            let name = selector.metric()?;
            let counts = name.ends_with("_bucket") || name.ends_with("_count");
            let base = name.trim_end_matches("_bucket").trim_end_matches("_count");
            let measure = of_name(base)?;
            Some(SeriesMeaning { measure, counts })
        };
        let meaning = Meanings { known: &known }.of(&crate::promql::parse(text).unwrap());
        meaning.map_or_else(|| "nothing".to_owned(), |measure| measure.words())
    }

    #[test]
    fn expressions_mean_what_they_compute() {
        for (text, meaning) in [
            (
                "sum by (tenant) (rate(cost_dollars[5m]))",
                "dollars per second",
            ),
            ("sum(rate(cost_dollars[5m])) * 60 > 3", "dollars per minute"),
            ("sum(increase(cost_dollars[5m])) / 5", "dollars per minute"),
            (
                "histogram_quantile(0.9, sum by (le) (rate(a_seconds_bucket[5m])))",
                "seconds",
            ),
            (
                "rate(a_seconds_sum[5m]) / rate(a_seconds_count[5m])",
                "seconds",
            ),
            ("1000 * max(a_seconds)", "milliseconds"),
            ("0.8 * max(a_bytes)", "bytes"),
            ("rate(a_bytes[5m]) * 2", "bytes per second"),
            ("rate(a_bytes[5m]) / rate(b_bytes[5m])", "parts of 1"),
            ("100 * (1 - avg_over_time(a_ratio[5m]))", "per cent"),
            ("avg(a_milliseconds) and b_bytes", "milliseconds"),
            ("a_milliseconds + b_seconds", "nothing"),
            ("sum(a_ratio)", "nothing"),
            ("count(a_seconds)", "nothing"),
            ("a_dollars / b_seconds", "nothing"),
            ("rate(rate_seconds[5m]) > bool 1", "nothing"),
        ] {
            assert_eq!(words(text), meaning, "{text}");
        }
    }
}
