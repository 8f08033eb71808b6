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
        let by_name = selector.names_metric();
        let ids =
            by_name.map(|(_, name)| self.index.by_metric.get(name).map_or(&[][..], |ids| ids));
        let named = ids.unwrap_or_default().iter();
        let named = named.filter_map(|id| self.columns.get(id.0 as usize));
        let all = if ids.is_none() {
            &self.columns[..]
        } else {
            &[]
        };
        named
            .chain(all)
            .filter(move |column| passes(&column.labels, selector, by_name.map(|(place, _)| place)))
    }
}

/// Whether labels pass all matchers, but for one that they are known to pass.
fn passes(labels: &Labels, selector: &Selector, known: Option<usize>) -> bool {
    let matchers = selector.matchers.iter().enumerate();
    matchers
        .filter(|(place, _)| Some(*place) != known)
        .all(|(_, matcher)| matcher.matches(labels.get(&matcher.name)))
}
