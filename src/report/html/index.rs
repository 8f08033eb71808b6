//! Several drills on one page, each a link to its own.

use maud::{Markup, html};

use super::words::{badge, look, prose};
use super::{figures, left_behind, page};
use crate::base::Duration;
use crate::drill::Outcome;
use crate::report::RunReport;
use crate::report::story::{broken, counted, happened, hypothesis, meaning, title};
use crate::report::words::spoken;

/// What people open first: every drill in a few sentences. `skipped` are drills that were not run;
/// a drill's own page is looked for at `DRILL/report.html`.
pub fn html_index(results: &[RunReport], skipped: &[&str]) -> String {
    let worst = results.iter().map(RunReport::outcome).max();
    let heading = match worst {
        Some(worst) => format!("{}: fire drills", worst.word()),
        None => "No drill was run".to_owned(),
    };
    let body = html! {
        @for told in results { (left_behind::write(told, told.drill())) }
        h1 { "Fire drills" }
        @if let Some(worst) = worst {
            p { (badge(worst)) " exit " (worst.exit_code()) ": " (meaning(worst)) }
            (summary(results))
        } @else { p { "No drill was run." } }
        div.cards { @for told in results { (card(told)) } }
        @if !skipped.is_empty() {
            section {
                h2 { "Not run" }
                p { @for drill in skipped { code { (drill) } " " } }
            }
        }
    };
    page::page(&heading, &heading, &body)
}

/// A row for each drill.
fn summary(results: &[RunReport]) -> Markup {
    let passed = results
        .iter()
        .filter(|told| told.outcome() == Outcome::Pass);
    let after = |took: Option<Duration>| took.map_or_else(|| "–".to_owned(), spoken);
    html! {
        section {
            h2 { (passed.count()) " of " (results.len()) " drills passed" }
            div.wide {
                table {
                    tr {
                        th { "Drill" } th { "Result" } th { "Promises" }
                        th.number { "Detected after" } th.number { "Mitigated after" }
                    }
                    @for told in results {
                        tr {
                            td { a href={ (told.drill()) "/report.html" } { (told.drill()) } }
                            td { strong.(look(told.outcome())) { (told.outcome().word()) } }
                            td { (counted(told)) }
                            td.number { (after(told.time_to_detect())) }
                            td.number { (after(told.time_to_mitigate())) }
                        }
                    }
                }
            }
        }
    }
}

fn card(told: &RunReport) -> Markup {
    let outcome = told.outcome();
    html! {
        header.top.(look(outcome)) style="margin:0" {
            (badge(outcome))
            h1 style="font-size:1.25rem" {
                a href={ (told.drill()) "/report.html" } { (title(told)) }
            }
            dl.story {
                @if let Some(broken) = broken(told) {
                    dt { "Broken on purpose" }
                    dd { (prose(&broken)) }
                }
                @if let Some(hypothesis) = hypothesis(told) {
                    dt { "What should happen" }
                    dd { (prose(&hypothesis)) }
                }
                dt { "What happened" }
                dd { (prose(&happened(told))) }
            }
            (figures::write(told))
            p.dim.small style="margin:.9rem 0 0" { "Promises: " (counted(told)) }
        }
    }
}
