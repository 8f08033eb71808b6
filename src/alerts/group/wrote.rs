//! The series that a rule wrote last.

use std::collections::BTreeSet;

use crate::base::Labels;
use crate::promql::{STALE_NAN, SeriesId, Store, StoreId, is_stale};

/// The series that a rule wrote last; those that it does not write again end.
#[derive(Clone, Debug, Default)]
pub(super) struct Wrote {
    series: Vec<Written>,
    /// Where it wrote them.
    store: StoreId,
}

#[derive(Clone, Debug)]
struct Written {
    labels: Labels,
    value: f64,
    /// Its place in that store.
    id: SeriesId,
}

impl Wrote {
    /// Writes these series, and ends those that were written before and are not now.
    ///
    /// What somebody else wrote for this time stays, as in Prometheus: that a series ends is then not
    /// said, and another value of it is an error.
    pub(super) fn write(
        &mut self,
        store: &mut Store,
        at_ms: i64,
        series: Vec<(Labels, f64)>,
    ) -> Result<(), String> {
        let is_home = store.is(&self.store);
        let mut written = Vec::with_capacity(series.len());
        let mut refused = None;
        for (place, (labels, value)) in series.into_iter().enumerate() {
            let known = self.series.get(place).filter(|_| is_home);
            let known = known.filter(|known| known.labels.is_same(&labels));
            let id = known.map_or_else(|| store.series(&labels), |known| known.id);
            match store.append_new_to(id, at_ms, value) {
                Ok(()) => written.push(Written { labels, value, id }),
                Err(other) => refused = Some(duplicate(&labels, value, other)),
            }
        }
        self.end_others(&written, store, at_ms);
        self.series = written;
        if !is_home {
            self.store = store.id().remembered();
        }
        refused.map_or(Ok(()), Err)
    }

    /// Writes the same once more.
    pub(super) fn again(&mut self, store: &mut Store, at_ms: i64) -> Result<(), String> {
        let same = self.series.iter();
        let same = same.map(|written| (written.labels.clone(), written.value));
        self.write(store, at_ms, same.collect())
    }

    fn end_others(&self, written: &[Written], store: &mut Store, at_ms: i64) {
        let are_same = self.series.len() == written.len()
            && (self.series.iter().zip(written)).all(|(old, new)| old.labels.is_same(&new.labels));
        if are_same {
            return;
        }
        let now: BTreeSet<&Labels> = written.iter().map(|series| &series.labels).collect();
        for ended in self.series.iter().filter(|old| !now.contains(&old.labels)) {
            let id = store.series(&ended.labels);
            // What somebody else writes on does not end.
            let _ = store.append_new_to(id, at_ms, STALE_NAN);
        }
    }
}

/// That a series has another value at this time already.
fn duplicate(labels: &Labels, value: f64, other: f64) -> String {
    let other = if is_stale(other) {
        "ends".to_owned()
    } else {
        format!("is {other}")
    };
    format!(
        "duplicate sample for timestamp: {labels} would be {value}, and {other} at this time already"
    )
}
