//! The functions by name: what they take, what they return.

use super::eval::{FUNCTIONS, Work};
use super::expr::ValueType;

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
    /// What it does.
    pub(super) work: Work,
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

/// Functions that Prometheus has behind `--enable-feature=promql-experimental-functions`.
const EXPERIMENTAL: [&str; 21] = [
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
    "start_timestamp",
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
    /// Whether it asks how fast counters grow.
    pub fn is_rate(&self) -> bool {
        matches!(self.name, "rate" | "irate" | "increase")
    }

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
