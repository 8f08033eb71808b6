//! Calls of functions, by the kind of work they do.

use super::element::{Computed, Element, refuse_twins};
use super::evaluator::Evaluator;
use super::table::Work;
use crate::base::Labels;
use crate::promql::error::EvalError;
use crate::promql::expr::Call;
use crate::promql::unit::as_f64;

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &Call, at_ms: i64) -> Result<Computed, EvalError> {
        let vector = match call.function.work {
            Work::Own(run) => return run(self, call, at_ms),
            Work::Map(map) => self.mapped(call, at_ms, map)?,
            Work::Date(part) => self.dated(call, at_ms, part)?,
            Work::Window(fold) => self.folded(call, at_ms, &|window| fold(window))?,
            Work::WindowNamed(fold) => {
                let windows = self.windows(&call.arguments[0], at_ms)?;
                let elements = windows.into_iter().filter_map(|window| {
                    Some(Element {
                        value: fold(&window)?,
                        labels: window.labels,
                        drops_name: window.drops_name,
                    })
                });
                return Ok(Computed::Vector(elements.collect()));
            }
        };
        Ok(Computed::Vector(vector))
    }

    /// Each value of the first argument changed, and the name dropped.
    pub(super) fn mapped(
        &self,
        call: &Call,
        at_ms: i64,
        map: impl Fn(f64) -> f64,
    ) -> Result<Vec<Element>, EvalError> {
        let mut vector = self.vector(&call.arguments[0], at_ms)?;
        for element in &mut vector {
            element.value = map(element.value);
        }
        self.drop_names(&mut vector, call.name_span)?;
        Ok(vector)
    }

    /// Each window of the range vector made a value, and the name dropped.
    pub(super) fn folded(
        &self,
        call: &Call,
        at_ms: i64,
        fold: &dyn Fn(&super::window::Window<'_>) -> Option<f64>,
    ) -> Result<Vec<Element>, EvalError> {
        let is_window = |kind| kind == crate::promql::ValueType::Matrix;
        let argument = call.arguments.iter().find(|a| is_window(a.value_type()));
        let Some(argument) = argument else {
            return Err(EvalError::new(call.name_span, "there is no range vector"));
        };
        let is_delayed = self.options.delayed_name_removal;
        let mut elements = Vec::with_capacity(self.windows_most(argument));
        self.each_window(argument, at_ms, |window| {
            if let Some(value) = fold(&window) {
                let labels = if is_delayed {
                    window.labels
                } else {
                    window.nameless()
                };
                elements.push(Element {
                    labels,
                    value,
                    drops_name: is_delayed,
                });
            }
        })?;
        // Series of one name differ without it, too.
        if !is_delayed && argument.metric().is_none() {
            refuse_twins(&elements, call.name_span)?;
        }
        Ok(elements)
    }

    /// A part of the date that each value is, or that the time of the evaluation is.
    fn dated(
        &self,
        call: &Call,
        at_ms: i64,
        part: fn(super::date::Date) -> f64,
    ) -> Result<Vec<Element>, EvalError> {
        let of = |value| super::date::Date::from_unix(value).map_or(f64::NAN, part);
        if call.arguments.is_empty() {
            return Ok(vec![Element {
                labels: Labels::empty(),
                value: of(as_f64(at_ms) / 1000.0),
                drops_name: false,
            }]);
        }
        self.mapped(call, at_ms, of)
    }
}
