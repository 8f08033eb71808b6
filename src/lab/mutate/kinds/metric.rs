//! A metric that is called otherwise.

use crate::lab::mutate::edit::Edit;
use crate::lab::mutate::written::Written;

pub(super) fn edits(written: &Written<'_>) -> Vec<Edit> {
    let selectors = written.parts().into_iter().filter(|part| {
        let selector = part.selector();
        selector.is_some_and(|selector| selector.bare_name)
    });
    let names = selectors.filter_map(|part| {
        let name = written.first_of(part)?;
        let renamed = format!("{}_renamed", written.at(name));
        // A name in quotes stands in braces, where matchers are.
        (!renamed.starts_with('{')).then(|| Edit::new("metric/renamed", name, renamed))
    });
    names.collect()
}
