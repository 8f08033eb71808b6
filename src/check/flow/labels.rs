//! Which labels the series of a result can have.

use std::borrow::Cow;

use super::reason::Reason;
use crate::base::Labels;
use crate::promql::Grouping;

/// Whether a series of a result has a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// None has it.
    Impossible,
    /// Some may have it.
    Possible,
    /// All have it.
    Guaranteed,
}

/// What is known of one label of a result.
#[derive(Clone, Debug)]
pub struct Fact<'e> {
    /// Whether it is there.
    pub presence: Presence,
    /// Its value, if it can have only one.
    pub value: Option<Cow<'e, str>>,
    /// What decides so.
    pub reason: Reason,
}

/// What is known of all labels of a result.
#[derive(Clone, Debug)]
pub struct LabelSet<'e> {
    /// What holds for every label that is not among the known ones; it guarantees nothing.
    others: Fact<'e>,
    /// Sorted by name.
    known: Vec<(&'e str, Fact<'e>)>,
}

/// A label in which the series of two sides always differ.
#[derive(Clone, Copy, Debug)]
pub struct Clash<'e> {
    /// Its name.
    pub label: &'e str,
    /// What decides about it on both sides.
    pub reasons: [Reason; 2],
}

impl<'e> Fact<'e> {
    /// A label of which nothing more is known than whether it is there.
    pub(super) const fn new(presence: Presence, reason: Reason) -> Self {
        Self {
            presence,
            value: None,
            reason,
        }
    }

    /// A label with this value; an empty one means that there is no such label.
    pub(super) fn of(value: impl Into<Cow<'e, str>>, reason: Reason) -> Self {
        let value = value.into();
        if value.is_empty() {
            return Self::new(Presence::Impossible, reason);
        }
        Self {
            presence: Presence::Guaranteed,
            value: Some(value),
            reason,
        }
    }

    /// The only value that the label can have; empty if it is never there.
    pub(super) fn only_value(&self) -> Option<&str> {
        match self.presence {
            Presence::Impossible => Some(""),
            Presence::Possible => None,
            Presence::Guaranteed => self.value.as_deref(),
        }
    }

    /// What is known if this holds of some series and `other` of the others.
    pub(super) fn or(self, other: &Self) -> Self {
        if self.presence == other.presence && self.value == other.value {
            return self;
        }
        let is_there = self.presence == Presence::Guaranteed && other.presence == self.presence;
        let presence = if is_there {
            Presence::Guaranteed
        } else {
            Presence::Possible
        };
        Self::new(presence, self.reason)
    }

    /// What is known if both hold; nothing if both cannot.
    fn and(&self, other: &Self) -> Option<Self> {
        if let (Some(a), Some(b)) = (self.only_value(), other.only_value())
            && a != b
        {
            return None;
        }
        match (self.presence, other.presence) {
            (Presence::Impossible, Presence::Guaranteed)
            | (Presence::Guaranteed, Presence::Impossible) => None,
            (Presence::Impossible, _) => Some(self.clone()),
            (_, Presence::Impossible) | (Presence::Possible, _) => Some(other.clone()),
            (Presence::Guaranteed, _) => {
                let mut both = self.clone();
                both.value = both.value.or_else(|| other.value.clone());
                Some(both)
            }
        }
    }
}

impl<'e> LabelSet<'e> {
    /// Every label is possible.
    pub(super) const fn anything(reason: Reason) -> Self {
        Self {
            others: Fact::new(Presence::Possible, reason),
            known: Vec::new(),
        }
    }

    /// No label is possible.
    pub(super) const fn nothing(reason: Reason) -> Self {
        Self {
            others: Fact::new(Presence::Impossible, reason),
            known: Vec::new(),
        }
    }

    /// What is known of a label.
    pub fn get(&self, name: &str) -> &Fact<'e> {
        self.place(name)
            .map_or(&self.others, |at| &self.known[at].1)
    }

    /// What holds for every label that [`LabelSet::known`] does not list.
    pub fn others(&self) -> &Fact<'e> {
        &self.others
    }

    /// The labels of which something is known by name, sorted.
    pub fn known(&self) -> impl Iterator<Item = (&'e str, &Fact<'e>)> {
        self.known.iter().map(|(name, fact)| (*name, fact))
    }

    /// Whether no label but the metric's name is possible among those that count.
    pub(super) fn is_empty_by(&self, grouping: Option<&Grouping>) -> bool {
        let is_gone = |name: &str| self.get(name).presence == Presence::Impossible;
        match grouping {
            Some(Grouping::Only(names)) => names.iter().all(|name| is_gone(name)),
            None | Some(Grouping::AllBut(_)) => {
                self.others.presence == Presence::Impossible
                    && self.known().all(|(name, fact)| {
                        fact.presence == Presence::Impossible || !counts(grouping, name)
                    })
            }
        }
    }

    /// Whether both know the same, whatever the reasons.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let same = |a: &Fact<'_>, b: &Fact<'_>| a.presence == b.presence && a.value == b.value;
        same(&self.others, &other.others)
            && self.known().all(|(name, fact)| same(fact, other.get(name)))
            && other.known().all(|(name, fact)| same(fact, self.get(name)))
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.known.binary_search_by(|(known, _)| (*known).cmp(name))
    }

    /// Notes what is known of a label from now on.
    pub(super) fn set(&mut self, name: &'e str, fact: Fact<'e>) {
        match self.place(name) {
            Ok(at) => self.known[at].1 = fact,
            Err(at) => self.known.insert(at, (name, fact)),
        }
    }

    /// Removes all labels but these.
    pub(super) fn keep(&mut self, names: &'e [String], reason: Reason) {
        if self.others.presence == Presence::Possible {
            self.list(names.iter().map(String::as_str));
            self.others = Fact::new(Presence::Impossible, reason);
        }
        for (name, fact) in &mut self.known {
            if fact.presence != Presence::Impossible && !names.iter().any(|kept| kept == name) {
                *fact = Fact::new(Presence::Impossible, reason);
            }
        }
    }

    /// Removes a label.
    pub(super) fn remove(&mut self, name: &'e str, reason: Reason) {
        if self.get(name).presence != Presence::Impossible {
            self.set(name, Fact::new(Presence::Impossible, reason));
        }
    }

    /// Lists labels among the known ones, whatever is known of them.
    fn list(&mut self, names: impl Iterator<Item = &'e str>) {
        for name in names {
            if self.place(name).is_err() {
                let fact = self.others.clone();
                self.set(name, fact);
            }
        }
    }

    /// What is known of those series of this side that have a partner on the other one: both agree
    /// in the labels that count.
    pub(super) fn matched(
        &self,
        other: &Self,
        grouping: Option<&'e Grouping>,
    ) -> Result<Self, Clash<'e>> {
        let mut matched = self.clone();
        let named = grouping.map_or(&[][..], Grouping::labels);
        matched.list(named.iter().map(String::as_str));
        matched.list(std::iter::once(Labels::NAME));
        matched.list(other.known().map(|(name, _)| name));
        for (label, fact) in &mut matched.known {
            if counts(grouping, label) {
                let theirs = other.get(label);
                let Some(both) = fact.and(theirs) else {
                    return Err(Clash {
                        label,
                        reasons: [fact.reason, theirs.reason],
                    });
                };
                *fact = both;
            }
        }
        if !matches!(grouping, Some(Grouping::Only(_)))
            && other.others.presence == Presence::Impossible
            && matched.others.presence == Presence::Possible
        {
            matched.others = other.others.clone();
        }
        Ok(matched)
    }
}

/// Whether a label counts where series are matched.
pub fn counts(grouping: Option<&Grouping>, name: &str) -> bool {
    match grouping {
        None => name != Labels::NAME,
        Some(Grouping::Only(names)) => names.iter().any(|n| n == name),
        Some(Grouping::AllBut(names)) => name != Labels::NAME && names.iter().all(|n| n != name),
    }
}
