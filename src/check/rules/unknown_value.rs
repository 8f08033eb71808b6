//! A value that a label never has.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity, closest};
use crate::promql::{MatchOperator, Matcher};

pub(super) const LINT: Lint = Lint {
    code: "series/unknown-value",
    severity: Severity::Warning,
    page: include_str!("pages/unknown_value.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let Some(selector) = part.selector() else {
            return;
        };
        let Some(series) = case.series(selector) else {
            return;
        };
        for matcher in &selector.matchers {
            let Some(known) = series.values(&matcher.name) else {
                continue;
            };
            let Some(wrong) = unknown(matcher, known) else {
                continue;
            };
            let (label, profile) = (&matcher.name, &series.profiles[0]);
            let message = format!("by profile `{profile}`, `{label}` is never `{wrong}`");
            let hint = match closest(wrong, known.iter().map(String::as_str)) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("its values are `{}`", known.join("`, `")),
            };
            let place = case.label_place(part.span, label);
            found.push(
                case.in_expr(&LINT, place, "never has this value", message)
                    .hint(hint),
            );
        }
    });
    found
}

/// What a matcher names that is none of the known values.
fn unknown<'m>(matcher: &'m Matcher, known: &[String]) -> Option<&'m str> {
    let is_known = |value: &str| value.is_empty() || known.iter().any(|one| one == value);
    let value = &*matcher.value;
    match matcher.operator {
        MatchOperator::Equal | MatchOperator::NotEqual => (!is_known(value)).then_some(value),
        MatchOperator::Like | MatchOperator::NotLike => {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '|');
            if value.chars().all(is_plain) {
                return value.split('|').find(|word| !is_known(word));
            }
            let asks =
                |value: &str| matcher.matches(value) == (matcher.operator == MatchOperator::Like);
            let any = known.iter().any(|value| asks(value)) || asks("");
            (!any).then_some(value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, by_profiles};
    use super::LINT;

    #[test]
    fn only_known_values_are_asked_for() {
        let pointed = |matcher: &str| {
            by_profiles(
                &LINT,
                &alert(
                    &format!("rate(llm_requests_total{{{matcher}}}[5m]) > 1"),
                    "",
                ),
            )
        };
        for wrong in [
            r#"status="eror""#,
            r#"status!="500""#,
            r#"status=~"success|bad""#,
            r#"status=~"5..""#,
        ] {
            assert_eq!(pointed(wrong), ["status"], "{wrong}");
        }
        for right in [
            r#"status="error""#,
            r#"status=~"success|error""#,
            r#"status=~"succ.*""#,
            r#"status!="""#,
            r#"model="x""#,
        ] {
            assert_eq!(pointed(right), [""; 0], "{right}");
        }
    }
}
