//! What a rule's expression compares with what: a number that moves, and the line that it crosses.

use serde::{Deserialize, Serialize};

use crate::promql::{self, Binary, BinaryOperator, Expr, ExprKind, ValueType};

/// As many comparisons of one rule are looked at.
const MOST: usize = 4;

/// One comparison of an alert's expression, so that it can be drawn: an expression alone says
/// nothing as long as it does not hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// The side that moves, as PromQL.
    pub value: String,
    /// How the two are compared, as `>`; what moves stands before it.
    pub operator: String,
    /// The side that does not move.
    pub threshold: f64,
}

/// The comparisons with a number that an expression comes down to, in the order in which they are
/// written; none where it compares nothing with a number, or is not understood.
pub(super) fn crossings(expr: &str) -> Vec<Crossing> {
    let mut found = Vec::new();
    if let Ok(expr) = promql::parse(expr) {
        collect(&expr, &mut found);
    }
    found.truncate(MOST);
    found
}

fn collect(expr: &Expr, found: &mut Vec<Crossing>) {
    let ExprKind::Binary(binary) = &expr.bare().kind else {
        return;
    };
    if binary.operator.is_set() {
        collect(&binary.left, found);
        // What an `unless` takes away is no condition of its own.
        if binary.operator != BinaryOperator::Unless {
            collect(&binary.right, found);
        }
    } else if binary.operator.is_comparison() && !binary.returns_bool {
        found.extend(crossing(binary));
    }
}

fn crossing(binary: &Binary) -> Option<Crossing> {
    let limited = binary.limited()?;
    (limited.value.value_type() == ValueType::Vector).then(|| Crossing {
        value: limited.value.to_string(),
        operator: limited.operator.symbol().to_owned(),
        threshold: limited.limit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(expr: &str) -> Vec<String> {
        let told = |one: Crossing| format!("{} {} {}", one.value, one.operator, one.threshold);
        crossings(expr).into_iter().map(told).collect()
    }

    #[test]
    fn a_comparison_is_split_into_what_moves_and_what_does_not() {
        let share = "sum(rate(a[1m])) / sum(rate(b[1m]))";
        assert_eq!(told(&format!("{share} > 0.5")), [format!("{share} > 0.5")]);
        assert_eq!(told("(0.70 > llm_eval_score)"), ["llm_eval_score < 0.7"]);
        assert_eq!(told("spend > 0.5 / 10"), ["spend > 0.05"]);
        assert_eq!(told("spend > -(1)"), ["spend > -1"]);
    }

    #[test]
    fn each_condition_of_several_is_one_and_what_compares_nothing_is_none() {
        assert_eq!(
            told("(a > 1) or (b * on () c >= 2)"),
            ["a > 1", "b * on () c >= 2"]
        );
        assert_eq!(told("a > 1 and b < 2 unless c > 3"), ["a > 1", "b < 2"]);
        assert_eq!(told("up == 0 or absent(up)"), ["up == 0"]);
        assert!(told("a > b").is_empty());
        assert!(told("a > bool 1").is_empty());
        assert!(told("1 < 2").is_empty());
        assert!(told("a >").is_empty());
        assert_eq!(told("a>1 or b>1 or c>1 or d>1 or e>1").len(), MOST);
    }
}
