//! The front matter of a runbook: found, and understood.

use super::low::LowFrontMatter;
use crate::base::{Problem, Source, Span, Spanned};
use crate::spec::codes;
use crate::spec::drill::{IncidentClass, IncidentSeverity};
use crate::spec::reader::{Block, Count, NameRule, Reader};
use crate::spec::yaml::{self, Given};

/// What stands between the two lines of three dashes.
pub(super) struct FrontMatter {
    pub(super) alerts: Vec<Spanned<String>>,
    pub(super) responder: String,
    pub(super) class: Spanned<IncidentClass>,
    pub(super) severity: Spanned<IncidentSeverity>,
    pub(super) escalation: Spanned<u8>,
}

/// The highest level of escalation.
const LEVEL_HIGHEST: u64 = 4;

/// Where the front matter ends and where the Markdown begins, in bytes.
fn borders(text: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_fence = line.trim_end() == "---";
        match (number, is_fence) {
            (0, false) => return None,
            (0, true) | (_, false) => at += line.len(),
            (_, true) => return Some((at, at + line.len())),
        }
    }
    None
}

impl Reader<'_> {
    /// The front matter, and where the Markdown behind it begins.
    ///
    /// # Errors
    ///
    /// There is none, or a mistake in its structure.
    pub(super) fn front_matter(
        source: &Source,
    ) -> Result<(Given<LowFrontMatter>, usize), Box<Problem>> {
        let Some((end, markdown)) = borders(&source.text) else {
            return Err(Box::new(lacking(
                source,
                "this runbook has no front matter",
            )));
        };
        let typed = &source.text[..end];
        let nothing = |line: &str| line.trim().is_empty() || line.trim().starts_with('#');
        if typed.lines().skip(1).all(nothing) {
            return Err(Box::new(lacking(source, "the front matter is empty")));
        }
        // The first line of dashes begins a YAML document, so that bytes are counted alike in both.
        let alone = Source::new(source.name.clone(), typed);
        let low = yaml::read(&alone).map_err(|mut problem| {
            if let Some((place, ..)) = &mut problem.place {
                *place = source.clone();
            }
            problem
        });
        Ok((low?, markdown))
    }

    /// What the front matter means.
    pub(super) fn meant(&mut self, low: &Spanned<LowFrontMatter>) -> Option<FrontMatter> {
        let block = self.block(low.span);
        let low = &low.value;
        let alerts = self.alerts(low, block);
        let responder = self.required(
            &low.responder,
            block,
            "responder",
            "responder: On-call AI platform engineer",
        );
        let responder = self.name(responder, NameRule::Line);
        let class = self
            .present(&low.class, block, "class", "class: availability")
            .is_some()
            .then(|| self.word(&low.class, &IncidentClass::ALL, IncidentClass::name));
        let severity = self
            .present(&low.severity, block, "severity", "severity: sev2")
            .is_some()
            .then(|| {
                let all = &IncidentSeverity::ALL;
                self.word(&low.severity, all, IncidentSeverity::name)
            });
        let level = self.required(&low.escalation, block, "escalation", "escalation: 1");
        let level = self.within(level, &Count(1), &Count(LEVEL_HIGHEST));
        let level = level?;
        Some(FrontMatter {
            alerts: alerts?,
            responder: responder?.value,
            class: class??,
            severity: severity??,
            escalation: Spanned::new(u8::try_from(level.value.0).ok()?, level.span),
        })
    }

    fn alerts(&mut self, low: &LowFrontMatter, block: Block) -> Option<Vec<Spanned<String>>> {
        let list = self.present(&low.alerts, block, "alerts", "alerts: [ModelEndpointDown]")?;
        let names: Vec<_> = list
            .value
            .iter()
            .map(|item| {
                let name = self.optional(item);
                self.name(name, NameRule::Plain)
            })
            .collect();
        names.into_iter().collect()
    }
}

fn lacking(source: &Source, message: &str) -> Problem {
    Problem::error(codes::RUNBOOK_FRONT_MATTER, message)
        .at(source, Span::new(0, 0), "here")
        .hint(
            "begin with a line `---`, the keys `alerts`, `responder`, `class`, `severity` and \
             `escalation`, and another line `---`",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_matter_stands_between_the_first_two_lines_of_dashes() {
        let text = "---\na: b\n---\n# Title\n---\n";
        let (end, markdown) = borders(text).unwrap();
        assert_eq!(&text[..end], "---\na: b\n");
        assert!(text[markdown..].starts_with("# Title"));
        let windows = borders("---\r\na: b\r\n---\r\nrest").unwrap();
        assert_eq!(windows, (11, 16));
        assert_eq!(borders("# Title\n---\n---\n"), None, "it comes first");
        assert_eq!(borders("---\na: b\n"), None, "it has an end");
    }
}
