//! The receivers of the policy exist, and reach somebody.

use super::alert::Alert;
use super::subject::Subject;
use crate::base::{Problem, closest};

const NO_RECEIVER: &str = "policy/unknown-receiver";
const REACHES_NOBODY: &str = "policy/receiver-reaches-nobody";

pub(super) fn check(subject: &Subject, _: &[Alert]) -> Vec<Problem> {
    let (source, policy) = subject.policy;
    let (routes, routing) = subject.routing;
    let mut problems = Vec::new();
    for (role, receiver) in &policy.receivers {
        let name = &*receiver.value;
        match routing.receiver(name) {
            Some(found) if found.integrations.is_empty() => {
                let message = format!("the receiver `{name}` reaches nobody");
                let hint =
                    format!("add the integration that reaches {role}, such as `webhook_configs`");
                let problem = Problem::error(REACHES_NOBODY, message);
                let problem = problem.at(routes, found.place.0, "no integration");
                problems.push(problem.hint(hint));
            }
            Some(_) => {}
            None => {
                let message = format!("`{}` has no receiver `{name}`", routes.name);
                let names = routing.receivers.iter().map(|receiver| &*receiver.name);
                let hint = match closest(name, names) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => "add it there, or name the receiver that reaches them".to_owned(),
                };
                let problem = Problem::error(NO_RECEIVER, message);
                let label = format!("to reach {role}");
                problems.push(problem.at(source, receiver.span, label).hint(hint));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn a_role_whose_receiver_is_not_there_is_red() {
        let told = Small::new()
            .with("policy.yaml", "ticket: queue", "ticket: queues")
            .told();
        let told = told
            .iter()
            .find(|told| told.contains("policy/unknown-receiver"));
        let told = told.expect("the receiver is missing");
        assert!(
            told.contains("`alertmanager.yaml` has no receiver `queues`"),
            "{told}"
        );
        assert!(told.ends_with("did you mean `queue`?"), "{told}");
    }

    #[test]
    fn a_receiver_without_an_integration_is_red() {
        let told = Small::new()
            .with(
                "alertmanager.yaml",
                "{name: boss, webhook_configs: [{url: \"http://boss\"}]}",
                "{name: boss}",
            )
            .only();
        assert!(told.contains("policy/receiver-reaches-nobody"), "{told}");
        assert!(told.contains("alertmanager.yaml:"), "{told}");
    }
}
