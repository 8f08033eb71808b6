//! How what came differs from what was expected, each with the nearest of the other.

use std::collections::{BTreeMap, BTreeSet};

use super::{ExpectedAlert, ExpectedSample};
use crate::base::Labels;

/// Alerts or values of one side that are compared one by one; the rest is listed without its nearest.
const COMPARED_MOST: usize = 200;

/// One alert or value that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What was expected; none where something came that was not.
    pub expected: Option<String>,
    /// The nearest to it that is there, or what came unexpectedly.
    pub nearest: Option<Nearest>,
}

/// Something that is there, and nearly what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// How it is there.
    pub standing: Standing,
    /// The alert or the value.
    pub shown: String,
    /// What about it is not as expected.
    pub apart: Vec<Apart>,
}

/// How something that is nearly as expected is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It came.
    Came,
    /// An alert whose condition is true, but not for long enough.
    Pending,
    /// A series of the same metric that the query does not give.
    Given,
}

/// A part that differs, and what it is on either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// What part.
    pub part: Part,
    /// What was expected; none if it was not expected.
    pub expected: Option<String>,
    /// What came; none if it did not come.
    pub got: Option<String>,
}

/// A part of an alert or a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A label of this name; the metric's name is `__name__`.
    Label(String),
    /// An annotation of this name.
    Annotation(String),
    /// The value.
    Value,
}

/// An alert or a value in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) shown: String,
    parts: BTreeMap<Part, String>,
}

impl Item {
    pub(super) fn alert(alert: &ExpectedAlert) -> Self {
        let annotations = alert.annotations.iter();
        let annotations =
            annotations.map(|(name, value)| (Part::Annotation(name.to_owned()), value.to_owned()));
        Self {
            shown: format!("{} {}", alert.labels, alert.annotations),
            parts: labels(&alert.labels).chain(annotations).collect(),
        }
    }

    pub(super) fn sample(sample: &ExpectedSample) -> Self {
        let value = (Part::Value, sample.value.to_string());
        Self {
            shown: format!("{} {}", sample.labels, sample.value),
            parts: labels(&sample.labels).chain([value]).collect(),
        }
    }

    /// What differs, in the order of the parts.
    fn apart(&self, got: &Self) -> Vec<Apart> {
        let names: BTreeSet<&Part> = self.parts.keys().chain(got.parts.keys()).collect();
        let apart = |part: &&Part| {
            let (expected, got) = (self.parts.get(*part), got.parts.get(*part));
            (expected != got).then(|| Apart {
                part: (*part).clone(),
                expected: expected.cloned(),
                got: got.cloned(),
            })
        };
        names.iter().filter_map(apart).collect()
    }

    /// The fewer parts differ the nearer it is; labels say which alert or series it is.
    fn distance(&self, got: &Self) -> usize {
        let apart = self.apart(got).into_iter();
        apart
            .map(|apart| match apart.part {
                Part::Label(_) => 4,
                Part::Annotation(_) | Part::Value => 1,
            })
            .sum()
    }
}

fn labels(labels: &Labels) -> impl Iterator<Item = (Part, String)> {
    let labels = labels.iter();
    labels.map(|(name, value)| (Part::Label(name.to_owned()), value.to_owned()))
}

/// What is left when what is the same on both sides is taken away: pairs that are near, then what
/// has no pair; for the latter, the nearest of `others`.
pub(super) fn differences(
    expected: Vec<Item>,
    mut got: Vec<Item>,
    (standing, others): (Standing, &[Item]),
) -> Vec<Difference> {
    let mut missing = Vec::new();
    for item in expected {
        match got.iter().position(|came| *came == item) {
            Some(place) => drop(got.remove(place)),
            None => missing.push(item),
        }
    }
    let pairs = paired(&missing, &got);
    let mut differences = Vec::new();
    for (place, item) in missing.iter().enumerate() {
        let nearest = match pairs.get(&place) {
            Some(came) => Some(near(item, &got[*came], Standing::Came)),
            None => nearest(item, others).map(|other| near(item, other, standing)),
        };
        let expected = Some(item.shown.clone());
        differences.push(Difference { expected, nearest });
    }
    let taken: BTreeSet<usize> = pairs.into_values().collect();
    let surplus = got.iter().enumerate();
    let surplus = surplus.filter(|(place, _)| !taken.contains(place));
    differences.extend(surplus.map(|(_, came)| Difference {
        expected: None,
        nearest: Some(Nearest {
            standing: Standing::Came,
            shown: came.shown.clone(),
            apart: Vec::new(),
        }),
    }));
    differences
}

/// Which of what came is shown beside which of what was expected, the nearest first.
fn paired(missing: &[Item], got: &[Item]) -> BTreeMap<usize, usize> {
    let mut all = Vec::new();
    for (place, item) in missing.iter().take(COMPARED_MOST).enumerate() {
        let came = got.iter().take(COMPARED_MOST).enumerate();
        all.extend(came.map(|(came, other)| (item.distance(other), place, came)));
    }
    all.sort_unstable();
    let mut pairs = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (_, place, came) in all {
        if !pairs.contains_key(&place) && taken.insert(came) {
            pairs.insert(place, came);
        }
    }
    pairs
}

fn nearest<'a>(item: &Item, others: &'a [Item]) -> Option<&'a Item> {
    let others = others.iter().take(COMPARED_MOST);
    others.min_by_key(|other| item.distance(other))
}

fn near(item: &Item, other: &Item, standing: Standing) -> Nearest {
    Nearest {
        standing,
        shown: other.shown.clone(),
        apart: item.apart(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(labels: &[(&str, &str)], value: f64) -> Item {
        Item::sample(&ExpectedSample {
            labels: Labels::new(labels.iter().copied()),
            value,
        })
    }

    #[test]
    fn each_is_shown_beside_its_nearest_whatever_the_order() {
        let expected = vec![
            item(&[("a", "1"), ("b", "1")], 1.0),
            item(&[("a", "2"), ("b", "1")], 1.0),
        ];
        let got = vec![
            item(&[("a", "2"), ("b", "9")], 1.0),
            item(&[("a", "1"), ("b", "1")], 7.0),
        ];
        let found = differences(expected, got, (Standing::Given, &[]));
        let shown: Vec<&str> = (found.iter())
            .filter_map(|one| Some(&*one.nearest.as_ref()?.shown))
            .collect();
        assert_eq!(shown, ["{a=\"1\", b=\"1\"} 7", "{a=\"2\", b=\"9\"} 1"]);
        let apart = &found[0].nearest.as_ref().unwrap().apart;
        assert_eq!(apart.len(), 1);
        assert_eq!(apart[0].part, Part::Value);
    }

    #[test]
    fn what_is_the_same_is_left_out_and_what_has_no_pair_stands_alone() {
        let same = item(&[("a", "1")], 1.0);
        let (lone, surplus) = (item(&[("a", "2")], 1.0), item(&[("a", "3")], 1.0));
        let given = [item(&[("a", "4")], 1.0)];
        let found = differences(
            vec![same.clone(), lone],
            vec![same.clone()],
            (Standing::Given, &given),
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].nearest.as_ref().unwrap().standing, Standing::Given);
        let found = differences(
            vec![same.clone()],
            vec![same, surplus],
            (Standing::Given, &given),
        );
        assert_eq!((found.len(), &found[0].expected), (1, &None));
    }
}
