//! The runbooks of alerts that tell of an incident at a provider have the step that the policy asks for.

use super::alert::Alert;
use super::known::unknown;
use super::subject::Subject;
use crate::base::Problem;
use crate::spec::Runbook;
use crate::spec::policy::ProviderSide;

const NO_STEP: &str = "policy/no-provider-step";

pub(super) fn check(subject: &Subject, alerts: &[Alert]) -> Vec<Problem> {
    let (source, policy) = subject.policy;
    let Some(side) = &policy.escalation.provider_side else {
        return Vec::new();
    };
    let names = alerts.iter().map(Alert::name).collect();
    let label = "said to tell of an incident at a provider";
    let listed = side.alerts.iter();
    let unknown = listed.filter_map(|alert| unknown(source, alert, &names, label));
    let runbooks = subject.runbooks.iter();
    let without = runbooks.filter_map(|runbook| without_step(side, runbook));
    unknown.chain(without).collect()
}

/// That a runbook serves such an alert, and does not have the step.
fn without_step(side: &ProviderSide, runbook: &Runbook) -> Option<Problem> {
    let step = side.step.as_ref()?;
    let mut served = runbook.alerts.iter();
    let alert = served.find(|alert| side.alerts.iter().any(|one| one.value == alert.value))?;
    let parts = runbook.sections.iter().flat_map(|section| &section.parts);
    let mut steps = parts.filter_map(|part| part.step.as_ref());
    if steps.any(|one| one.id.value == step.value) {
        return None;
    }
    let (alert_name, id) = (&alert.value, &step.value);
    let message =
        format!("`{alert_name}` tells of an incident at a provider, and no step is `{id}`");
    let hint = format!(
        "add a step `N. {id}: …` that says at level {}: {}",
        side.level, side.action
    );
    let label = "the policy asks for a step";
    Some(
        Problem::error(NO_STEP, message)
            .at(&runbook.source, alert.span, label)
            .hint(hint),
    )
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    fn with(side: &str) -> Small {
        let repeats = "  repeats: pager\n";
        let side = format!("{repeats}  provider_side: {{action: ask them, {side}}}\n");
        Small::new().with("policy.yaml", repeats, &side)
    }

    #[test]
    fn a_runbook_without_the_step_for_incidents_at_a_provider_is_red() {
        let told = with("step: ticket, alerts: [Harm]").only();
        assert!(told.contains("policy/no-provider-step"), "{told}");
        assert!(
            told.contains("`Harm` tells of an incident at a provider"),
            "{told}"
        );
        assert!(told.ends_with("says at level 1: ask them"), "{told}");
        let written = with("step: ticket, alerts: [Harm]").with(
            "harm.md",
            "# Harm\n",
            "# Harm\n\n## Mitigate\n\n### 1. ticket: Ask them\n\nNow.\n",
        );
        assert_eq!(written.told(), [""; 0]);
        assert_eq!(with("alerts: [Harm]").told(), [""; 0]);
    }

    #[test]
    fn an_alert_that_no_rule_makes_is_red() {
        let told = with("step: ticket, alerts: [Slo]").only();
        assert!(told.contains("policy/unknown-alert"), "{told}");
        assert!(told.ends_with("did you mean `Slow`?"), "{told}");
    }
}
