//! Every promise, what became of it, and what that rests on.

use maud::{Markup, html};

use super::words::{moment, prose, status};
use crate::drill::verdict::Promise;
use crate::report::RunReport;
use crate::report::story::{counted, evidence};
use crate::report::words::{humane, one_line};

pub(super) fn write(told: &RunReport) -> Markup {
    let promises = &told.verdict().promises;
    html! {
        @if !promises.is_empty() {
            section #promises {
                h2 { "Promises: " (counted(told)) }
                ul.promises { @for promise in promises { (written(told, promise)) } }
            }
        }
    }
}

fn written(told: &RunReport, promise: &Promise) -> Markup {
    let (look, mark, word) = status(promise.status);
    html! {
        li {
            span.mark.(look) { (mark) " " (word) }
            span { (prose(&humane(&one_line(&promise.promise)))) }
            span.seen {
                (prose(&humane(&one_line(&promise.seen))))
                @if let Some(code) = promise.code { " " code { (code) } }
            }
            @if !promise.evidence.is_empty() {
                details {
                    summary {
                        "evidence: "
                        @if promise.evidence.len() == 1 { "record " } @else { "records " }
                        (numbers(&promise.evidence)) " of the journal"
                    }
                    ul {
                        @for record in &promise.evidence {
                            @let found = evidence(told, *record);
                            li {
                                "record " (found.record)
                                @if let Some(at) = found.at { ", " (moment(told, at)) }
                                ": " (found.what)
                            }
                        }
                    }
                }
            }
        }
    }
}

fn numbers(records: &[u64]) -> String {
    match records {
        [first, last] if *last > first + 1 => format!("{first} to {last}"),
        _ => {
            let texts: Vec<String> = records.iter().map(u64::to_string).collect();
            texts.join(", ")
        }
    }
}
