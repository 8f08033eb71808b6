//! The functions by name: what they take, what they return.

use super::expr::ValueType;
use super::expr::ValueType::{Matrix, Scalar, Text, Vector};

/// A function of PromQL.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What sort of values it takes, in order.
    pub arguments: &'static [ValueType],
    /// How often the last argument may stand there.
    pub last: Last,
    /// What sort of value it returns.
    pub returns: ValueType,
}

/// How often the last argument of a function may stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// Once.
    Once,
    /// Once or not at all.
    Optional,
    /// Any number of times, also not at all.
    Repeated,
}

const fn function(
    name: &'static str,
    arguments: &'static [ValueType],
    returns: ValueType,
) -> Function {
    Function {
        name,
        arguments,
        last: Last::Once,
        returns,
    }
}

const fn optional(name: &'static str, arguments: &'static [ValueType]) -> Function {
    Function {
        name,
        arguments,
        last: Last::Optional,
        returns: Vector,
    }
}

/// Sorted by name.
static FUNCTIONS: [Function; 67] = [
    function("abs", &[Vector], Vector),
    function("absent", &[Vector], Vector),
    function("absent_over_time", &[Matrix], Vector),
    function("acos", &[Vector], Vector),
    function("acosh", &[Vector], Vector),
    function("asin", &[Vector], Vector),
    function("asinh", &[Vector], Vector),
    function("atan", &[Vector], Vector),
    function("atanh", &[Vector], Vector),
    function("avg_over_time", &[Matrix], Vector),
    function("ceil", &[Vector], Vector),
    function("changes", &[Matrix], Vector),
    function("clamp", &[Vector, Scalar, Scalar], Vector),
    function("clamp_max", &[Vector, Scalar], Vector),
    function("clamp_min", &[Vector, Scalar], Vector),
    function("cos", &[Vector], Vector),
    function("cosh", &[Vector], Vector),
    function("count_over_time", &[Matrix], Vector),
    optional("day_of_month", &[Vector]),
    optional("day_of_week", &[Vector]),
    optional("day_of_year", &[Vector]),
    optional("days_in_month", &[Vector]),
    function("deg", &[Vector], Vector),
    function("delta", &[Matrix], Vector),
    function("deriv", &[Matrix], Vector),
    function("exp", &[Vector], Vector),
    function("floor", &[Vector], Vector),
    function("histogram_fraction", &[Scalar, Scalar, Vector], Vector),
    function("histogram_quantile", &[Scalar, Vector], Vector),
    optional("hour", &[Vector]),
    function("idelta", &[Matrix], Vector),
    function("increase", &[Matrix], Vector),
    function("irate", &[Matrix], Vector),
    Function {
        name: "label_join",
        arguments: &[Vector, Text, Text, Text],
        last: Last::Repeated,
        returns: Vector,
    },
    function("label_replace", &[Vector, Text, Text, Text, Text], Vector),
    function("last_over_time", &[Matrix], Vector),
    function("ln", &[Vector], Vector),
    function("log10", &[Vector], Vector),
    function("log2", &[Vector], Vector),
    function("max_over_time", &[Matrix], Vector),
    function("min_over_time", &[Matrix], Vector),
    optional("minute", &[Vector]),
    optional("month", &[Vector]),
    function("pi", &[], Scalar),
    function("predict_linear", &[Matrix, Scalar], Vector),
    function("present_over_time", &[Matrix], Vector),
    function("quantile_over_time", &[Scalar, Matrix], Vector),
    function("rad", &[Vector], Vector),
    function("rate", &[Matrix], Vector),
    function("resets", &[Matrix], Vector),
    optional("round", &[Vector, Scalar]),
    function("scalar", &[Vector], Scalar),
    function("sgn", &[Vector], Vector),
    function("sin", &[Vector], Vector),
    function("sinh", &[Vector], Vector),
    function("sort", &[Vector], Vector),
    function("sort_desc", &[Vector], Vector),
    function("sqrt", &[Vector], Vector),
    function("stddev_over_time", &[Matrix], Vector),
    function("stdvar_over_time", &[Matrix], Vector),
    function("sum_over_time", &[Matrix], Vector),
    function("tan", &[Vector], Vector),
    function("tanh", &[Vector], Vector),
    function("time", &[], Scalar),
    function("timestamp", &[Vector], Vector),
    function("vector", &[Scalar], Vector),
    optional("year", &[Vector]),
];

/// Functions that Prometheus has behind `--enable-feature=promql-experimental-functions`.
const EXPERIMENTAL: [&str; 20] = [
    "double_exponential_smoothing",
    "end",
    "first_over_time",
    "histogram_quantiles",
    "holt_winters",
    "info",
    "limit_ratio",
    "limitk",
    "mad_over_time",
    "max_of",
    "min_of",
    "range",
    "sort_by_label",
    "sort_by_label_desc",
    "start",
    "step",
    "ts_of_first_over_time",
    "ts_of_last_over_time",
    "ts_of_max_over_time",
    "ts_of_min_over_time",
];

/// Functions that only have a meaning for native histograms.
const NATIVE: [&str; 5] = [
    "histogram_avg",
    "histogram_count",
    "histogram_stddev",
    "histogram_stdvar",
    "histogram_sum",
];

/// What a name means where a function is called.
pub(super) enum Known {
    /// A function that is evaluated.
    Function(&'static Function),
    /// A function that Prometheus knows and that is refused, and what it is.
    Refused(String),
    /// No function; perhaps this one was meant.
    Nothing(Option<&'static str>),
}

/// What `name` means where a function is called.
pub(super) fn known(name: &str) -> Known {
    if let Ok(index) = FUNCTIONS.binary_search_by(|function| function.name.cmp(name)) {
        return Known::Function(&FUNCTIONS[index]);
    }
    if EXPERIMENTAL.contains(&name) {
        return Known::Refused(format!("the experimental function `{name}`"));
    }
    if NATIVE.contains(&name) {
        return Known::Refused(format!("the native histogram function `{name}`"));
    }
    let aggregators = super::expr::Aggregator::ALL.map(super::expr::Aggregator::name);
    let names = FUNCTIONS.iter().map(|function| function.name);
    Known::Nothing(crate::base::closest(name, names.chain(aggregators)))
}

impl Function {
    /// How many arguments it takes at least and, unless any number, at most.
    pub fn argument_counts(&self) -> (usize, Option<usize>) {
        let all = self.arguments.len();
        match self.last {
            Last::Once => (all, Some(all)),
            Last::Optional => (all - 1, Some(all)),
            Last::Repeated => (all - 1, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_functions_are_sorted_and_none_is_refused_too() {
        assert!(FUNCTIONS.is_sorted_by(|a, b| a.name < b.name));
        for function in &FUNCTIONS {
            assert!(!EXPERIMENTAL.contains(&function.name));
            assert!(!NATIVE.contains(&function.name));
        }
    }
}
