//! The walk over an expression.

use std::cell::{Cell, RefCell};

use super::element::{Computed, Element, refuse_twins};
use super::memo::Memo;
use crate::base::{Duration, Labels, Span};
use crate::promql::error::EvalError;
use crate::promql::expr::{Expr, ExprKind, Moment, Selector, Timing};
use crate::promql::options::Options;
use crate::promql::store::Store;

/// What an evaluation needs beside the expression.
pub(in crate::promql) struct Evaluator<'a> {
    pub(super) store: &'a Store,
    pub(super) options: &'a Options,
    /// The first time of the whole query, which `@ start()` names.
    pub(super) from_ms: i64,
    /// The last time of the whole query, which `@ end()` names.
    pub(super) to_ms: i64,
    /// How many samples were read at this time of the query.
    read: Cell<usize>,
    pub(super) memo: RefCell<Memo>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(store: &'a Store, options: &'a Options, from_ms: i64, to_ms: i64) -> Self {
        Self {
            store,
            options,
            from_ms,
            to_ms,
            read: Cell::new(0),
            memo: RefCell::default(),
        }
    }

    /// The same with what was remembered of this expression before.
    pub(super) fn remembering(self, memo: Memo) -> Self {
        Self {
            memo: RefCell::new(memo),
            ..self
        }
    }

    /// What an expression that is no range vector is worth.
    pub(super) fn eval(&self, expr: &Expr, at_ms: i64) -> Result<Computed, EvalError> {
        match &expr.kind {
            ExprKind::Number(value) => Ok(Computed::Scalar(*value)),
            ExprKind::Text(text) => Ok(Computed::Text(text.clone())),
            ExprKind::Selector(selector) => self.newest(selector, at_ms, expr.span),
            ExprKind::Sign { minus, operand } => self.sign(*minus, operand, at_ms),
            ExprKind::Binary(binary) => self.binary(binary, expr.span, at_ms),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, expr.span, at_ms),
            ExprKind::Call(call) => self.call(call, at_ms),
            ExprKind::Parenthesis(inner) => self.eval(inner, at_ms),
            ExprKind::Range(..) | ExprKind::Subquery(_) => Err(EvalError::new(
                expr.span,
                "a range vector has no value of its own",
            )),
        }
    }

    /// What an expression of type instant vector is worth.
    pub(super) fn vector(&self, expr: &Expr, at_ms: i64) -> Result<Vec<Element>, EvalError> {
        match self.eval(expr, at_ms)? {
            Computed::Vector(vector) => Ok(vector),
            Computed::Scalar(_) | Computed::Text(_) => {
                Err(EvalError::new(expr.span, "this is not an instant vector"))
            }
        }
    }

    /// What an expression of type scalar is worth.
    pub(super) fn scalar(&self, expr: &Expr, at_ms: i64) -> Result<f64, EvalError> {
        match self.eval(expr, at_ms)? {
            Computed::Scalar(value) => Ok(value),
            Computed::Vector(_) | Computed::Text(_) => {
                Err(EvalError::new(expr.span, "this is not a scalar"))
            }
        }
    }

    /// What an expression of type string is worth.
    pub(super) fn text(&self, expr: &Expr, at_ms: i64) -> Result<String, EvalError> {
        match self.eval(expr, at_ms)? {
            Computed::Text(text) => Ok(text),
            Computed::Vector(_) | Computed::Scalar(_) => {
                Err(EvalError::new(expr.span, "this is not a string"))
            }
        }
    }

    /// The newest sample of each series that is selected.
    fn newest(&self, selector: &Selector, at_ms: i64, span: Span) -> Result<Computed, EvalError> {
        let mut vector = Vec::new();
        self.each_newest(selector, at_ms, span, |labels, _, value| {
            vector.push(Element {
                labels: labels.clone(),
                value,
                drops_name: false,
            });
        })?;
        Ok(Computed::Vector(vector))
    }

    /// Visits the newest sample of each series that is selected: labels, time, value.
    pub(super) fn each_newest(
        &self,
        selector: &Selector,
        at_ms: i64,
        span: Span,
        mut visit: impl FnMut(&Labels, i64, f64),
    ) -> Result<(), EvalError> {
        let at_ms = self.time_of(selector.timing, at_ms);
        let look_back = self.options.look_back_ms();
        let mut count = 0;
        for column in self.store.select(selector) {
            if let Some((time, value)) = column.newest(at_ms, look_back) {
                visit(&column.labels, time, value);
                count += 1;
            }
        }
        self.count(count, span)
    }

    /// The time that a selector or subquery looks at.
    pub(super) fn time_of(&self, timing: Timing, at_ms: i64) -> i64 {
        let at_ms = match timing.at {
            None => at_ms,
            Some(Moment::Fixed(ms)) => ms,
            Some(Moment::Start) => self.from_ms,
            Some(Moment::End) => self.to_ms,
        };
        at_ms.saturating_sub(timing.offset_ms)
    }

    /// Counts samples against the limit of one evaluation.
    pub(super) fn count(&self, samples: usize, span: Span) -> Result<(), EvalError> {
        self.read.set(self.read.get().saturating_add(samples));
        if self.read.get() > self.options.sample_limit {
            let limit = self.options.sample_limit;
            let message = format!("the evaluation reads more than {limit} samples");
            return Err(EvalError::new(span, message));
        }
        Ok(())
    }

    /// Counts anew, for the next time of a range query.
    pub(super) fn forget_count(&self) {
        self.read.set(0);
    }

    fn sign(&self, minus: bool, operand: &Expr, at_ms: i64) -> Result<Computed, EvalError> {
        let computed = self.eval(operand, at_ms)?;
        if !minus {
            return Ok(computed);
        }
        Ok(match computed {
            Computed::Scalar(value) => Computed::Scalar(-value),
            Computed::Text(text) => Computed::Text(text),
            Computed::Vector(mut vector) => {
                for element in &mut vector {
                    element.value = -element.value;
                }
                self.drop_names(&mut vector, operand.span)?;
                Computed::Vector(vector)
            }
        })
    }

    /// Drops the metrics' names, now or at the end; refuses elements that this makes equal.
    pub(super) fn drop_names(&self, vector: &mut [Element], span: Span) -> Result<(), EvalError> {
        if self.options.delayed_name_removal {
            for element in vector {
                element.drops_name = true;
            }
            return Ok(());
        }
        let may_have_twins = !have_one_name(vector.iter().map(|element| &element.labels));
        for element in &mut *vector {
            if !element.labels.metric().is_empty() {
                element.labels = element.labels.without(Labels::NAME);
            }
        }
        if may_have_twins {
            refuse_twins(vector, span)?;
        }
        Ok(())
    }
}

/// Whether all label sets have the same metric name, so that they differ without it too.
pub(super) fn have_one_name<'l>(mut labels: impl Iterator<Item = &'l Labels>) -> bool {
    let first = labels.next().map_or("", |labels| labels.metric());
    labels.all(|labels| labels.metric() == first)
}

/// Signed milliseconds.
pub(super) fn as_ms(length: Duration) -> i64 {
    i64::try_from(length.ms()).unwrap_or(i64::MAX)
}
