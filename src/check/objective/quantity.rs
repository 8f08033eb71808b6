//! What an expression measures, apart from its arithmetic, its windows and how series are grouped.

use crate::base::Span;
use crate::promql::{
    Aggregate, Aggregator, Binary, BinaryOperator, Call, Expr, ExprKind, Grouping, Matcher,
    Selector,
};

/// What an expression measures: `scale` times something, plus `shift`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    /// The something, written in one way for all that ask the same.
    of: String,
    /// How its series are grouped, where that changes their values, as for a sum.
    grouping: Option<Grouping>,
    /// By what it is multiplied; not 0.
    pub(super) scale: f64,
    /// What is added then.
    pub(super) shift: f64,
}

impl Measured {
    fn plain(of: String) -> Self {
        Self {
            of,
            grouping: None,
            scale: 1.0,
            shift: 0.0,
        }
    }

    /// Whether both measure the same, if for their arithmetic.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.of == other.of && self.grouping == other.grouping
    }

    fn multiplied(self, factor: f64) -> Option<Self> {
        let is_factor = factor.is_finite() && factor != 0.0;
        is_factor.then_some(Self {
            scale: self.scale * factor,
            shift: self.shift * factor,
            ..self
        })
    }

    fn added(self, number: f64) -> Self {
        Self {
            shift: self.shift + number,
            ..self
        }
    }

    /// The same if it is only multiplied, so that sums and quotients may look below.
    fn unshifted(self) -> Option<Self> {
        (self.shift.abs() <= 0.0).then_some(self)
    }
}

/// What an expression measures; nothing if that is not known.
pub(super) fn measured(expr: &Expr) -> Option<Measured> {
    match &expr.kind {
        ExprKind::Parenthesis(inner) => measured(inner),
        ExprKind::Sign { minus, operand } => {
            measured(operand)?.multiplied(if *minus { -1.0 } else { 1.0 })
        }
        ExprKind::Selector(selector) => Some(Measured::plain(in_order(selector, expr.span))),
        ExprKind::Binary(binary) => operated(binary),
        ExprKind::Aggregate(aggregate) => aggregated(aggregate),
        ExprKind::Call(call) => called(call),
        ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Range(..) | ExprKind::Subquery(_) => {
            None
        }
    }
}

fn operated(binary: &Binary) -> Option<Measured> {
    let (left, right) = (&binary.left, &binary.right);
    let constants = (left.constant(), right.constant());
    match (binary.operator, constants) {
        (BinaryOperator::Add, (Some(number), None)) => Some(measured(right)?.added(number)),
        (BinaryOperator::Add, (None, Some(number))) => Some(measured(left)?.added(number)),
        (BinaryOperator::Subtract, (Some(number), None)) => {
            Some(measured(right)?.multiplied(-1.0)?.added(number))
        }
        (BinaryOperator::Subtract, (None, Some(number))) => Some(measured(left)?.added(-number)),
        (BinaryOperator::Multiply, (Some(factor), None)) => measured(right)?.multiplied(factor),
        (BinaryOperator::Multiply, (None, Some(factor))) => measured(left)?.multiplied(factor),
        (BinaryOperator::Divide, (None, Some(divisor))) => {
            measured(left)?.multiplied(divisor.recip())
        }
        (BinaryOperator::Divide, (None, None)) => {
            let (above, below) = (measured(left)?.unshifted()?, measured(right)?.unshifted()?);
            let ratio = Measured::plain(format!("({} / {})", above.of, below.of));
            ratio.multiplied(above.scale / below.scale)
        }
        // What lets only some series through measures what they measure.
        (BinaryOperator::And | BinaryOperator::Unless, _) => measured(left),
        (operator, (None, Some(_))) if operator.is_comparison() && !binary.returns_bool => {
            measured(left)
        }
        _ => None,
    }
}

fn aggregated(aggregate: &Aggregate) -> Option<Measured> {
    let inner = measured(&aggregate.inner)?;
    match aggregate.aggregator {
        Aggregator::Sum => {
            let inner = inner.unshifted()?;
            let mut grouping = aggregate.grouping.clone();
            if let Some(Grouping::Only(labels) | Grouping::AllBut(labels)) = &mut grouping {
                labels.sort_unstable();
            }
            Some(Measured {
                of: format!("sum({})", inner.of),
                // A sum over everything, and one over no label, are the same.
                grouping: Some(grouping.unwrap_or(Grouping::Only(Vec::new()))),
                ..inner
            })
        }
        // The mean, the least or the greatest of many is one of the same.
        Aggregator::Avg | Aggregator::Min | Aggregator::Max => Some(inner),
        Aggregator::Count
        | Aggregator::Group
        | Aggregator::Stddev
        | Aggregator::Stdvar
        | Aggregator::Topk
        | Aggregator::Bottomk
        | Aggregator::CountValues
        | Aggregator::Quantile => None,
    }
}

/// A selector as text, its matchers in the order of their labels.
fn in_order(selector: &Selector, span: Span) -> String {
    let mut selector = selector.clone();
    let key = |matcher: &Matcher| (matcher.name.clone(), matcher.value.clone());
    selector.matchers.sort_by_cached_key(key);
    Expr::of_selector(selector, span).to_string()
}

fn called(call: &Call) -> Option<Measured> {
    match (call.function.name, &call.arguments[..]) {
        (name @ ("rate" | "irate" | "increase"), [window]) => {
            let ExprKind::Range(selector, length) = &window.bare().kind else {
                return None;
            };
            let selector = in_order(selector, window.span);
            let rate = Measured::plain(format!("rate({selector})"));
            let is_increase = name == "increase";
            rate.multiplied(if is_increase { length.secs_f64() } else { 1.0 })
        }
        // A quantile does not change when all buckets are multiplied.
        ("histogram_quantile", [rank, buckets]) => {
            let buckets = measured(buckets)?.unshifted()?;
            let rank = rank.constant()?;
            Some(Measured::plain(format!("quantile({rank}, {})", buckets.of)))
        }
        _ => None,
    }
}
