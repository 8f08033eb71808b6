//! Functions over windows of samples.

use super::constant::drops_name;
use super::result::{Always, Flow, Outcome};
use super::values::Values;
use crate::base::Labels;
use crate::promql::{Call, Expr, ValueType};

/// Whether values are those of counters: never less than 0, and never infinite.
fn of_counters(values: Values) -> bool {
    !values.contains(f64::NAN)
        && values
            .ends()
            .is_some_and(|[low, high]| low >= 0.0 && high <= f64::MAX)
}

/// What a function makes of the windows among its parts.
pub(super) fn folded<'e>(expr: &'e Expr, call: &'e Call, parts: &[Flow<'e>]) -> Outcome<'e> {
    let is_window = |part: &&Flow<'_>| part.expr.value_type() == ValueType::Matrix;
    let Some(window) = parts.iter().find(is_window) else {
        return Outcome::default();
    };
    let name = call.function.name;
    let values = match name {
        // Samples of one window may come of different alternatives.
        "last_over_time" | "max_over_time" | "min_over_time" => window.result.values(),
        "count_over_time" => Values::from(1.0),
        "present_over_time" => Values::only(1.0),
        "changes" | "resets" => Values::from(0.0),
        // What only counts up never falls; what falls began again at 0.
        _ if call.function.is_rate() && of_counters(window.result.values()) => Values::from(0.0),
        _ => Values::ANYTHING,
    };
    let result = window.result.alive().changed(expr, |branch| {
        branch.values = values;
        if name != "last_over_time" {
            branch
                .labels
                .remove(Labels::NAME, drops_name(call.name_span));
        }
    });
    Outcome {
        always: Always::No,
        ..result
    }
}
