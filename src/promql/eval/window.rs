//! Windows: the samples of a series over a length of time.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::element::Computed;
use super::evaluator::{Evaluator, as_ms};
use crate::base::{Duration, Labels, Span};
use crate::promql::error::EvalError;
use crate::promql::expr::{Expr, ExprKind, Selector, Subquery};
use crate::promql::options::Major;
use crate::promql::store::Column;
use crate::promql::unit::as_f64;
use crate::promql::value::is_stale;

/// The samples of a series after one time, up to and with another. There is at least one.
#[derive(Clone, Debug)]
pub(in crate::promql) struct Window<'a> {
    pub(super) labels: Labels,
    pub(super) drops_name: bool,
    /// The labels without the metric's name, where the store has them ready.
    nameless: Option<&'a Labels>,
    pub(super) times: Cow<'a, [i64]>,
    pub(super) values: Cow<'a, [f64]>,
    /// The window begins after this time.
    pub(super) after_ms: i64,
    /// The window ends with this time.
    pub(super) until_ms: i64,
    /// Whose answers are given.
    pub(super) major: Major,
}

impl Window<'_> {
    pub(super) fn points(&self) -> impl Iterator<Item = (i64, f64)> {
        self.times.iter().copied().zip(self.values.iter().copied())
    }

    /// The labels without the metric's name.
    pub(super) fn nameless(&self) -> Labels {
        match self.nameless {
            Some(labels) => labels.clone(),
            None => self.labels.without(Labels::NAME),
        }
    }

    /// The labels as the query answers them.
    pub(super) fn final_labels(&self) -> Labels {
        if self.drops_name {
            self.labels.without(Labels::NAME)
        } else {
            self.labels.clone()
        }
    }

    /// The length of the window in seconds.
    pub(super) fn seconds(&self) -> f64 {
        as_f64(self.until_ms - self.after_ms) / 1000.0
    }

    /// The first and the last sample.
    pub(super) fn ends(&self) -> Option<[(i64, f64); 2]> {
        let first = (*self.times.first()?, *self.values.first()?);
        Some([first, (*self.times.last()?, *self.values.last()?)])
    }
}

/// The times between which samples are taken.
#[derive(Clone, Copy)]
struct Bounds {
    after_ms: i64,
    until_ms: i64,
    major: Major,
}

impl<'a> Evaluator<'a> {
    /// The windows of an expression of type range vector; only series that have samples.
    pub(super) fn windows(&self, expr: &Expr, at_ms: i64) -> Result<Vec<Window<'a>>, EvalError> {
        let mut windows = Vec::new();
        self.each_window(expr, at_ms, |window| windows.push(window))?;
        Ok(windows)
    }

    /// Visits the windows of an expression of type range vector; only series that have samples.
    pub(super) fn each_window(
        &self,
        expr: &Expr,
        at_ms: i64,
        visit: impl FnMut(Window<'a>),
    ) -> Result<(), EvalError> {
        match &expr.bare().kind {
            ExprKind::Range(selector, range) => self.raw(selector, *range, at_ms, expr.span, visit),
            ExprKind::Subquery(subquery) => {
                let windows = self.subquery(subquery, at_ms, expr.span)?;
                windows.into_iter().for_each(visit);
                Ok(())
            }
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Selector(_)
            | ExprKind::Sign { .. }
            | ExprKind::Binary(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Call(_)
            | ExprKind::Parenthesis(_) => {
                Err(EvalError::new(expr.span, "this is not a range vector"))
            }
        }
    }

    /// As many windows as there can be of raw samples.
    pub(super) fn windows_most(&self, expr: &Expr) -> usize {
        let ExprKind::Range(selector, _) = &expr.bare().kind else {
            return 0;
        };
        self.store.select(selector).size_hint().1.unwrap_or(0)
    }

    fn raw(
        &self,
        selector: &Selector,
        range: Duration,
        at_ms: i64,
        span: Span,
        mut visit: impl FnMut(Window<'a>),
    ) -> Result<(), EvalError> {
        let until_ms = self.time_of(selector.timing, at_ms);
        let bounds = Bounds {
            after_ms: until_ms.saturating_sub(as_ms(range)),
            until_ms,
            major: self.options.major,
        };
        let mut place = 0..0;
        for column in self.store.select(selector) {
            if let Some(window) = raw_window(column, bounds, &mut place) {
                self.count(window.times.len(), span)?;
                visit(window);
            }
        }
        Ok(())
    }

    fn subquery(
        &self,
        subquery: &Subquery,
        at_ms: i64,
        span: Span,
    ) -> Result<Vec<Window<'a>>, EvalError> {
        let until_ms = self.time_of(subquery.timing, at_ms);
        let after_ms = until_ms.saturating_sub(as_ms(subquery.range));
        let step = as_ms(subquery.step.unwrap_or(self.options.subquery_step)).max(1);
        // The times are multiples of the step, whatever the time of the query is.
        let mut time = after_ms
            .saturating_sub(self.options.major.earlier_ms())
            .div_euclid(step)
            .saturating_add(1)
            .saturating_mul(step);
        let mut windows: Vec<Window<'a>> = Vec::new();
        let mut known: BTreeMap<Labels, usize> = BTreeMap::new();
        while time <= until_ms {
            self.count(1, span)?;
            let Computed::Vector(vector) = self.eval(&subquery.inner, time)? else {
                return Err(EvalError::new(span, "a subquery needs an instant vector"));
            };
            for element in vector {
                let index = *known.entry(element.labels.clone()).or_insert_with(|| {
                    windows.push(Window {
                        labels: element.labels,
                        drops_name: element.drops_name,
                        nameless: None,
                        times: Cow::default(),
                        values: Cow::default(),
                        after_ms,
                        until_ms,
                        major: self.options.major,
                    });
                    windows.len() - 1
                });
                windows[index].times.to_mut().push(time);
                windows[index].values.to_mut().push(element.value);
            }
            time = time.saturating_add(step);
        }
        Ok(windows)
    }
}

fn raw_window<'a>(
    column: &'a Column,
    bounds: Bounds,
    place: &mut Range<usize>,
) -> Option<Window<'a>> {
    let Bounds {
        after_ms,
        until_ms,
        major,
    } = bounds;
    let first_ms = after_ms.saturating_sub(major.earlier_ms());
    let (times, values) = column.window((first_ms, until_ms), place);
    let (times, values) = if column.has_stale() && values.iter().any(|value| is_stale(*value)) {
        let kept = times
            .iter()
            .zip(values)
            .filter(|(_, value)| !is_stale(**value));
        let (times, values): (Vec<i64>, Vec<f64>) = kept.map(|(t, v)| (*t, *v)).unzip();
        (Cow::Owned(times), Cow::Owned(values))
    } else {
        (Cow::Borrowed(times), Cow::Borrowed(values))
    };
    (!times.is_empty()).then(|| Window {
        labels: column.labels.clone(),
        drops_name: false,
        nameless: Some(&column.nameless),
        times,
        values,
        after_ms,
        until_ms,
        major,
    })
}
