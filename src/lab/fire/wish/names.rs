//! The labels that the result of an expression surely has where its series have those it names.

use std::collections::BTreeSet;

use crate::base::Labels;
use crate::promql::{
    Binary, BinaryOperator, Call, Expr, ExprKind, Grouping, MatchOperator, Selector, Side,
};

/// The labels of what an expression gives.
pub(super) fn given(expr: &Expr) -> BTreeSet<String> {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Text(_) => BTreeSet::new(),
        ExprKind::Selector(selector) | ExprKind::Range(selector, _) => of_selector(selector),
        ExprKind::Subquery(subquery) => given(&subquery.inner),
        ExprKind::Sign { operand: inner, .. } | ExprKind::Parenthesis(inner) => given(inner),
        ExprKind::Binary(binary) => of_binary(binary),
        ExprKind::Aggregate(aggregate) => match &aggregate.grouping {
            None => BTreeSet::new(),
            Some(Grouping::Only(labels)) => labels.iter().cloned().collect(),
            Some(Grouping::AllBut(labels)) => without(given(&aggregate.inner), labels),
        },
        ExprKind::Call(call) => of_call(call),
    }
}

fn of_selector(selector: &Selector) -> BTreeSet<String> {
    let matchers = selector.matchers.iter();
    let asking = matchers.filter(|matcher| {
        matcher.name != Labels::NAME
            && !matcher.matches("")
            && matcher.operator != MatchOperator::NotLike
    });
    asking.map(|matcher| matcher.name.clone()).collect()
}

fn of_binary(binary: &Binary) -> BTreeSet<String> {
    let (mut left, right) = (given(&binary.left), given(&binary.right));
    match (binary.operator, &binary.matching.labels) {
        (BinaryOperator::And | BinaryOperator::Unless, _) => left,
        (BinaryOperator::Or, _) => left.into_iter().chain(right).collect(),
        (_, labels) => match (binary.matching.many, labels) {
            (Some(Side::Left), _) => {
                left.extend(binary.matching.include.iter().cloned());
                left
            }
            (Some(Side::Right), _) => {
                let mut many = right;
                many.extend(binary.matching.include.iter().cloned());
                many
            }
            (None, Some(Grouping::Only(labels))) => labels.iter().cloned().collect(),
            (None, Some(Grouping::AllBut(labels))) => {
                without(left.into_iter().chain(right).collect(), labels)
            }
            (None, None) => left.into_iter().chain(right).collect(),
        },
    }
}

fn of_call(call: &Call) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = call.arguments.iter().flat_map(given).collect();
    match call.function.name {
        "label_replace" | "label_join" => {
            names.extend(text(call, 1).map(str::to_owned));
        }
        "histogram_quantile" => drop(names.remove("le")),
        "scalar" | "vector" => names.clear(),
        _ => {}
    }
    names
}

/// The text that stands as an argument.
pub(super) fn text(call: &Call, place: usize) -> Option<&str> {
    match &call.arguments.get(place)?.bare().kind {
        ExprKind::Text(text) => Some(text),
        ExprKind::Number(_)
        | ExprKind::Selector(_)
        | ExprKind::Range(..)
        | ExprKind::Subquery(_)
        | ExprKind::Sign { .. }
        | ExprKind::Binary(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Call(_)
        | ExprKind::Parenthesis(_) => None,
    }
}

fn without(mut names: BTreeSet<String>, labels: &[String]) -> BTreeSet<String> {
    names.retain(|name| !labels.contains(name));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::parse;

    fn told(text: &str) -> Vec<String> {
        given(&parse(text).unwrap()).into_iter().collect()
    }

    #[test]
    fn a_result_has_the_labels_that_its_parts_leave() {
        assert_eq!(told("a{x=\"1\", y!=\"\", z!=\"1\"}"), ["x", "y"]);
        assert_eq!(told("sum by (z) (a{x=\"1\"})"), ["z"]);
        assert_eq!(told("sum without (x) (a{x=\"1\", y=\"1\"})"), ["y"]);
        assert_eq!(told("a{x=\"1\"} / on (z) group_left (w) b"), ["w", "x"]);
        assert_eq!(told("a{x=\"1\"} and b{y=\"1\"}"), ["x"]);
        assert_eq!(
            told("label_replace(a, \"dst\", \"$1\", \"src\", \"(.*)\")"),
            ["dst"]
        );
    }
}
