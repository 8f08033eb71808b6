//! The golden signals are signals of a profile.

use super::alert::Alert;
use super::subject::Subject;
use crate::base::{Problem, Spanned, closest};
use crate::spec::policy::SignalSource;

const CODE: &str = "policy/unknown-signal";

pub(super) fn check(subject: &Subject, _: &[Alert]) -> Vec<Problem> {
    let (source, policy) = subject.policy;
    let names = || {
        subject
            .profiles
            .iter()
            .flat_map(|profile| profile.signals.keys())
    };
    if subject.profiles.is_empty() {
        return Vec::new();
    }
    let unknown = policy
        .golden_signals
        .values()
        .filter_map(|signal| match &signal.from {
            SignalSource::Profile(name) => (!names().any(|one| *one == name.value)).then_some(name),
            SignalSource::Promql(_) => None,
        });
    let problem = |name: &Spanned<String>| {
        let hint = match closest(&name.value, names().map(String::as_str)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "write `promql:` with an expression, or add it to a profile".to_owned(),
        };
        Problem::error(CODE, format!("no profile has a signal `{}`", name.value))
            .at(source, name.span, "not known")
            .hint(hint)
    };
    unknown.map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::super::small::Small;

    #[test]
    fn a_signal_that_no_profile_has_is_red() {
        let told = Small::new()
            .with("policy.yaml", "signal: success", "signal: succes")
            .only();
        assert!(told.contains("policy/unknown-signal"), "{told}");
        assert!(told.ends_with("did you mean `success`?"), "{told}");
    }
}
