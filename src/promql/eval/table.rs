//! All functions: what they take, what they return, what they do.

use super::date::Date;
use super::element::Computed;
use super::evaluator::Evaluator;
use super::window::Window;
use super::{absent, bucket, label, over_time, rate, regression, scalar, sort};
use crate::promql::error::EvalError;
use crate::promql::expr::Call;
use crate::promql::expr::ValueType::{self, Matrix, Scalar, Text, Vector};
use crate::promql::function::{Function, Last};

/// A function that does all of its work itself.
type Own = fn(&Evaluator<'_>, &Call, i64) -> Result<Computed, EvalError>;

/// What a function does.
#[derive(Clone, Copy, Debug)]
pub(in crate::promql) enum Work {
    /// Changes each value and drops the name.
    Map(fn(f64) -> f64),
    /// Takes each value as a Unix time and gives a part of its date.
    Date(fn(Date) -> f64),
    /// Makes a value of each window and drops the name.
    Window(fn(&Window<'_>) -> Option<f64>),
    /// Makes a value of each window and keeps the name.
    WindowNamed(fn(&Window<'_>) -> Option<f64>),
    /// Anything else.
    Own(Own),
}

/// All functions that are evaluated, sorted by name.
pub(in crate::promql) static FUNCTIONS: [Function; 67] = [
    map("abs", f64::abs),
    own("absent", &[Vector], absent::absent),
    own("absent_over_time", &[Matrix], absent::absent_over_time),
    map("acos", f64::acos),
    map("acosh", f64::acosh),
    map("asin", f64::asin),
    map("asinh", f64::asinh),
    map("atan", f64::atan),
    map("atanh", f64::atanh),
    window("avg_over_time", over_time::avg),
    map("ceil", f64::ceil),
    window("changes", rate::changes),
    own("clamp", &[Vector, Scalar, Scalar], scalar::clamp),
    own("clamp_max", &[Vector, Scalar], scalar::clamp_max),
    own("clamp_min", &[Vector, Scalar], scalar::clamp_min),
    map("cos", f64::cos),
    map("cosh", f64::cosh),
    window("count_over_time", over_time::count),
    date("day_of_month", Date::day_of_month),
    date("day_of_week", Date::day_of_week),
    date("day_of_year", Date::day_of_year),
    date("days_in_month", Date::days_in_month),
    map("deg", f64::to_degrees),
    window("delta", rate::delta),
    window("deriv", regression::deriv),
    map("exp", f64::exp),
    map("floor", f64::floor),
    own(
        "histogram_fraction",
        &[Scalar, Scalar, Vector],
        bucket::histogram_fraction,
    ),
    own(
        "histogram_quantile",
        &[Scalar, Vector],
        bucket::histogram_quantile,
    ),
    date("hour", Date::hour),
    window("idelta", rate::idelta),
    window("increase", rate::increase),
    window("irate", rate::irate),
    Function {
        last: Last::Repeated,
        ..own("label_join", &[Vector, Text, Text, Text], label::label_join)
    },
    own(
        "label_replace",
        &[Vector, Text, Text, Text, Text],
        label::label_replace,
    ),
    Function {
        work: Work::WindowNamed(over_time::last),
        ..window("last_over_time", over_time::last)
    },
    map("ln", f64::ln),
    map("log10", f64::log10),
    map("log2", f64::log2),
    window("max_over_time", over_time::max),
    window("min_over_time", over_time::min),
    date("minute", Date::minute),
    date("month", Date::month),
    Function {
        returns: Scalar,
        ..own("pi", &[], scalar::pi)
    },
    own(
        "predict_linear",
        &[Matrix, Scalar],
        regression::predict_linear,
    ),
    window("present_over_time", over_time::present),
    own(
        "quantile_over_time",
        &[Scalar, Matrix],
        scalar::quantile_over_time,
    ),
    map("rad", f64::to_radians),
    window("rate", rate::rate),
    window("resets", rate::resets),
    Function {
        last: Last::Optional,
        ..own("round", &[Vector, Scalar], scalar::round)
    },
    Function {
        returns: Scalar,
        ..own("scalar", &[Vector], scalar::scalar)
    },
    map("sgn", scalar::sgn),
    map("sin", f64::sin),
    map("sinh", f64::sinh),
    own("sort", &[Vector], sort::sort),
    own("sort_desc", &[Vector], sort::sort_desc),
    map("sqrt", f64::sqrt),
    window("stddev_over_time", over_time::stddev),
    window("stdvar_over_time", over_time::stdvar),
    window("sum_over_time", over_time::sum),
    map("tan", f64::tan),
    map("tanh", f64::tanh),
    Function {
        returns: Scalar,
        ..own("time", &[], scalar::time)
    },
    own("timestamp", &[Vector], scalar::timestamp),
    own("vector", &[Scalar], scalar::vector),
    date("year", Date::year),
];

const fn own(name: &'static str, arguments: &'static [ValueType], run: Own) -> Function {
    Function {
        name,
        arguments,
        last: Last::Once,
        returns: Vector,
        work: Work::Own(run),
    }
}

const fn map(name: &'static str, map: fn(f64) -> f64) -> Function {
    Function {
        name,
        arguments: &[Vector],
        last: Last::Once,
        returns: Vector,
        work: Work::Map(map),
    }
}

const fn date(name: &'static str, part: fn(Date) -> f64) -> Function {
    Function {
        name,
        arguments: &[Vector],
        last: Last::Optional,
        returns: Vector,
        work: Work::Date(part),
    }
}

const fn window(name: &'static str, fold: fn(&Window<'_>) -> Option<f64>) -> Function {
    Function {
        name,
        arguments: &[Matrix],
        last: Last::Once,
        returns: Vector,
        work: Work::Window(fold),
    }
}
