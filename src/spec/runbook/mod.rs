//! A runbook: what on-call does when an alert fires. Markdown, with a small YAML front matter.
//!
//! ````markdown
//! ---
//! alerts: [ModelEndpointDown]
//! responder: On-call AI platform engineer
//! class: availability
//! severity: sev1
//! escalation: 1
//! ---
//! # Model outage
//!
//! ## Mitigate
//!
//! ### 3. restart-pods: Restart the pods
//!
//! ```sh
//! kubectl rollout restart deployment/llm-inference -n ai
//! ```
//! ````
//!
//! A step is a heading of the third level with its number, its id and a title. The number is what
//! people say to each other; the id stays what it is when steps come and go, so that drills and game
//! days can refer to it.

mod anchor;
mod front_matter;
mod low;
mod markdown;
mod part;
mod read;
mod section;
mod snippet;
mod step;

use super::drill::{IncidentClass, IncidentSeverity};
use crate::base::{Source, Spanned};

pub(super) use low::LowFrontMatter;
pub use part::{Link, Part, Section};
pub use section::SectionKind;
pub use snippet::{Language, Snippet};
pub use step::Step;

/// What on-call does when an alert fires.
#[derive(Clone, Debug)]
pub struct Runbook {
    /// The file's name without `.md`, by which alerts and drills refer to it.
    pub name: String,
    /// Its text; all spans are in it.
    pub source: Source,
    /// One line for people.
    pub title: Spanned<String>,
    /// The alerts that it serves.
    pub alerts: Vec<Spanned<String>>,
    /// Who works through it.
    pub responder: String,
    /// What suffers.
    pub class: Spanned<IncidentClass>,
    /// How bad the worst of its incidents is.
    pub severity: Spanned<IncidentSeverity>,
    /// The level of escalation that it begins at: 1 is on-call.
    pub escalation: Spanned<u8>,
    /// What stands under the title and under each heading of the second level, in order.
    pub sections: Vec<Section>,
    /// Where its links lead.
    pub links: Vec<Link>,
    /// The names by which links reach its headings.
    pub anchors: Vec<String>,
}

impl Runbook {
    /// The section of this kind; the first, where there are several.
    pub fn section(&self, kind: SectionKind) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.kind == Some(kind))
    }

    /// Its steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        let parts = self.sections.iter().flat_map(|section| &section.parts);
        parts.filter_map(|part| part.step.as_ref())
    }
}
