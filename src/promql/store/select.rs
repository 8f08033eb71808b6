//! Which series a selector means.

use super::{Column, SeriesId, Store};
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

impl Store {
    /// The series that pass all matchers, but for so many that were asked before; and how many can be
    /// asked. Those that come in later are asked last.
    pub(in crate::promql) fn select_from(
        &self,
        selector: &Selector,
        asked: usize,
    ) -> (Vec<SeriesId>, usize) {
        let known = selector.names_metric().map(|(place, _)| place);
        let passes = |id: &SeriesId| {
            let column = self.column(*id);
            column.is_some_and(|column| passes(&column.labels, selector, known))
        };
        if let Some((_, name)) = selector.names_metric() {
            let ids = self.index.by_metric.get(name).map_or(&[][..], |ids| ids);
            let more = ids.iter().skip(asked).copied();
            return (more.filter(passes).collect(), ids.len());
        }
        let ids = (0..).map(SeriesId).take(self.columns.len()).skip(asked);
        (ids.filter(passes).collect(), self.columns.len())
    }

    /// The series of this number.
    pub(in crate::promql) fn column(&self, id: SeriesId) -> Option<&Column> {
        self.columns.get(id.0 as usize)
    }
}

/// Whether labels pass all matchers, but for one that they are known to pass.
fn passes(labels: &Labels, selector: &Selector, known: Option<usize>) -> bool {
    let matchers = selector.matchers.iter().enumerate();
    matchers
        .filter(|(place, _)| Some(*place) != known)
        .all(|(_, matcher)| matcher.matches(labels.get(&matcher.name)))
}
