//! A value in a label.

use super::Case;
use super::actions::actions;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};

pub(super) const LINT: Lint = Lint {
    code: "template/value-in-label",
    severity: Severity::Error,
    page: include_str!("pages/value_in_label.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let Some(alert) = case.alert() else {
        return Vec::new();
    };
    let labels = alert.labels.iter().zip(&alert.places.labels);
    let mut found = Vec::new();
    for ((name, template), place) in labels.filter(|((_, template), _)| !template.is_literal()) {
        let text = template.text();
        for action in actions(text)
            .iter()
            .filter(|action| prints_value(action.text))
        {
            let span = place.part(case.source, text, action.span);
            let message = format!(
                "the label `{name}` changes with the value: each change is a new alert that waits anew"
            );
            found.push(
                LINT.finding(message)
                    .at(case.source, span, "changes all the time")
                    .hint("put the value into an annotation"),
            );
        }
    }
    found
}

/// Whether an action prints the value; a choice by the value gives one of a few texts.
fn prints_value(action: &str) -> bool {
    let chooses = ["if ", "else", "with ", "range "];
    let mentions = action.contains("$value") || action.contains(".Value");
    mentions && !chooses.iter().any(|word| action.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn a_label_does_not_change_with_the_value() {
        let rules = |label: &str| alert("a > 1", &format!("    labels:\n      b: \"{label}\"\n"));
        let value = rules("at {{ $value | humanize }}");
        assert_eq!(pointed(&LINT, &value), ["{{ $value | humanize }}"]);
        let choice = rules("{{ if gt $value 5.0 }}high{{ else }}low{{ end }} {{ $labels.b }}");
        assert_eq!(pointed(&LINT, &choice), [""; 0]);
    }
}
