//! Alert templates: labels and annotations with `{{ }}` in them, expanded as Prometheus does.
//!
//! ```text
//! text ─ parse ─► tree ─ check (functions, variables) ─ rewrite (Go's behaviour) ─► Template
//! Template.render(Data: labels, value, external labels, time) ─► text
//! ```

mod check;
mod data;
mod functions;
mod go;
mod humanize;
mod labels;
mod parse;
mod print;
mod rewrite;
mod texts;

pub use data::Data;
pub use labels::LabelRead;
pub use parse::{RenderError, Template, TemplateError};
