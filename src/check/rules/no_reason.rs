//! A comment that silences findings and does not say why.

use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};

pub(super) const LINT: Lint = Lint {
    code: "lint/no-reason",
    severity: Severity::Warning,
    page: include_str!("pages/no_reason.md"),
    needs: Needs::Rules,
    judge: Judge::Comments,
};

pub(super) fn finding() -> Problem {
    LINT.finding("a finding is silenced without a reason")
        .hint("write `because …` after it: whoever reads the rule next cannot ask you")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, pointed};
    use super::LINT;

    #[test]
    fn who_silences_a_finding_says_why() {
        let rules = |comment: &str| {
            format!(
                "groups:\n- name: g\n  rules:\n  {comment}\n  - {{alert: A, expr: 'rate(a[5m])'}}\n"
            )
        };
        let without = "# firedrill: allow(alert/no-condition)";
        assert_eq!(pointed(&LINT, &rules(without)), [without]);
        assert_eq!(
            pointed(&LINT, &rules(&format!("{without} because"))).len(),
            1
        );
        let reasoned = rules(&format!("{without} because it is a heartbeat"));
        assert_eq!(codes(&reasoned), [""; 0]);
    }
}
