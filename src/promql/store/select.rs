//! Which series a selector means.

use super::{Column, Store};
use crate::base::Labels;
use crate::promql::expr::Selector;

impl Store {
    /// The series that pass all matchers, in the order in which they came.
    pub(in crate::promql) fn select<'s, 'q>(
        &'s self,
        selector: &'q Selector,
    ) -> impl Iterator<Item = &'s Column> + use<'s, 'q> {
        let ids = selector
            .metric()
            .map(|name| self.index.by_metric.get(name).map_or(&[][..], |ids| ids));
        let named = ids.unwrap_or_default().iter();
        let named = named.filter_map(|id| self.columns.get(id.0 as usize));
        let all = if ids.is_none() {
            &self.columns[..]
        } else {
            &[]
        };
        named
            .chain(all)
            .filter(|column| passes(&column.labels, selector))
    }
}

fn passes(labels: &Labels, selector: &Selector) -> bool {
    selector
        .matchers
        .iter()
        .all(|matcher| matcher.matches(labels.get(&matcher.name)))
}
