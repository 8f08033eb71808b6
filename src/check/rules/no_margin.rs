//! A limit that is the objective itself.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::check::objective::{Condition, Objective, conditions};

pub(super) const LINT: Lint = Lint {
    code: "alert/no-margin",
    severity: Severity::Warning,
    page: include_str!("pages/no_margin.md"),
    needs: Needs::Objectives,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    if case.alert().is_none() {
        return Vec::new();
    }
    let conditions = conditions(case.expr());
    let found = conditions.iter().filter_map(|condition| {
        let mut objectives = case.known.objectives.iter();
        let objective = objectives.find(|objective| objective.is_limit_of(condition))?;
        Some(told(case, condition, objective))
    });
    found.collect()
}

fn told(case: &Case<'_>, condition: &Condition<'_>, objective: &Objective) -> Problem {
    let Objective { name, bound, .. } = objective;
    let message =
        format!("the limit is the objective of `{name}` itself, `{bound}`: there is no margin");
    let place = condition.limit_span;
    case.in_expr(&LINT, place, "no margin", message)
        .hint("page clearly beyond the objective, or warn clearly before it is missed")
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::super::testing::{alert, fragments_of};
    use super::LINT;
    use crate::base::Source;
    use crate::check::objective::Objective;
    use crate::spec::{Policy, Profile};

    #[test]
    fn a_limit_keeps_away_from_the_objective() {
        let policy = include_str!("../../../drills/policy.yaml");
        let policy = Policy::read(&Source::new("policy.yaml", policy)).unwrap();
        let profile = include_str!("../../../drills/profiles/reference.yaml");
        let profile = Profile::read(&Source::new("reference.yaml", profile)).unwrap();
        let known = Known {
            objectives: Objective::of(&policy, &[profile]),
            ..Known::default()
        };
        let hallucinations = "sum(rate(llm_hallucination_detected_total[5m])) / sum(rate(llm_eval_samples_total[5m]))";
        let pointed = |limit: &str| {
            let rules = alert(&format!("{hallucinations} > {limit}"), "");
            fragments_of(&LINT, &rules, &known)
        };
        assert_eq!(pointed("0.05"), ["0.05"]);
        assert_eq!(pointed("0.051"), ["0.051"]);
        assert_eq!(pointed("0.15"), [""; 0], "a page, clearly beyond");
        assert_eq!(pointed("0.03"), [""; 0], "a warning, clearly before");
    }
}
