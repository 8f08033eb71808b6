//! Who spent what.

use maud::{Markup, html};

use crate::report::RunReport;
use crate::report::story::{cost, spent};
use crate::report::words::one_line;

pub(super) fn write(told: &RunReport) -> Markup {
    let spent = spent(told);
    let Some(plan) = told.plan().filter(|_| !spent.is_empty()) else {
        return html! {};
    };
    let limits = &plan.brief.drill.limits;
    html! {
        section #spent {
            h2 { "Who spent what" }
            p.dim.small {
                "The drill's own requests: " (plan.brief.drill.traffic.rate) " for model " code { (one_line(&plan.brief.drill.traffic.model)) }
                ". They used " (told.seen().tokens) " of " (limits.tokens.count()) " tokens, and "
                (told.seen().spent.rounded()) " of " (limits.spend) "."
            }
            div.wide {
                table {
                    tr {
                        th { "Sent by" } th { "Answered by" } th.number { "Requests" } th.number { "Answered" } th.number { "Tokens" } th.number { "Cost" }
                    }
                    @for one in &spent {
                        tr {
                            td { (one.caller) }
                            td { (one_line(&one.served_by)) }
                            td.number { (one.requests) }
                            td.number { (one.answered) }
                            td.number { (one.tokens) }
                            td.number { (cost(one)) }
                        }
                    }
                }
            }
        }
    }
}
