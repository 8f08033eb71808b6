//! A regular expression that is none.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::MatchOperator;

pub(super) const LINT: Lint = Lint {
    code: "query/needless-regex",
    severity: Severity::Hint,
    page: include_str!("pages/needless_regex.md"),
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
            let plain = match matcher.operator {
                MatchOperator::Like => "=",
                MatchOperator::NotLike => "!=",
                MatchOperator::Equal | MatchOperator::NotEqual => continue,
            };
            let (name, value) = (&matcher.name, &matcher.value);
            if value.is_empty() || !value.chars().all(is_plain) {
                continue;
            }
            let span = case.matcher(part.span, matcher);
            let message =
                format!("`{value}` is matched as a regular expression, and is plain text");
            found.push(
                case.in_expr(&LINT, span, "no pattern", message)
                    .hint(format!(
                        "write `{name}{plain}\"{value}\"`, which also is quicker"
                    )),
            );
        }
    });
    found
}

/// Whether a character means itself in a regular expression, wherever it stands.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || "-_/:,@ ".contains(c)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn plain_text_needs_no_pattern() {
        let rules = alert(
            "up{job=\"a\", instance!~\"b\"} == 0 and a{job =~ 'c'} > 1",
            "",
        );
        assert_eq!(pointed(&LINT, &rules), ["instance!~\"b\"", "job =~ 'c'"]);
        let rules = alert("a{b=~\"c|d\", e=~\"f.*\", g=~\"\", h=\"i\"} > 0", "");
        assert_eq!(pointed(&LINT, &rules), [""; 0]);
    }
}
