//! A comment that silences nothing.

use super::LINTS;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity, closest};

pub(super) const LINT: Lint = Lint {
    code: "lint/unused-silence",
    severity: Severity::Warning,
    page: include_str!("pages/unused_silence.md"),
    needs: Needs::Rules,
    judge: Judge::Comments,
};

pub(super) fn not_understood() -> Problem {
    LINT.finding("this comment silences nothing: it is not understood")
        .hint("write `# firedrill: allow(CODE) because …`")
}

pub(super) fn no_such_lint(code: &str) -> Problem {
    let near = closest(code, LINTS.iter().map(|lint| lint.code));
    LINT.finding(format!(
        "this comment silences nothing: there is no lint `{code}`"
    ))
    .hint(near.map_or_else(
        || "`firedrill rules explain` lists them".to_owned(),
        |near| format!("did you mean `{near}`?"),
    ))
}

pub(super) fn nothing(code: &str) -> Problem {
    LINT.finding(format!("nothing here is a case of `{code}` any more"))
        .hint("remove the comment, so that it does not hide the next one")
}

#[cfg(test)]
mod tests {
    use super::super::testing::pointed;
    use super::LINT;

    #[test]
    fn a_comment_that_nothing_needs_is_told() {
        for (comment, wanted) in [
            ("# firedrill: allow(alert/no-condition) because x", 1),
            ("# firedrill: allow(alert/no-kondition) because x", 1),
            ("# firedrill: alow(alert/no-condition) because x", 1),
            ("# firedrill: allow() because x", 1),
            ("# firedrills: are good", 0),
            ("# the word firedrill: is no comment of ours", 0),
            ("# pint disable alerts/comparison", 0),
        ] {
            let rules = format!(
                "{comment}\ngroups:\n- name: g\n  rules:\n  - {{alert: A, expr: a > 1, for: 1m}}\n"
            );
            assert_eq!(pointed(&LINT, &rules).len(), wanted, "{comment}");
        }
    }
}
