//! Where an alert will go, judged before it fires, when its rule is all that is known of it.

use super::{Matcher, Route, RouteMatch};
use crate::alerts::rules::AlertRule;
use crate::base::Labels;

/// An alert as its rule makes it.
///
/// Only the labels that are written in the rule are known. Any other may come from the series, or
/// from Prometheus' external labels.
#[derive(Clone, Debug)]
pub struct Foreseen(Labels);

/// A route that an alert may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeseenRoute {
    /// The route.
    pub route: RouteMatch,
    /// Whether it is taken whatever the other labels are.
    pub sure: bool,
}

impl Foreseen {
    /// What this rule makes.
    pub fn of(rule: &AlertRule) -> Self {
        let written = rule.labels.iter();
        let written = written.filter(|(_, template)| template.is_literal());
        let labels = written.map(|(name, template)| (&**name, template.text()));
        Self(Labels::new(labels.chain([("alertname", &*rule.name)])))
    }

    /// The labels that are known.
    pub const fn labels(&self) -> &Labels {
        &self.0
    }

    /// The value of a label, if it is known.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(known, value)| (known == name).then_some(value))
    }

    /// Whether the alert meets all of these conditions; none where that is not known.
    pub fn meets(&self, matchers: &[Matcher]) -> Option<bool> {
        let (known, open): (Vec<&Matcher>, Vec<&Matcher>) = matchers
            .iter()
            .partition(|matcher| self.get(matcher.name()).is_some());
        if known.iter().all(|matcher| matcher.matches(&self.0)) {
            open.is_empty().then_some(true)
        } else {
            Some(false)
        }
    }
}

impl Route {
    /// The routes that an alert may take, in the order of the file.
    pub fn foreseen(&self, alert: &Foreseen) -> Vec<ForeseenRoute> {
        let own = alert.meets(&self.matchers);
        if own == Some(false) {
            return Vec::new();
        }
        let mut found = Vec::new();
        // Whether a route below takes it for certain, and whether one may that stops it there.
        let (mut is_taken, mut doubtful) = (false, false);
        for route in &self.routes {
            let mut below = route.foreseen(alert);
            let matched = alert.meets(&route.matchers);
            for one in &mut below {
                one.sure &= !doubtful;
            }
            found.append(&mut below);
            is_taken |= matched == Some(true);
            if matched == Some(true) && !route.continues {
                break;
            }
            doubtful |= matched.is_none() && !route.continues;
        }
        if !is_taken {
            found.push(ForeseenRoute {
                sure: found.is_empty(),
                route: self.taken(),
            });
        }
        for one in &mut found {
            one.sure &= own == Some(true);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::Routing;
    use super::*;
    use crate::base::Source;

    const ROUTES: &str = r#"
route:
  receiver: root
  routes:
    - {receiver: both, matchers: [severity="sev1"], continue: true}
    - {receiver: tenant, matchers: [tenant="a"]}
    - {receiver: oncall, matchers: [severity=~"sev1|sev2"]}
    - {receiver: never, matchers: [severity="sev1"]}
receivers: [{name: root}, {name: both}, {name: tenant}, {name: oncall}, {name: never}]
"#;

    fn taken(labels: &[(&str, &str)]) -> Vec<(String, bool)> {
        let routing = Routing::parse(&Source::new("routes", ROUTES)).unwrap();
        let alert = Foreseen(Labels::new(labels.iter().copied()));
        let routes = routing.route.foreseen(&alert).into_iter();
        routes
            .map(|one| (one.route.receiver.to_string(), one.sure))
            .collect()
    }

    fn expected(routes: &[(&str, bool)]) -> Vec<(String, bool)> {
        let routes = routes.iter();
        routes
            .map(|(name, sure)| ((*name).to_owned(), *sure))
            .collect()
    }

    #[test]
    fn what_depends_on_an_unknown_label_is_possible_and_so_is_all_behind_it() {
        let routes = [("both", true), ("tenant", false), ("oncall", false)];
        assert_eq!(taken(&[("severity", "sev1")]), expected(&routes));
        let routes = [("tenant", false), ("root", false)];
        assert_eq!(taken(&[("severity", "sev9")]), expected(&routes));
    }

    #[test]
    fn with_all_labels_known_it_is_what_alertmanager_does() {
        let labels = [("severity", "sev2"), ("tenant", "b")];
        assert_eq!(taken(&labels), expected(&[("oncall", true)]));
        let labels = [("severity", "sev1"), ("tenant", "a")];
        assert_eq!(
            taken(&labels),
            expected(&[("both", true), ("tenant", true)])
        );
    }
}
