//! A template that reads a label that the alert's series cannot have.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::alerts::rules::EntryPlaces;
use crate::alerts::template::{LabelRead, Template};
use crate::base::{Problem, Severity};
use crate::check::flow::{Branch, Flow, Presence, Reason};

pub(super) const LINT: Lint = Lint {
    code: "template/label-gone",
    severity: Severity::Warning,
    page: include_str!("pages/label_gone.md"),
    needs: Needs::Rules,
    judge: Judge::Flow(judge),
};

fn judge(case: &Case<'_>, flow: &Flow<'_>) -> Vec<Problem> {
    let Some(alert) = case.alert() else {
        return Vec::new();
    };
    let labels = alert.labels.iter().zip(&alert.places.labels);
    let annotations = alert.annotations.iter().zip(&alert.places.annotations);
    let mut found = Vec::new();
    for ((_, template), places) in labels.chain(annotations) {
        for read in template.labels_read() {
            found.extend(gone(case, flow, &read, template, places));
        }
    }
    found
}

fn gone(
    case: &Case<'_>,
    flow: &Flow<'_>,
    read: &LabelRead,
    template: &Template,
    places: &EntryPlaces,
) -> Option<Problem> {
    let name = &*read.name;
    let branches = &flow.result.branches;
    let missing: Vec<(&Branch<'_>, Reason)> = (branches.iter())
        .filter_map(|branch| {
            let fact = branch.labels.get(name);
            (fact.presence == Presence::Impossible).then_some((branch, fact.reason))
        })
        .collect();
    let (branch, reason) = missing.first()?;
    let why = reason.why_missing(&case.query().text);
    let (severity, message, hint) = if missing.len() == branches.len() {
        let message = format!("the alert's series never have `{name}`: {why}");
        (
            Severity::Warning,
            message,
            format!("keep `{name}` in the expression, or leave it out here"),
        )
    } else if read.is_guarded {
        return None;
    } else {
        let part = case
            .text(branch.of.span)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let message = format!("`{name}` is empty where `{part}` is what fires: {why}");
        (
            Severity::Hint,
            message,
            format!("write `{{{{ if $labels.{name} }}}}` around it, or keep it there"),
        )
    };
    let place = places.part(case.source, template.text(), read.span);
    let problem = LINT
        .finding(message)
        .at(case.source, place, "not there")
        .hint(hint);
    Some(Problem {
        severity,
        ..problem
    })
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::super::testing::{alert, pointed, problems};
    use super::LINT;
    use crate::base::Severity;

    fn rules(expr: &str, summary: &str) -> String {
        let more = format!("    annotations:\n      summary: '{summary}'\n");
        alert(expr, &more)
    }

    #[test]
    fn a_label_that_the_expression_drops_is_pointed_at() {
        let found = |expr: &str, summary: &str| pointed(&LINT, &rules(expr, summary));
        let text = "{{ $labels.pod }} of {{ $labels.job }}";
        assert_eq!(found("sum by (job) (x) > 1", text), ["$labels.pod"]);
        assert_eq!(found("sum(x) > 1", text), ["$labels.pod", "$labels.job"]);
        assert_eq!(found("x > 1", text), [""; 0]);
        assert_eq!(found("sum by (job, pod) (x) > 1", text), [""; 0]);
        assert_eq!(found("absent(x{job=\"a\"})", text), ["$labels.pod"]);
    }

    #[test]
    fn a_label_that_only_some_alternatives_have_is_a_hint() {
        let severities = |summary: &str| {
            let told = problems(&rules("x > 1 or absent(x)", summary), &Known::default());
            let own = told.into_iter().filter(|problem| problem.code == LINT.code);
            own.map(|problem| problem.severity).collect::<Vec<_>>()
        };
        assert_eq!(severities("{{ $labels.pod }}"), [Severity::Hint]);
        assert_eq!(
            severities("{{ if $labels.pod }}{{ $labels.pod }}{{ end }}"),
            []
        );
    }
}
