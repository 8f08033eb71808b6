//! Can it fire? A search over simulated incidents for one that makes an alert fire.
//!
//! ```text
//! rule ─ Wishing (what must its series be?) ─► Wish ─ lines ─► Story ─ play (the group's own states)
//!           ▲                                                        │
//!           └──────────── Choices: the next combination ◄── not firing┤
//!                                                                     └► shrink ─► FoundStory
//! ```
//!
//! Thresholds are not guessed: the expression is turned around, from what it must give to what its
//! series must be, and only what is open is tried, the simplest combination first. Nothing is random,
//! so that the same rules have the same stories.

mod choices;
mod demand;
mod frame;
mod goal;
mod lines;
mod miss;
mod page;
mod play;
mod rehearse;
mod rule_set;
mod scope;
mod search;
mod shrink;
mod story;
mod test_case;
mod values;
mod wish;

#[cfg(test)]
mod tests;

pub use page::{Around, TimeToPage};
pub use rehearse::{Drilled, Rehearsal, Rehearsed};
pub use rule_set::RuleSet;
pub use search::{FoundStory, Searched};
pub use story::Story;

use super::each;
use crate::alerts::rules::{AlertRule, Group};
use crate::base::Source;

/// An alerting rule, and whether a story was found in which it fires.
#[derive(Clone, Debug)]
pub struct Tried<'a> {
    /// Its file.
    pub source: &'a Source,
    /// Its group.
    pub group: &'a Group,
    /// The rule.
    pub rule: &'a AlertRule,
    /// What the search came to.
    pub searched: Searched,
}

/// Searches for a story for each alert of a set whose name is wanted, in the order of their files.
pub fn stories<'a>(set: &'a RuleSet, wanted: &impl Fn(&str) -> bool) -> Vec<Tried<'a>> {
    let places = set.alerts();
    let named = places.into_iter().filter_map(|place| {
        let rule = set.alert(place)?;
        wanted(&rule.name).then_some((place, rule))
    });
    let named: Vec<_> = named.collect();
    let searched = each(&named, |(place, _)| search::search(set, *place));
    let tried = named
        .iter()
        .zip(searched)
        .filter_map(|((place, rule), searched)| {
            let (source, group) = set.home(*place)?;
            Some(Tried {
                source,
                group,
                rule,
                searched,
            })
        });
    tried.collect()
}
