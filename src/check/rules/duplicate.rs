//! A rule that is there twice.

use std::collections::BTreeMap;

use super::lint::{Judge, Lint, Needs};
use super::{Known, Placed, RuleSet};
use crate::base::{Problem, Severity};

pub(super) const LINT: Lint = Lint {
    code: "rule/duplicate",
    severity: Severity::Warning,
    page: include_str!("pages/duplicate.md"),
    needs: Needs::Rules,
    judge: Judge::Set(judge),
};

fn judge(set: &RuleSet, _: &Known) -> Vec<Problem> {
    let mut known: BTreeMap<_, Placed<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for placed in set.rules() {
        let name: &str = placed.rule.name();
        let key = (placed.makes(), placed.rule.query().expr.to_string());
        let twin = known.get(&key);
        if let Some(twin) = twin {
            let first = twin.source.locate(twin.rule.name_span().start);
            let problem = LINT
                .finding(format!(
                    "`{name}` is written twice, with the same expression and labels"
                ))
                .at(placed.source, placed.rule.name_span(), "the second one")
                .hint(format!("remove one of them; the first is at {first}"));
            found.push(problem);
        } else {
            known.insert(key, placed);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::pointed;
    use super::LINT;

    fn twins(first: &str, second: &str) -> Vec<String> {
        pointed(
            &LINT,
            &format!("groups:\n- name: g\n  rules:\n  - {first}\n  - {second}\n"),
        )
    }

    #[test]
    fn the_second_of_two_is_told() {
        let first = "{alert: A, expr: up  ==  0}";
        assert_eq!(
            twins(first, "{alert: A, expr: (up) == 0, for: 5m}"),
            [""; 0]
        );
        assert_eq!(twins(first, "{alert: A, expr: up == 0, for: 5m}"), ["A"]);
        assert_eq!(twins(first, "{alert: B, expr: up == 0}"), [""; 0]);
        assert_eq!(
            twins(first, "{alert: A, expr: up == 0, labels: {a: b}}"),
            [""; 0]
        );
        assert_eq!(
            twins("{record: a, expr: up}", "{record: a, expr: up}"),
            ["a"]
        );
        assert_eq!(
            twins("{record: a, expr: up}", "{alert: a, expr: up}"),
            [""; 0]
        );
    }
}
