//! What an expression compares with a number.

use crate::promql::{BinaryOperator, Expr, ExprKind};

/// A comparison with a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison<'a> {
    /// What is compared.
    pub(super) side: &'a Expr,
    /// How, with the number on the right.
    pub(super) operator: BinaryOperator,
    /// The number.
    pub(super) limit: f64,
}

/// All comparisons with numbers, also those in parts of an expression.
pub(super) fn all(expr: &Expr) -> Vec<Comparison<'_>> {
    let mut found = Vec::new();
    let mut ahead = vec![expr];
    while let Some(part) = ahead.pop() {
        ahead.extend(part.parts());
        let ExprKind::Binary(binary) = &part.kind else {
            continue;
        };
        if !binary.operator.is_comparison() {
            continue;
        }
        let sides = [
            (&binary.left, &binary.right, binary.operator),
            (&binary.right, &binary.left, binary.operator.mirrored()),
        ];
        for (side, other, operator) in sides {
            if let (None, Some(limit)) = (side.constant(), other.constant()) {
                found.push(Comparison {
                    side,
                    operator,
                    limit,
                });
            }
        }
    }
    found
}

impl Comparison<'_> {
    /// A value of which it holds, not far from the limit.
    pub(super) fn holding(&self) -> f64 {
        use BinaryOperator as Is;
        let far = if self.limit.abs() < f64::EPSILON {
            1.0
        } else {
            self.limit.abs() / 2.0
        };
        match self.operator {
            Is::Greater | Is::GreaterOrEqual | Is::NotEqual => self.limit + far,
            Is::Less | Is::LessOrEqual => self.limit - far,
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
            | Is::Unless => self.limit,
        }
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
            .map(|one| format!("{} {} {}", one.side, one.operator.symbol(), one.holding()))
            .collect();
        told.sort();
        assert_eq!(told, ["a == 3", "sum(b) > 1"]);
    }
}
