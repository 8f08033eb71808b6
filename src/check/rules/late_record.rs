//! A recording that is written after it is used.

use std::collections::BTreeMap;

use super::lint::{Judge, Lint, Needs};
use super::{Known, RuleSet};
use crate::alerts::rules::Rule;
use crate::base::{Problem, Severity};
use crate::promql::Selector;

pub(super) const LINT: Lint = Lint {
    code: "record/late",
    severity: Severity::Warning,
    page: include_str!("pages/late_record.md"),
    needs: Needs::Rules,
    judge: Judge::Set(judge),
};

fn judge(set: &RuleSet, _: &Known) -> Vec<Problem> {
    let mut found = Vec::new();
    for document in &set.documents {
        for group in &document.rules.groups {
            let mut first: BTreeMap<&str, usize> = BTreeMap::new();
            for (index, rule) in group.rules.iter().enumerate() {
                if matches!(rule, Rule::Record(_)) {
                    first.entry(rule.name()).or_insert(index);
                }
            }
            if first.is_empty() {
                continue;
            }
            for (index, rule) in group.rules.iter().enumerate() {
                rule.query().expr.walk(&mut |part| {
                    let metric = part.selector().and_then(Selector::metric);
                    let Some(metric) = metric.filter(|metric| {
                        first.get(metric).is_some_and(|written| *written > index)
                    }) else {
                        return;
                    };
                    let span = rule.query().place(&document.source, part.span);
                    let message = format!(
                        "`{metric}` is written further down in this group: this is its value of the evaluation before"
                    );
                    let problem = LINT
                        .finding(message)
                        .at(&document.source, span, "one evaluation old")
                        .hint("move the recording above its first use");
                    found.push(problem);
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::pointed;
    use super::LINT;

    fn rules(first: &str, second: &str) -> String {
        format!("groups:\n- name: g\n  rules:\n  - {first}\n{second}\n")
    }

    const RECORD: &str = "{record: 'a:b', expr: 'rate(c[5m])'}";
    const ALERT: &str = "{alert: A, expr: 'a:b > 1'}";

    #[test]
    fn a_recording_stands_above_its_use() {
        assert_eq!(
            pointed(&LINT, &rules(ALERT, &format!("  - {RECORD}"))),
            ["a:b"]
        );
        assert_eq!(
            pointed(&LINT, &rules(RECORD, &format!("  - {ALERT}"))),
            [""; 0]
        );
        let another_group = format!("- name: h\n  rules:\n  - {RECORD}");
        assert_eq!(pointed(&LINT, &rules(ALERT, &another_group)), [""; 0]);
    }
}
