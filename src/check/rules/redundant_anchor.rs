//! Anchors where everything is anchored anyway.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::MatchOperator;

pub(super) const LINT: Lint = Lint {
    code: "query/redundant-anchor",
    severity: Severity::Hint,
    page: include_str!("pages/redundant_anchor.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let Some(selector) = part.selector() else {
            return;
        };
        for matcher in &selector.matchers {
            let is_pattern = matches!(
                matcher.operator,
                MatchOperator::Like | MatchOperator::NotLike
            );
            let value = &matcher.value;
            let ends = value.ends_with('$') && !value.ends_with("\\$");
            if !is_pattern || !(value.starts_with('^') || ends) {
                continue;
            }
            let span = case.matcher(part.span, matcher);
            let message = "a matcher always matches the whole value, with anchors or without";
            found.push(
                case.in_expr(&LINT, span, "anchored anyway", message)
                    .hint("remove `^` and `$`; for a part of the value write `.*` around it"),
            );
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn patterns_are_anchored_anyway() {
        let rules = alert("a{b=~\"^c.*\", d!~\"e|f$\", g=~\"h.+\", i=\"^j\"} > 0", "");
        assert_eq!(pointed(&LINT, &rules), ["b=~\"^c.*\"", "d!~\"e|f$\""]);
    }
}
