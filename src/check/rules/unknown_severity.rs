//! A severity that there is not.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use super::no_severity::SEVERITY;
use crate::base::{Problem, Severity, closest};

pub(super) const LINT: Lint = Lint {
    code: "alert/unknown-severity",
    severity: Severity::Error,
    page: include_str!("pages/unknown_severity.md"),
    needs: Needs::Severities,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let (Some(alert), Some(severities)) = (case.alert(), &case.known.severities) else {
        return Vec::new();
    };
    let labels = alert.labels.iter().zip(&alert.places.labels);
    let wrong = labels.filter(|((name, value), _)| {
        name == SEVERITY && value.is_literal() && !severities.contains(value.text())
    });
    wrong
        .map(|((_, value), place)| {
            let value = value.text();
            let known = severities.iter().map(String::as_str);
            let near = closest(value, known.clone());
            let listed: Vec<&str> = known.collect();
            LINT.finding(format!("there is no severity `{value}`"))
                .at(case.source, place.text, "no such severity")
                .hint(near.map_or_else(
                    || format!("the severities are {}", listed.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::super::testing::{alert, problems};
    use super::LINT;

    #[test]
    fn a_severity_is_one_that_there_is() {
        let known = Known {
            severities: Some(["sev1", "sev2"].map(String::from).into()),
            ..Known::default()
        };
        let codes = |severity: &str| {
            let rules = alert("a > 1", &format!("    labels: {{severity: {severity}}}\n"));
            let problems = problems(&rules, &known).into_iter();
            problems.map(|problem| problem.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("sev3"), [LINT.code]);
        assert_eq!(codes("sev1"), [""; 0]);
        assert_eq!(codes("'{{ $labels.severity }}'"), [""; 0]);
    }
}
