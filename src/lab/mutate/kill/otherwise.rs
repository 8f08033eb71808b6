//! The same series with other values of the labels that matchers name: a matcher that is dropped or
//! changed is told only by what passes one of the two.

use super::input::Input;
use crate::base::Labels;
use crate::lab::sample::samples;
use crate::promql::{Expr, Given, MatchOperator, Matcher};

/// Values of labels that are tried.
const VALUES_MOST: usize = 8;
/// By how much what stands beside a series differs from it.
const BESIDE: [f64; 3] = [1.0, 0.0, 3.0];

/// The input with one series, or all of them, in another place, and with a second one there.
pub(super) fn inputs(base: &Input, rule: &Expr, mutant: &Expr) -> Vec<Input> {
    let mut inputs = Vec::new();
    for (name, value) in values(rule, mutant).into_iter().take(VALUES_MOST) {
        let elsewhere = |(labels, given): &(Labels, Given)| {
            let moved = labels.with(&name, &value);
            (moved != *labels).then(|| (moved, given.clone()))
        };
        let with = |series: Vec<(Labels, Given)>| Input {
            series,
            ..base.clone()
        };
        for (number, one) in base.series.iter().enumerate() {
            let Some(moved) = elsewhere(one) else {
                continue;
            };
            let mut instead = base.series.clone();
            instead[number] = moved.clone();
            inputs.push(with(instead));
            for factor in BESIDE {
                let mut beside = base.series.clone();
                beside.push((moved.0.clone(), super::varied::times(&moved.1, factor)));
                inputs.push(with(beside));
            }
        }
        let all = base.series.iter();
        let all = all.map(|one| elsewhere(one).unwrap_or_else(|| one.clone()));
        inputs.push(with(all.collect()));
    }
    inputs
}

/// Values of labels that the matchers of only one of the two ask for, or that come near it.
fn values(rule: &Expr, mutant: &Expr) -> Vec<(String, String)> {
    let (ours, theirs) = (matchers(rule), matchers(mutant));
    let only = |one: &[Matcher], other: &[Matcher]| {
        let is_known = |matcher: &Matcher| other.iter().any(|known| same(known, matcher));
        let new = one.iter().filter(|matcher| !is_known(matcher));
        new.cloned().collect::<Vec<_>>()
    };
    let mut values: Vec<(String, String)> = Vec::new();
    let differing = [only(&ours, &theirs), only(&theirs, &ours)].concat();
    for matcher in differing.iter().filter(|one| one.name != Labels::NAME) {
        let asked = match matcher.operator {
            MatchOperator::Equal | MatchOperator::NotEqual => vec![matcher.value.clone()],
            MatchOperator::Like | MatchOperator::NotLike => samples(&matcher.value),
        };
        for value in asked.into_iter().chain(["other".to_owned(), String::new()]) {
            let pair = (matcher.name.clone(), value);
            if !values.contains(&pair) {
                values.push(pair);
            }
        }
    }
    values
}

fn same(one: &Matcher, other: &Matcher) -> bool {
    (&one.name, one.operator, &one.value) == (&other.name, other.operator, &other.value)
}

fn matchers(expr: &Expr) -> Vec<Matcher> {
    let mut found = Vec::new();
    expr.walk(&mut |part| {
        let selector = part.selector();
        found.extend(selector.into_iter().flat_map(|one| one.matchers.clone()));
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql;

    #[test]
    fn only_what_matchers_say_otherwise_is_tried() {
        let parse = |text: &str| promql::parse(text).unwrap();
        let rule = parse(r#"a{x="1", code=~"5..|429"}"#);
        let told = |mutant: &str| {
            let values = values(&rule, &parse(mutant)).into_iter();
            let told = values.map(|(name, value)| format!("{name}={value}"));
            told.collect::<Vec<_>>()
        };
        assert_eq!(told(r#"a{code=~"5..|429"}"#), ["x=1", "x=other", "x="]);
        let changed = told(r#"a{x="1", code=~"5..|429_other"}"#);
        for wanted in ["code=429", "code=500", "code=429_other"] {
            assert!(changed.iter().any(|one| one == wanted), "{changed:?}");
        }
        assert_eq!(told(r#"b{x="1", code=~"5..|429"}"#), Vec::<String>::new());
    }
}
