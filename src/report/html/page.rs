//! The page around everything.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::RunReport;

const STYLE: &str = include_str!("style.css");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A whole page.
pub(super) fn page(title: &str, about: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="description" content=(about);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    };
    page.into_string() + "\n"
}

/// What identifies the run, for whoever keeps the page.
pub(super) fn footer(told: &RunReport) -> Markup {
    html! {
        footer {
            "firedrill " (VERSION)
            @if let Some(run) = told.run() { " · run " (run) }
            " · " (told.seen().records) " records"
            @if let Some(hash) = told.hash() { " · journal " code { (hash) } }
        }
    }
}
