//! Operators on numbers, and on a vector and a number.

use super::comparison::Verdict;
use super::constant::drops_name;
use super::result::{Always, Cause, Flow, Outcome};
use super::values::Values;
use crate::base::Labels;
use crate::promql::{Binary, Expr};

/// What an operator makes of its operands, at most one of which is a vector.
pub(super) fn combined<'e>(
    expr: &'e Expr,
    binary: &'e Binary,
    [left, right]: [&Flow<'e>; 2],
    [is_left, is_right]: [bool; 2],
) -> Outcome<'e> {
    let operator = binary.operator;
    if !is_left && !is_right {
        let (a, b) = (left.result.values(), right.result.values());
        return Outcome::constant(expr, calculated(binary, a, b));
    }
    let (vector, number) = if is_left {
        (left, right)
    } else {
        (right, left)
    };
    let number = number.result.values();
    if operator.is_comparison() && !binary.returns_bool {
        let operator = if is_left {
            operator
        } else {
            operator.mirrored()
        };
        return filtered(vector, |values| {
            (
                values.compared(operator, number),
                values.kept(operator, number),
            )
        });
    }
    vector.result.alive().changed(expr, |branch| {
        branch.values = if is_left {
            calculated(binary, branch.values, number)
        } else {
            calculated(binary, number, branch.values)
        };
        branch
            .labels
            .remove(Labels::NAME, drops_name(binary.operator_span));
    })
}

/// What an operator that is no filter makes of two values.
pub(super) fn calculated(binary: &Binary, left: Values, right: Values) -> Values {
    if binary.operator.is_comparison() {
        left.answered(binary.operator, right)
    } else {
        left.calculated(binary.operator, right)
    }
}

/// The series whose values pass; they keep their names.
fn filtered<'e>(vector: &Flow<'e>, pass: impl Fn(Values) -> (Verdict, Values)) -> Outcome<'e> {
    let mut result = vector.result.alive();
    let mut passes_all = true;
    result.retain(|branch| {
        let (verdict, kept) = pass(branch.values);
        branch.values = kept;
        passes_all &= verdict == Verdict::Always;
        (verdict == Verdict::Never).then_some(Cause::Comparison)
    });
    if !passes_all {
        result.always = Always::No;
    }
    result
}
