//! The report as a page that stands alone: no script, nothing fetched, by day, by night, on paper
//! and on a phone.
//!
//! From top to bottom: what was left behind; what it came to, in sentences; what to fix first; the
//! promises; the pictures; and what there is to be looked up.

mod changes;
mod charts;
mod figures;
mod findings;
mod index;
mod left_behind;
mod page;
mod prediction;
mod promises;
mod spent;
mod surroundings;
mod timeline;
mod top;
mod troubleshooting;
mod words;

use maud::html;

use super::RunReport;
use super::story::{broken, title};

pub use index::html_index;

/// The run as a page of HTML that needs no other file.
pub fn html(told: &RunReport) -> String {
    let word = told.outcome().word();
    let heading = format!("{word}: {} · {}", title(told), told.drill());
    let about = broken(told).unwrap_or_else(|| heading.clone());
    let body = html! {
        (left_behind::write(told, ""))
        (top::write(told))
        (findings::write(told))
        (promises::write(told))
        (timeline::write(told))
        (charts::service(told))
        (charts::alerts(told))
        (prediction::write(told))
        (spent::write(told))
        (changes::write(told))
        (troubleshooting::write(told))
        (surroundings::write(told))
        (page::footer(told))
    };
    page::page(&heading, &about, &body)
}
