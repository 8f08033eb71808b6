//! What a platform has promised to keep to, as limits on what expressions measure.
//!
//! ```text
//! policy: golden signals ─┐
//! profiles: signals ──────┴─► Objective ─┐
//! alert: expr ─ condition ─► Condition ──┴─► do they limit the same, and how far apart?
//! ```

mod condition;
mod quantity;

use crate::base::Bound;
use crate::promql::parse;
use crate::spec::policy::{Amount, GoldenSignal, SignalSource};
use crate::spec::{Policy, Profile};

pub use condition::{Condition, conditions};
use quantity::{Measured, measured};

/// A limit that a platform has promised to keep to.
#[derive(Clone, Debug)]
pub struct Objective {
    /// The golden signal's name.
    pub name: String,
    /// The limit, as people wrote it.
    pub bound: Bound<Amount>,
    measured: Measured,
}

/// How near to an objective a limit is the same as the objective: a twentieth of the objective, or of
/// what it leaves to be missed, whichever is less.
const NEAR: f64 = 0.05;

impl Objective {
    /// The objectives of a policy, where it is told or a profile tells what their signals measure.
    pub fn of(policy: &Policy, profiles: &[Profile]) -> Vec<Self> {
        let signals = policy.golden_signals.iter();
        signals
            .flat_map(|(name, signal)| {
                let texts = expressions(signal, profiles);
                texts.into_iter().filter_map(|text| {
                    let expr = parse(text).ok()?;
                    Some(Self {
                        name: name.clone(),
                        bound: signal.objective,
                        measured: measured(&expr)?,
                    })
                })
            })
            .collect()
    }

    /// Whether a condition asks the same as this objective, with the objective as its limit: it is met
    /// where the objective is missed, or nearly so.
    pub fn is_limit_of(&self, condition: &Condition<'_>) -> bool {
        let Some(own) = measured(condition.value).filter(|own| own.is_like(&self.measured)) else {
            return false;
        };
        let objective = self.bound.limit.number();
        // Both as limits on what is measured below the arithmetic.
        let promised = (objective - self.measured.shift) / self.measured.scale;
        let limit = (condition.limit - own.shift) / own.scale;
        let is_missed_above = self.bound.comparison.is_upper() == (self.measured.scale > 0.0);
        let is_met_above = condition.is_met_above == (own.scale > 0.0);
        let room = match self.bound.limit {
            Amount::Share(share) => share.as_f64().min(1.0 - share.as_f64()),
            Amount::Time(_) | Amount::Money(_) | Amount::Number(_) => objective,
        };
        let near = (room * NEAR / self.measured.scale).abs();
        is_missed_above == is_met_above && (limit - promised).abs() <= near
    }
}

/// What a golden signal is computed from: one expression, or that of each profile that has it.
fn expressions<'a>(signal: &'a GoldenSignal, profiles: &'a [Profile]) -> Vec<&'a str> {
    match &signal.from {
        SignalSource::Promql(text) => vec![text],
        SignalSource::Profile(name) => {
            let signals = profiles
                .iter()
                .filter_map(|one| one.signals.get(&name.value));
            signals.map(|signal| &*signal.promql).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Source;

    fn is_limit(signal: &str, bound: &str, alert: &str) -> bool {
        let objective = Objective {
            name: "signal".to_owned(),
            bound: bound.parse().unwrap(),
            measured: measured(&parse(signal).unwrap()).unwrap(),
        };
        let alert = parse(alert).unwrap();
        conditions(&alert)
            .iter()
            .any(|condition| objective.is_limit_of(condition))
    }

    #[test]
    fn an_objective_is_known_again_however_it_is_asked() {
        let success = "sum(rate(ok[1m])) / sum(rate(all[1m]))";
        for alert in [
            "sum by (a) (rate(ok[5m])) / sum by (a) (rate(all[5m])) < 0.99",
            "0.99 > sum(increase(ok[5m])) / (sum(increase(all[5m])) > 0) and on () up == 1",
            "1 - sum(rate(ok[5m])) / sum(rate(all[5m])) > 0.01",
            "100 * (1 - sum(rate(ok[5m])) / sum(rate(all[5m]))) > 1",
            "a > 5 or (sum(rate(ok[5m])) / sum(rate(all[5m])) < 0.9901)",
        ] {
            assert!(is_limit(success, ">= 99%", alert), "{alert}");
        }
        let spend = "sum by (tenant) (increase(spend[1m]))";
        for alert in [
            "sum by (tenant) (increase(spend[5m])) / 5 > 0.5",
            "60 * sum by (tenant) (rate(spend[5m])) > 0.5",
        ] {
            assert!(is_limit(spend, "<= $0.50", alert), "{alert}");
        }
        let p95 = "histogram_quantile(0.95, sum by (le) (rate(d_bucket[1m])))";
        let slow = "histogram_quantile(0.95, sum by (le, model) (rate(d_bucket[5m]))) > 3";
        assert!(is_limit(p95, "<= 3s", slow));
    }

    #[test]
    fn another_limit_another_side_or_another_question_is_not_it() {
        let success = "sum(rate(ok[1m])) / sum(rate(all[1m]))";
        for alert in [
            "sum(rate(ok[5m])) / sum(rate(all[5m])) < 0.95",
            "sum(rate(ok[5m])) / sum(rate(all[5m])) < 0.999",
            "sum(rate(ok[5m])) / sum(rate(all[5m])) > 0.99",
            "1 - sum(rate(ok[5m])) / sum(rate(all[5m])) > 0.05",
            "sum(rate(ok{a=\"b\"}[5m])) / sum(rate(all[5m])) < 0.99",
            "sum(rate(ok[5m])) / sum(rate(all[5m])) < bool 0.99",
        ] {
            assert!(!is_limit(success, ">= 99%", alert), "{alert}");
        }
        let spend = "sum by (tenant) (increase(spend[1m]))";
        for alert in [
            "sum by (tenant) (rate(spend[5m])) > 0.5",
            "sum(increase(spend[1m])) > 0.5",
        ] {
            assert!(!is_limit(spend, "<= $0.50", alert), "{alert}");
        }
    }

    #[test]
    fn signals_come_from_the_policy_or_from_profiles() {
        let read = |path: &str, text: &str| Source::new(path, text);
        let policy = include_str!("../../../drills/policy.yaml");
        let policy = Policy::read(&read("policy.yaml", policy)).unwrap();
        let profile = include_str!("../../../drills/profiles/reference.yaml");
        let profile = Profile::read(&read("reference.yaml", profile)).unwrap();
        let found = Objective::of(&policy, &[profile]);
        let names: Vec<&str> = found.iter().map(|one| &*one.name).collect();
        let wanted: Vec<&String> = policy.golden_signals.keys().collect();
        assert_eq!(names, wanted);
    }
}
