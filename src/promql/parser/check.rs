//! Types: which operands an operator, an aggregator or a function can have.

use crate::base::Span;
use crate::promql::error::ParseError;
use crate::promql::expr::{Aggregate, Aggregator, Binary, Call, Expr, Grouping, ValueType};

/// A sign needs something with a value.
pub(super) fn sign(operand: &Expr) -> Result<(), ParseError> {
    has_value(operand, "a sign")
}

fn has_value(operand: &Expr, whose: &str) -> Result<(), ParseError> {
    let found = match operand.value_type() {
        ValueType::Scalar | ValueType::Vector => return Ok(()),
        found @ (ValueType::Matrix | ValueType::Text) => found.name(),
    };
    let message =
        format!("the operand of {whose} must be a scalar or an instant vector, not {found}");
    let error = ParseError::new(operand.span, message);
    Err(if operand.value_type() == ValueType::Matrix {
        error.hint("apply a function such as `rate` or `max_over_time` to it")
    } else {
        error
    })
}

/// The operands, the `bool` modifier and the matching fit the operator.
pub(super) fn binary(binary: &Binary, bool_span: Option<Span>) -> Result<(), ParseError> {
    let symbol = binary.operator.symbol();
    has_value(&binary.left, &format!("`{symbol}`"))?;
    has_value(&binary.right, &format!("`{symbol}`"))?;
    let vectors = [&binary.left, &binary.right].map(|side| side.value_type() == ValueType::Vector);
    let place = binary.operator_span;
    match bool_span {
        Some(span) if !binary.operator.is_comparison() => {
            let message = format!("`bool` has no meaning for `{symbol}`, which does not compare");
            return Err(ParseError::new(span, message));
        }
        None if binary.operator.is_comparison() && vectors == [false, false] => {
            let message = format!("`{symbol}` between two scalars must be written `{symbol} bool`");
            return Err(ParseError::new(place, message));
        }
        _ => {}
    }
    if binary.operator.is_set() && vectors != [true, true] {
        let scalar = if vectors[0] {
            &binary.right
        } else {
            &binary.left
        };
        let message = format!("`{symbol}` works on instant vectors, not on a scalar");
        return Err(ParseError::new(scalar.span, message).hint("write `vector(...)` around it"));
    }
    matching(binary, vectors)
}

fn matching(binary: &Binary, vectors: [bool; 2]) -> Result<(), ParseError> {
    let place = binary.operator_span;
    let symbol = binary.operator.symbol();
    let Some(labels) = &binary.matching.labels else {
        return Ok(());
    };
    // Prometheus lets empty lists pass.
    let is_empty = labels.labels().is_empty();
    if vectors != [true, true] && !is_empty {
        let message = "`on` and `ignoring` need an instant vector on both sides";
        return Err(ParseError::new(place, message));
    }
    if binary.matching.many.is_some() && binary.operator.is_set() {
        let message = format!("`{symbol}` can have no `group_left` or `group_right`");
        return Err(ParseError::new(place, message));
    }
    if let Grouping::Only(on) = labels
        && let Some(both) = binary.matching.include.iter().find(|l| on.contains(l))
    {
        let message = format!("label `{both}` must not stand in both `on` and `group_...`");
        return Err(ParseError::new(place, message));
    }
    Ok(())
}

/// The parameter and the series fit the aggregator.
pub(super) fn aggregate(aggregate: &Aggregate) -> Result<(), ParseError> {
    let name = aggregate.aggregator.name();
    expect_type(&aggregate.inner, ValueType::Vector, name)?;
    let Some(parameter) = &aggregate.parameter else {
        return Ok(());
    };
    let wanted = match aggregate.aggregator {
        Aggregator::CountValues => ValueType::Text,
        Aggregator::Topk
        | Aggregator::Bottomk
        | Aggregator::Quantile
        | Aggregator::Sum
        | Aggregator::Avg
        | Aggregator::Count
        | Aggregator::Min
        | Aggregator::Max
        | Aggregator::Group
        | Aggregator::Stddev
        | Aggregator::Stdvar => ValueType::Scalar,
    };
    expect_type(parameter, wanted, name)
}

/// The arguments fit the function.
pub(super) fn call(call: &Call) -> Result<(), ParseError> {
    let function = call.function;
    let (min, max) = function.argument_counts();
    let found = call.arguments.len();
    if found < min || max.is_some_and(|max| found > max) {
        let wanted = match max {
            Some(max) if max == min => min.to_string(),
            Some(max) => format!("{min} to {max}"),
            None => format!("at least {min}"),
        };
        let plural = if wanted == "1" { "" } else { "s" };
        let message = format!(
            "`{}` takes {wanted} argument{plural}, not {found}",
            function.name
        );
        return Err(ParseError::new(call.name_span, message));
    }
    let last = function
        .arguments
        .last()
        .copied()
        .unwrap_or(ValueType::Vector);
    for (index, argument) in call.arguments.iter().enumerate() {
        let wanted = function.arguments.get(index).copied().unwrap_or(last);
        expect_type(argument, wanted, function.name)?;
    }
    Ok(())
}

fn expect_type(argument: &Expr, wanted: ValueType, name: &str) -> Result<(), ParseError> {
    let found = argument.value_type();
    if found == wanted {
        return Ok(());
    }
    let message = format!(
        "`{name}` needs {} here, not {}",
        wanted.name(),
        found.name()
    );
    let error = ParseError::new(argument.span, message);
    Err(match (wanted, found) {
        (ValueType::Matrix, ValueType::Vector) => error.hint("add a window, such as `[5m]`"),
        (ValueType::Vector, ValueType::Scalar) => error.hint("write `vector(...)` around it"),
        (ValueType::Scalar, ValueType::Vector) => error.hint("write `scalar(...)` around it"),
        (ValueType::Vector, ValueType::Matrix) => {
            error.hint("apply a function such as `rate` or `max_over_time` to it")
        }
        _ => error,
    })
}
