//! A part of an expression that can never return anything.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity, Span};
use crate::check::flow::{Cause, Death, Flow};

pub(super) const LINT: Lint = Lint {
    code: "dead/branch",
    severity: Severity::Warning,
    page: include_str!("pages/dead_branch.md"),
    needs: Needs::Rules,
    judge: Judge::Flow(judge),
};

fn judge(case: &Case<'_>, flow: &Flow<'_>) -> Vec<Problem> {
    let mut found: Vec<Problem> = Vec::new();
    flow.walk(&mut |part| {
        for death in &part.result.deaths {
            // That one of several alternatives does not pass may be what they are there for, as in
            // `(count(x) or vector(0)) == 0`.
            let is_choice = matches!(death.cause, Cause::Comparison | Cause::Disjoint { .. });
            if is_choice && !part.is_dead() {
                continue;
            }
            let place = if part.is_dead() {
                part.expr.span
            } else {
                death.span
            };
            let Some((message, hint)) = told(case, part, death) else {
                continue;
            };
            found.push(
                case.in_expr(&LINT, place, "never there", message)
                    .hint(hint),
            );
            if part.is_dead() {
                break;
            }
        }
    });
    found
}

/// What is wrong and what to do about it; nothing if another lint tells it.
fn told(case: &Case<'_>, part: &Flow<'_>, death: &Death<'_>) -> Option<(String, String)> {
    let text = |span: Span| shortened(case.text(span));
    Some(match death.cause {
        Cause::Clash(_) | Cause::NoBuckets(_) => return None,
        Cause::Matchers(label) => (
            format!("the matchers of `{label}` contradict each other: no series passes them all"),
            "remove one of them".to_owned(),
        ),
        Cause::Comparison => comparison(case, part, death)?,
        Cause::Disjoint { .. } => (
            "no value passes both sides of the `and`: they ask the same thing for different ones"
                .to_owned(),
            "write `or` if one of them is enough".to_owned(),
        ),
        Cause::Hidden { by } => (
            format!("this never counts: `{}` always returns something", text(by)),
            "exchange the sides, or remove one".to_owned(),
        ),
        Cause::AlwaysThere => (
            "this never returns anything: what it asks for is always there".to_owned(),
            "ask for the series that may be missing, without `or vector(…)`".to_owned(),
        ),
        Cause::NoneWanted => (
            "this keeps none of the series that it is given".to_owned(),
            "look at its numbers: `topk` needs at least 1, `clamp` its smaller bound first"
                .to_owned(),
        ),
    })
}

fn comparison(case: &Case<'_>, part: &Flow<'_>, death: &Death<'_>) -> Option<(String, String)> {
    // That a comparison with a number is never true is another lint's.
    if part.parts.iter().any(|side| side.expr.constant().is_some()) {
        return None;
    }
    let branches = part.parts.iter().flat_map(|part| &part.result.branches);
    let branch = branches
        .into_iter()
        .find(|branch| branch.of.span == death.span)?;
    let what = shortened(case.text(death.span));
    let message = format!("this is never true: `{what}` is {}", branch.values);
    let hint = "look at both sides: no value of the one passes what the other has";
    Some((message, hint.to_owned()))
}

/// A fragment as it is quoted in a sentence.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    fn found(expr: &str) -> Vec<String> {
        pointed(&LINT, &alert(expr, ""))
    }

    #[test]
    fn a_comparison_that_is_never_true_is_dead() {
        assert_eq!(
            found("sum(x) > 1 and on () vector(1) > vector(2)"),
            ["vector(1) > vector(2)"]
        );
        assert_eq!(found("count(x) < absent(y)"), ["count(x) < absent(y)"]);
        assert_eq!(found("count(x) > absent(y)"), [""; 0]);
    }

    #[test]
    fn one_thing_cannot_have_two_values() {
        assert_eq!(found("x > 5 and x < 3"), ["x > 5 and x < 3"]);
        assert_eq!(
            found("sum by (a) (x) > 5 and on (a) sum by (a) (x) < 3"),
            ["sum by (a) (x) > 5 and on (a) sum by (a) (x) < 3"]
        );
        assert_eq!(found("x > 5 and y < 3"), [""; 0]);
        assert_eq!(found("x > 5 and on (a) x < 3"), [""; 0]);
        assert_eq!(found("{a=\"b\"} > 5 and {a=\"b\"} < 3"), [""; 0]);
    }

    #[test]
    fn what_stands_behind_something_that_is_always_there_is_dead() {
        assert_eq!(found("vector(1) or on () x"), ["x"]);
        assert_eq!(found("x or vector(0) or vector(1)"), ["vector(1)"]);
        assert_eq!(found("absent(x or vector(1))"), ["absent(x or vector(1))"]);
        assert_eq!(
            found("x unless on () vector(1)"),
            ["x unless on () vector(1)"]
        );
        assert_eq!(found("(sum(x) or vector(0)) > 1"), [""; 0]);
        assert_eq!(found("(count(x) or vector(0)) == 0"), [""; 0]);
    }

    #[test]
    fn matchers_that_contradict_each_other_find_nothing() {
        assert_eq!(found("x{a=\"1\", a!~\"1|2\"}"), ["x{a=\"1\", a!~\"1|2\"}"]);
        assert_eq!(found("x{a!=\"1\", a=~\"1|2\"}"), [""; 0]);
    }
}
