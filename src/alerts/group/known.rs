//! What was made of the series that a rule's query gave last.
//!
//! Most series are given again and again. Their labels are made once and shared from then on, so that
//! whoever comes later tells by their place in memory that they are the same.

use crate::base::Labels;
use crate::promql::Sample;

/// What was made of the series that a rule's query gave last, in their order.
#[derive(Debug, Default)]
pub(super) struct Known(pub(super) Vec<Made>);

/// What was made of one of them.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) from: Sample,
    pub(super) labels: Labels,
    /// None for a recording rule.
    pub(super) annotations: Labels,
}

impl Clone for Known {
    /// A copy has nothing to remember yet, as its query has not.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Known {
    /// What was made of the series at this place, if it has the very labels.
    pub(super) fn of(&self, place: usize, labels: &Labels) -> Option<&Made> {
        let made = self.0.get(place)?;
        made.from.labels.is_same(labels).then_some(made)
    }

    /// The series as the query gave them.
    pub(super) fn samples(&self) -> Vec<Sample> {
        self.0.iter().map(|made| made.from.clone()).collect()
    }
}
