//! The labels of series that match, and find each other.

use std::collections::{BTreeMap, BTreeSet};

use super::demand::Demand;
use super::wish::{Link, Wish};
use crate::base::Labels;
use crate::lab::sample::samples;
use crate::promql::{self, MatchOperator, Matcher};

/// The value of a label of which nothing is asked.
const ANY: &str = "a";
/// Values for what must not be something.
const OTHERS: [&str; 4] = [ANY, "other", "1", ""];
/// The limit of a histogram's bucket.
pub(super) const LIMIT: &str = "le";

/// The value of each label, the same for all series that need not have another.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<String, String>);

impl Values {
    pub(super) fn of(wish: &Wish) -> Self {
        let mut values = Self::default();
        for demand in &wish.demands {
            for (name, value) in &demand.fixed {
                values
                    .0
                    .entry(name.clone())
                    .or_insert_with(|| value.clone());
            }
            for name in asked(demand) {
                if name != LIMIT && name != Labels::NAME {
                    values.learn(demand, &name);
                }
            }
        }
        for link in &wish.links {
            values.link(link);
        }
        values
    }

    /// Takes over what a selector asks of a label, if it is the first that does.
    fn learn(&mut self, demand: &Demand, name: &str) {
        if !self.0.contains_key(name)
            && !passes(&demand.matchers, name, "")
            && let Some(value) = candidates(&demand.matchers, name)
                .into_iter()
                .find(|value| passes(&demand.matchers, name, value))
        {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// Makes one label what it is made of another.
    fn link(&mut self, link: &Link) {
        let known = self.0.get(&link.from).cloned();
        let same = self.0.get(&link.to).cloned();
        let from = known.or_else(|| {
            let made = |from: &String| link.makes(from).as_ref() == same.as_ref();
            let from_same = same.clone().filter(|value| made(value));
            from_same.or_else(|| {
                let samples = [ANY.to_owned()].into_iter().chain(samples(&link.pattern));
                let mut fitting = samples.filter(|text| link.makes(text).is_some());
                fitting.next()
            })
        });
        if let Some(from) = from {
            if let Some(made) = link.makes(&from) {
                self.0.entry(link.to.clone()).or_insert(made);
            }
            self.0.insert(link.from.clone(), from);
        }
    }

    /// The labels of a series that a demand asks for; none if nothing passes its matchers.
    pub(super) fn labels(&self, demand: &Demand) -> Option<Labels> {
        let mut names: BTreeSet<String> = asked(demand);
        names.extend(demand.names.iter().cloned());
        names.extend(demand.fixed.keys().cloned());
        let mut pairs = Vec::new();
        for name in names {
            if name == LIMIT && demand.bucket.is_some() && passes(&demand.matchers, LIMIT, "1") {
                continue;
            }
            let is_wanted = demand.names.contains(&name) || demand.fixed.contains_key(&name);
            if !is_wanted && passes(&demand.matchers, &name, "") {
                continue;
            }
            let own = demand.fixed.get(&name).or_else(|| self.0.get(&name));
            let default = if name == LIMIT { "+Inf" } else { ANY };
            let known = own.cloned().into_iter();
            let mut possible = known
                .chain(candidates(&demand.matchers, &name))
                .chain([default.to_owned()]);
            let value = possible.find(|value| passes(&demand.matchers, &name, value))?;
            pairs.push((name, value));
        }
        Some(Labels::new(pairs))
    }
}

impl Link {
    /// What the label is made into; none if the pattern does not match.
    fn makes(&self, from: &str) -> Option<String> {
        let text = format!(
            "label_replace(label_replace(vector(1), \"from\", {from:?}, \"\", \"\"), \"to\", {:?}, \
             \"from\", {:?})",
            self.replacement, self.pattern
        );
        let expr = promql::parse(&text).ok()?;
        let store = promql::Store::default();
        let value = promql::evaluate(&expr, &store, 0, &promql::Options::default()).ok()?;
        let promql::Value::Vector(samples) = value else {
            return None;
        };
        let made = samples.first()?.labels.get("to").to_owned();
        (!made.is_empty()).then_some(made)
    }
}

/// The labels of which a demand asks something.
fn asked(demand: &Demand) -> BTreeSet<String> {
    let matchers = demand.matchers.iter();
    matchers.map(|matcher| matcher.name.clone()).collect()
}

/// Values that may pass all matchers of a label.
fn candidates(matchers: &[Matcher], name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for matcher in matchers.iter().filter(|matcher| matcher.name == name) {
        match matcher.operator {
            MatchOperator::Equal => found.push(matcher.value.clone()),
            MatchOperator::Like => found.extend(samples(&matcher.value)),
            MatchOperator::NotEqual | MatchOperator::NotLike => {}
        }
    }
    found.extend(OTHERS.map(str::to_owned));
    found
}

fn passes(matchers: &[Matcher], name: &str, value: &str) -> bool {
    let mut matchers = matchers.iter().filter(|matcher| matcher.name == name);
    matchers.all(|matcher| matcher.matches(value))
}

/// Whether a series passes all matchers.
pub(super) fn selects(matchers: &[Matcher], labels: &Labels) -> bool {
    let mut matchers = matchers.iter();
    matchers.all(|matcher| matcher.matches(labels.get(&matcher.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_made_of_another_as_label_replace_does() {
        let link = |pattern: &str, replacement: &str| Link {
            from: "pod".to_owned(),
            to: "node".to_owned(),
            pattern: pattern.to_owned(),
            replacement: replacement.to_owned(),
        };
        assert_eq!(link("(.*)", "$1").makes("a"), Some("a".to_owned()));
        assert_eq!(link("(.+)-x", "n-$1").makes("b-x"), Some("n-b".to_owned()));
        assert_eq!(link("(.+)-x", "$1").makes("b"), None);
    }
}
