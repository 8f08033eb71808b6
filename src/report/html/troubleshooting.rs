//! The table that findings link to.

use maud::{Markup, html};

use crate::report::story::troubleshooting::TABLE;

pub(super) fn write() -> Markup {
    html! {
        section #troubleshooting {
            h2 { "Troubleshooting" }
            div.wide {
                table {
                    tr { th { "Symptom" } th { "Check" } th { "Fix" } }
                    @for row in TABLE {
                        tr id=(row.id) { td { strong { (row.name) } } td { (row.check) } td { (row.fix) } }
                    }
                }
            }
        }
    }
}
