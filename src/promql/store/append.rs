//! The series by label set and by metric.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Column, StoreId};
use crate::base::Labels;

/// Series in memory. Cloning shares all samples until a copy is written to.
#[derive(Clone, Debug, Default)]
pub struct Store {
    pub(super) id: StoreId,
    pub(super) columns: Vec<Column>,
    pub(super) index: Arc<Index>,
}

/// Which series there are; only new label sets change it.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    by_labels: BTreeMap<Labels, SeriesId>,
    pub(super) by_metric: BTreeMap<Arc<str>, Vec<SeriesId>>,
}

/// A series of a store and of its clones, for writing many samples without comparing labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeriesId(pub(super) u32);

impl Store {
    /// The series with these labels, which is there afterwards.
    pub fn series(&mut self, labels: &Labels) -> SeriesId {
        if let Some(id) = self.index.by_labels.get(labels) {
            return *id;
        }
        let id = SeriesId(u32::try_from(self.columns.len()).unwrap_or(u32::MAX));
        self.columns.push(Column::new(labels.clone()));
        let index = Arc::make_mut(&mut self.index);
        index.by_labels.insert(labels.clone(), id);
        match index.by_metric.get_mut(labels.metric()) {
            Some(ids) => ids.push(id),
            None => {
                index.by_metric.insert(Arc::from(labels.metric()), vec![id]);
            }
        }
        id
    }

    /// Adds a sample at a Unix time in milliseconds; one at the same time is replaced.
    pub fn append(&mut self, labels: &Labels, at_ms: i64, value: f64) {
        let id = self.series(labels);
        self.append_to(id, at_ms, value);
    }

    /// Adds a sample to a series of this store unless there is one at its time, as Prometheus does,
    /// which replaces none. The other value, where the two differ.
    pub fn append_new_to(&mut self, id: SeriesId, at_ms: i64, value: f64) -> Result<(), f64> {
        let column = self.columns.get(id.0 as usize);
        match column.and_then(|column| column.value_at(at_ms)) {
            None => self.append_to(id, at_ms, value),
            Some(other) if other.to_bits() != value.to_bits() => return Err(other),
            Some(_) => {}
        }
        Ok(())
    }

    /// Adds a sample to a series of this store; see [`Store::append`].
    pub fn append_to(&mut self, id: SeriesId, at_ms: i64, value: f64) {
        if let Some(column) = self.columns.get_mut(id.0 as usize) {
            column.append(at_ms, value);
        }
    }

    /// Forgets all samples before a Unix time in milliseconds. The label sets stay known.
    pub fn forget_before(&mut self, at_ms: i64) {
        for column in &mut self.columns {
            column.forget_before(at_ms);
        }
    }

    /// How many series there are.
    pub fn series_count(&self) -> usize {
        self.columns.len()
    }

    /// How many samples there are.
    pub fn sample_count(&self) -> usize {
        self.columns.iter().map(Column::len).sum()
    }

    /// The label sets, in the order in which they came.
    pub fn labels(&self) -> impl Iterator<Item = &Labels> {
        self.columns.iter().map(|column| &column.labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(store: &Store) -> Vec<i64> {
        let column = store.columns.first().expect("a series");
        column.window((i64::MIN, i64::MAX), &mut (0..0)).0.to_vec()
    }

    #[test]
    fn samples_are_kept_in_the_order_of_their_times() {
        let labels = Labels::new([(Labels::NAME, "up")]);
        let mut store = Store::default();
        for at in [10, 30, 20, 30] {
            store.append(&labels, at, 1.0);
        }
        assert_eq!(times(&store), [10, 20, 30]);
        assert_eq!((store.series_count(), store.sample_count()), (1, 3));
    }

    #[test]
    fn a_sample_that_is_there_can_be_kept() {
        let labels = Labels::new([(Labels::NAME, "up")]);
        let mut store = Store::default();
        let up = store.series(&labels);
        assert_eq!(store.append_new_to(up, 10, 1.0), Ok(()));
        assert_eq!(store.append_new_to(up, 10, 1.0), Ok(()));
        assert_eq!(store.append_new_to(up, 10, 2.0), Err(1.0));
        assert_eq!(store.append_new_to(up, 20, 2.0), Ok(()));
        assert_eq!(store.append_new_to(up, 10, f64::NAN), Err(1.0));
        assert_eq!(times(&store), [10, 20]);
    }

    #[test]
    fn what_is_before_a_time_is_forgotten() {
        let labels = Labels::new([(Labels::NAME, "up")]);
        let mut store = Store::default();
        for at in 0..10 {
            store.append(&labels, at, 1.0);
        }
        store.forget_before(3);
        assert_eq!(times(&store), [3, 4, 5, 6, 7, 8, 9]);
        store.forget_before(8);
        assert_eq!(times(&store), [8, 9]);
        store.append(&labels, 7, 1.0);
        assert_eq!(times(&store), [7, 8, 9]);
    }

    #[test]
    fn a_clone_does_not_see_later_samples() {
        let labels = Labels::new([(Labels::NAME, "up")]);
        let mut store = Store::default();
        store.append(&labels, 1, 1.0);
        let fork = store.clone();
        store.append(&labels, 2, 1.0);
        assert_eq!((times(&fork).len(), times(&store).len()), (1, 2));
    }
}
