//! A link to a runbook that nobody wrote.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use super::no_runbook::RUNBOOK;
use crate::base::{Problem, Severity, closest};

pub(super) const LINT: Lint = Lint {
    code: "alert/unknown-runbook",
    severity: Severity::Error,
    page: include_str!("pages/unknown_runbook.md"),
    needs: Needs::Runbooks,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let (Some(alert), Some(runbooks)) = (case.alert(), &case.known.runbooks) else {
        return Vec::new();
    };
    let links = alert.annotations.iter().zip(&alert.places.annotations);
    let mut found = Vec::new();
    for ((_, link), place) in links.filter(|((name, _), _)| name == RUNBOOK) {
        let name = runbook(link.text());
        if !link.is_literal() || runbooks.contains(name) {
            continue;
        }
        let near = closest(name, runbooks.iter().map(String::as_str));
        found.push(
            LINT.finding(format!("there is no runbook `{name}`"))
                .at(case.source, place.text, "leads nowhere")
                .hint(near.map_or_else(
                    || "write it, or link another".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                )),
        );
    }
    found
}

/// The name of a runbook: the last part of the path that leads to it, without its ending.
fn runbook(link: &str) -> &str {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next();
    let last = last.unwrap_or_default();
    last.strip_suffix(".md")
        .or_else(|| last.strip_suffix(".html"))
        .unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::super::testing::{alert, problems};
    use super::{LINT, runbook};

    #[test]
    fn a_link_leads_to_a_runbook() {
        let known = Known {
            runbooks: Some(["model-outage".to_owned()].into()),
            ..Known::default()
        };
        let codes = |link: &str| {
            let rules = alert(
                "a > 1",
                &format!("    annotations: {{runbook_url: \"{link}\"}}\n"),
            );
            let problems = problems(&rules, &known).into_iter();
            problems.map(|problem| problem.code).collect::<Vec<_>>()
        };
        assert_eq!(codes("https://runbooks.internal/ai/model-outage"), [""; 0]);
        assert_eq!(
            codes("https://runbooks.internal/ai/safety-incident"),
            [LINT.code]
        );
        assert_eq!(codes("https://runbooks.internal/{{ $labels.a }}"), [""; 0]);
    }

    #[test]
    fn the_name_is_the_end_of_the_path() {
        for link in [
            "a",
            "x/a.md",
            "https://h/a/#steps",
            "https://h/b/a?x=y/z",
            "/a.html",
        ] {
            assert_eq!(runbook(link), "a", "{link}");
        }
    }
}
