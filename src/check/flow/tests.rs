//! What is said of expressions that people write.

use super::{Always, Flow, Presence, analyse};
use crate::promql::{Expr, parse};

fn expr(text: &str) -> Expr {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `+` for a label that is guaranteed, `?` for one that is possible, `-` with the reason for one
/// that is not, for each alternative.
fn label(text: &str, name: &str) -> Vec<String> {
    let expr = expr(text);
    let flow = analyse(&expr);
    let branches = flow.result.branches.iter();
    branches
        .map(|branch| {
            let fact = branch.labels.get(name);
            match fact.presence {
                Presence::Guaranteed => "+".to_owned(),
                Presence::Possible => "?".to_owned(),
                Presence::Impossible => format!("- {}", fact.reason.why_missing(text)),
            }
        })
        .collect()
}

fn values(text: &str) -> Vec<String> {
    let expr = expr(text);
    let flow: Flow<'_> = analyse(&expr);
    let branches = flow.result.branches.iter();
    branches.map(|branch| branch.values.to_string()).collect()
}

#[test]
fn a_label_is_traced_to_what_removes_it() {
    for (text, told) in [
        ("a", "?"),
        ("a{x=\"1\"}", "+"),
        ("a{x!=\"\"}", "+"),
        ("a{x=\"\"}", "- `a{x=\"\"}` asks for series without it"),
        ("sum by (x) (a)", "?"),
        (
            "sum by (y) (sum by (x) (a{x=\"1\"}))",
            "- `by (y)` removes it",
        ),
        ("sum by (x) (sum by (y) (a))", "- `by (y)` removes it"),
        ("sum without (x) (a)", "- `without (x)` removes it"),
        ("sum(a)", "- `sum` removes it"),
        ("topk(3, a{x=\"1\"})", "+"),
        ("a + on (y) b", "- `on (y)` leaves it out"),
        ("a + ignoring (x) b", "- `ignoring (x)` leaves it out"),
        ("a * on (y) group_left (x) b{x=\"1\"}", "+"),
        (
            "a * on (y) group_left (x) sum by (y) (b)",
            "- `by (y)` removes it",
        ),
        ("a + b{x=\"1\"}", "+"),
        ("a and b{x=\"1\"}", "+"),
        ("absent(a{x=\"1\"})", "+"),
        ("absent(a)", "- `absent` gives only labels that `=` fixes"),
        ("vector(1)", "- `vector(1)` has no labels"),
        ("label_replace(sum(a), \"x\", \"v\", \"\", \"\")", "+"),
        ("label_replace(a, \"x\", \"$1\", \"y\", \"(.+)\")", "?"),
        (
            "label_replace(a{y=\"1-2\"}, \"x\", \"$1\", \"y\", \"(.*)-2\")",
            "+",
        ),
        ("count_values(\"x\", a)", "+"),
        (
            "max_over_time(sum by (y) (a)[5m:1m])",
            "- `by (y)` removes it",
        ),
    ] {
        assert_eq!(label(text, "x"), [told], "{text}");
    }
}

#[test]
fn a_metrics_name_survives_filters_only() {
    for (text, told) in [
        ("a > 1", "+"),
        ("a > bool 1", "- `>` drops the metric's name"),
        ("a * 2", "- `*` drops the metric's name"),
        ("rate(a[5m])", "- `rate` drops the metric's name"),
        ("last_over_time(a[5m])", "+"),
        ("topk(1, a)", "+"),
        ("a and b", "+"),
        ("a > b", "+"),
        ("a > on (x) b", "- `on (x)` leaves it out"),
    ] {
        assert_eq!(label(text, "__name__"), [told], "{text}");
    }
}

#[test]
fn alternatives_are_told_apart_until_they_are_too_many() {
    let two = ["+".to_owned(), "- `sum` removes it".to_owned()];
    assert_eq!(label("a{x=\"1\"} or sum(b)", "x"), two);
    assert_eq!(label("sum(a or b)", "x").len(), 1);
    let many: Vec<String> = (0..65).map(|at| format!("a{at}{{x=\"1\"}}")).collect();
    assert_eq!(label(&many[..64].join(" or "), "x").len(), 64);
    assert_eq!(label(&many.join(" or "), "x"), ["?"]);
}

#[test]
fn values_are_bounded_by_constants_and_comparisons() {
    for (text, told) in [
        ("a", "any number"),
        ("a > 5", "more than 5"),
        ("5 >= a", "at most 5"),
        ("2 * (a > 5) + 1", "at least 11"),
        ("a > bool 5", "at least 0 and at most 1"),
        ("count(a)", "at least 1"),
        ("max by (x) (a < 3)", "less than 3"),
        ("hour()", "at least 0 and at most 23"),
        ("sum(vector(2))", "always 2"),
        ("absent(a)", "always 1"),
        ("vector(3 - 1)", "always 2"),
        ("clamp_max(a, 7)", "at most 7"),
    ] {
        assert_eq!(values(text), [told], "{text}");
    }
}

#[test]
fn what_always_or_never_returns_is_known() {
    let always = |text: &str| analyse(&expr(text)).result.always;
    assert_eq!(always("vector(1)"), Always::Unlabelled);
    assert_eq!(always("sum(a) or vector(0)"), Always::Unlabelled);
    assert_eq!(always("a or on (x) vector(0)"), Always::Something);
    assert_eq!(always("vector(1) > 0"), Always::Unlabelled);
    assert_eq!(always("(sum(a) or vector(0)) > 0"), Always::No);
    assert_eq!(always("absent(a > 3 < 2)"), Always::Unlabelled);
    let is_dead = |text: &str| analyse(&expr(text)).is_dead();
    assert!(is_dead("vector(1) > 2"));
    assert!(is_dead("sum(a{x=\"1\", x=\"2\"})"));
    assert!(is_dead("histogram_quantile(0.9, sum by (x) (rate(a[5m])))"));
    assert!(!is_dead("(count(a) or vector(0)) == 0"));
    assert_eq!(label("sum by (x) (a or vector(0)) > 0", "x"), ["?"]);
    assert_eq!(label("sum by (x) (a or vector(0)) >= 0", "x").len(), 2);
}
