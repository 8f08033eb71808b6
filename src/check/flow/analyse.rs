//! The walk over an expression, its parts before itself.

use super::result::{Always, Flow, Outcome};
use super::values::Values;
use super::{aggregation, call, constant, matching, number, selector, set};
use crate::base::Labels;
use crate::promql::{Binary, Expr, ExprKind, Selector, ValueType};

/// What somebody knows of the series of a selector before there are any.
#[derive(Clone, Debug)]
pub struct Told<'e> {
    /// Labels that all of them have, or that none has.
    pub labels: Vec<(&'e str, bool)>,
    /// The values that they can have.
    pub values: Values,
}

impl Default for Told<'_> {
    /// Nothing.
    fn default() -> Self {
        Self {
            labels: Vec::new(),
            values: Values::ANYTHING,
        }
    }
}

/// Tells of the series of a selector, and is told whether they are asked how fast they grow, as by
/// `rate`: whoever asks that means counters.
pub type Tells<'e, 't> = &'t dyn Fn(&'e Selector, bool) -> Told<'e>;

/// What is known of an expression and of all its parts.
pub fn analyse(expr: &Expr) -> Flow<'_> {
    analyse_told(expr, &|_, _| Told::default())
}

/// The same with what somebody knows of the series that are selected.
pub fn analyse_told<'e>(expr: &'e Expr, tells: Tells<'e, '_>) -> Flow<'e> {
    analysed(expr, tells, false)
}

fn analysed<'e>(expr: &'e Expr, tells: Tells<'e, '_>, is_rated: bool) -> Flow<'e> {
    let is_rate = matches!(&expr.kind, ExprKind::Call(call) if call.function.is_rate());
    let rates = is_rate || is_rated && matches!(expr.kind, ExprKind::Parenthesis(_));
    let parts: Vec<Flow<'_>> = (expr.parts().map(|part| analysed(part, tells, rates))).collect();
    let result = match &expr.kind {
        ExprKind::Number(number) => Outcome::constant(expr, Values::only(*number)),
        ExprKind::Text(_) => Outcome::default(),
        ExprKind::Selector(selector) | ExprKind::Range(selector, _) => {
            selector::selected(expr, selector, &tells(selector, is_rated))
        }
        ExprKind::Subquery(_) => Outcome {
            // Its window may lie between two evaluations.
            always: Always::No,
            ..parts[0].result.alive()
        },
        ExprKind::Parenthesis(_) => parts[0].result.alive(),
        ExprKind::Sign { minus, .. } => sign(expr, *minus, &parts[0]),
        ExprKind::Binary(written) => binary(expr, written, &parts[0], &parts[1]),
        ExprKind::Aggregate(aggregate) => aggregation::aggregated(expr, aggregate, &parts),
        ExprKind::Call(written) => call::called(expr, written, &parts),
    };
    Flow {
        expr,
        parts,
        result,
    }
}

fn sign<'e>(expr: &'e Expr, minus: bool, operand: &Flow<'e>) -> Outcome<'e> {
    let result = operand.result.alive();
    if !minus {
        return result;
    }
    let zero = Values::only(0.0);
    result.changed(expr, |branch| {
        let subtract = crate::promql::BinaryOperator::Subtract;
        branch.values = zero.calculated(subtract, branch.values);
        branch
            .labels
            .remove(Labels::NAME, constant::drops_name(expr.span));
    })
}

fn binary<'e>(
    expr: &'e Expr,
    binary: &'e Binary,
    left: &Flow<'e>,
    right: &Flow<'e>,
) -> Outcome<'e> {
    let is_vector = [left, right].map(|side| side.expr.value_type() == ValueType::Vector);
    if is_vector != [true, true] {
        number::combined(expr, binary, [left, right], is_vector)
    } else if binary.operator.is_set() {
        set::chosen(expr, binary, left, right)
    } else {
        matching::matched(expr, binary, left, right)
    }
}
