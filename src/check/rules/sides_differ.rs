//! An operator whose sides have labels that never agree.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::check::flow::{Branch, Fact, Flow, LabelSet, Presence, Why, counts};
use crate::promql::{Binary, BinaryOperator, ExprKind, Grouping, ValueType};

pub(super) const LINT: Lint = Lint {
    code: "match/sides-differ",
    severity: Severity::Warning,
    page: include_str!("pages/sides_differ.md"),
    needs: Needs::Rules,
    judge: Judge::Flow(judge),
};

fn judge(case: &Case<'_>, flow: &Flow<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    flow.walk(&mut |part| {
        if let (ExprKind::Binary(binary), [left, right]) = (&part.expr.kind, &part.parts[..]) {
            found.extend(matched(case, binary, left, right));
        }
    });
    found
}

fn matched(case: &Case<'_>, binary: &Binary, left: &Flow<'_>, right: &Flow<'_>) -> Option<Problem> {
    let are_vectors = [left, right].map(|side| side.expr.value_type()) == [ValueType::Vector; 2];
    if !are_vectors || binary.operator == BinaryOperator::Or {
        return None;
    }
    let mut first = None;
    for one in &left.result.branches {
        for other in &right.result.branches {
            let why = difference(case, binary, one, other)?;
            first = first.or(Some(why));
        }
    }
    let symbol = binary.operator.symbol();
    let never = if binary.operator == BinaryOperator::Unless {
        "never excludes anything"
    } else {
        "never gives anything"
    };
    let message = format!("`{symbol}` {never}: {}", first?);
    let hint = "group both sides by the same labels, or say which labels count: `on (…)`";
    let place = binary.operator_span;
    Some(
        case.in_expr(&LINT, place, "the sides differ", message)
            .hint(hint),
    )
}

/// Why the series of two alternatives never agree in the labels that count.
fn difference(
    case: &Case<'_>,
    binary: &Binary,
    left: &Branch<'_>,
    right: &Branch<'_>,
) -> Option<String> {
    let grouping = binary.matching.labels.as_ref();
    let (ours, theirs) = (left.labels.known(), right.labels.known());
    let names = ours.chain(theirs).map(|(name, _)| name);
    names
        .filter(|name| counts(grouping, name))
        .find_map(|name| {
            let facts = [left.labels.get(name), right.labels.get(name)];
            if let [Some(one), Some(other)] = facts.map(|fact| fact.value.as_deref())
                && one != other
            {
                return Some(format!(
                    "`{name}` is `{one}` on the left and `{other}` on the right"
                ));
            }
            // That a label of `on` is missing is another lint's.
            if matches!(grouping, Some(Grouping::Only(_))) {
                return None;
            }
            let [one, other] = facts;
            if lacks(other, one, &left.labels) {
                let why = other.reason.why_missing(&case.query().text);
                return Some(format!(
                    "the left side has `{name}`, and on the right {why}"
                ));
            }
            lacks(one, other, &right.labels).then(|| {
                let why = one.reason.why_missing(&case.query().text);
                format!("the right side has `{name}`, and on the left {why}")
            })
        })
}

/// Whether one side never has a label that the other one has or, by its `by`, is meant to have.
fn lacks(fact: &Fact<'_>, other: &Fact<'_>, others: &LabelSet<'_>) -> bool {
    if fact.presence != Presence::Impossible {
        return false;
    }
    let is_meant = other.presence == Presence::Possible
        && others.others().presence == Presence::Impossible
        && !matches!(fact.reason.why, Why::Constant | Why::Absent | Why::Matcher);
    other.presence == Presence::Guaranteed || is_meant
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    fn found(expr: &str) -> Vec<String> {
        pointed(&LINT, &alert(expr, ""))
    }

    #[test]
    fn sides_that_are_grouped_differently_never_match() {
        assert_eq!(found("sum by (a) (x) / sum by (b) (y) > 1"), ["/"]);
        assert_eq!(found("sum by (a) (x) / sum(y) > 1"), ["/"]);
        assert_eq!(found("sum by (a) (x) unless sum by (a, b) (y)"), ["unless"]);
        assert_eq!(
            found("sum by (a) (x) / ignoring (c) sum by (a, b) (y) > 1"),
            ["/"]
        );
        assert_eq!(found("x{a=\"1\"} / sum(x) > 1"), ["/"]);
        assert_eq!(found("x{a=\"1\"} + x{a=\"2\"} > 1"), ["+"]);
        assert_eq!(found("x{a=\"1\"} + on (a) x{a=\"2\"} > 1"), ["+"]);
    }

    #[test]
    fn sides_that_may_match_are_left_alone() {
        for expr in [
            "sum by (a, b) (x) / sum by (b, a) (y) > 1",
            "sum by (a) (x) / on () group_left () sum(y) > 1",
            "sum by (a, b) (x) / ignoring (b) group_left () sum by (a) (y) > 1",
            "x / sum(y) > 1",
            "x{a=\"1\"} / x{b=\"2\"} > 1",
            "sum by (a) (x) or sum by (b) (y)",
            "sum by (a) (x) / vector(2) > 1",
            "sum by (a) (x) / (sum by (a) (y) or vector(1)) > 1",
            "sum by (a) (x) / 2 > 1",
        ] {
            assert_eq!(found(expr), [""; 0], "{expr}");
        }
    }
}
