//! What an expression compares with a number.

use crate::promql::{BinaryOperator, Expr, ExprKind, Limited};

/// All comparisons with numbers, also those in parts of an expression.
pub(super) fn all(expr: &Expr) -> Vec<Limited<'_>> {
    let mut found = Vec::new();
    let mut ahead = vec![expr];
    while let Some(part) = ahead.pop() {
        ahead.extend(part.parts());
        if let ExprKind::Binary(binary) = &part.kind {
            found.extend(binary.limited());
        }
    }
    found
}

/// A value of which a comparison holds, not far from the limit.
pub(super) fn holding(limited: &Limited<'_>) -> f64 {
    use BinaryOperator as Is;
    let far = if limited.limit.abs() < f64::EPSILON {
        1.0
    } else {
        limited.limit.abs() / 2.0
    };
    match limited.operator {
        Is::Greater | Is::GreaterOrEqual | Is::NotEqual => limited.limit + far,
        Is::Less | Is::LessOrEqual => limited.limit - far,
        Is::Equal
        | Is::Add
        | Is::Subtract
        | Is::Multiply
        | Is::Divide
        | Is::Modulo
        | Is::Power
        | Is::Atan2
        | Is::And
        | Is::Or
        | Is::Unless => limited.limit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql;

    #[test]
    fn what_is_compared_is_found_on_either_side_with_a_value_that_holds() {
        let expr = promql::parse("(a == 3 and 0 < sum(b)) or c > d").unwrap();
        let mut told: Vec<String> = all(&expr)
            .iter()
            .map(|one| format!("{} {} {}", one.value, one.operator.symbol(), holding(one)))
            .collect();
        told.sort();
        assert_eq!(told, ["a == 3", "sum(b) > 1"]);
    }
}
