//! From a file to a runbook.

use super::low::LowFrontMatter;
use super::markdown::{Markdown, markdown};
use super::{Runbook, SectionKind};
use crate::base::{Problem, Source, Span};
use crate::spec::codes;
use crate::spec::load::stem;
use crate::spec::reader::{Reader, short};
use crate::spec::yaml::Given;

/// The most blocks of code, links and headings of a runbook; nobody reads more at night.
const SIZE_MOST: usize = 500;

impl Runbook {
    /// Reads a runbook.
    ///
    /// # Errors
    ///
    /// There is no front matter, or a mistake in its structure; else everything that is wrong with
    /// its values, and with the headings.
    pub fn read(source: &Source) -> Result<Self, Vec<Problem>> {
        let front = Reader::front_matter(source);
        let (low, begins): (Given<LowFrontMatter>, usize) =
            front.map_err(|problem| vec![*problem])?;
        let mut reader = Reader::new(source);
        let front = low.0.and_then(|low| reader.meant(&low));
        let found = markdown(source, begins);
        reader.headings(&found, begins);
        match (front, found.title) {
            (Some(front), Some(title)) if reader.problems.is_empty() => Ok(Self {
                name: stem(&source.name),
                source: source.clone(),
                title,
                alerts: front.alerts,
                responder: front.responder,
                class: front.class,
                severity: front.severity,
                escalation: front.escalation,
                sections: found.sections,
                links: found.links,
                anchors: found.anchors,
            }),
            _ => Err(reader.told()),
        }
    }
}

impl Reader<'_> {
    /// What is wrong with the headings.
    fn headings(&mut self, found: &Markdown, begins: usize) {
        if found.size > SIZE_MOST {
            self.say(
                codes::RUNBOOK_TOO_MUCH,
                format!(
                    "this runbook has more than {SIZE_MOST} headings, links and blocks of code"
                ),
                Span::new(begins, begins),
                "from here on",
                "split it: one runbook for one kind of incident",
            );
        }
        if found.title.is_none() {
            self.say(
                codes::RUNBOOK_TITLE,
                "this runbook has no title",
                Span::new(begins, begins),
                "before this line",
                "write `# Model outage` behind the front matter",
            );
        }
        for heading in &found.no_steps {
            let section = SectionKind::of(&heading.value);
            let hint = section.map_or_else(
                || {
                    "write a number, an id and a title: `### 3. restart-pods: Restart the pods`"
                        .to_owned()
                },
                |kind| format!("a section is a heading of the second level: `## {kind}`"),
            );
            let message = format!("`{}` is not a step", short(&heading.value));
            self.say(
                codes::RUNBOOK_STEP,
                message,
                heading.span,
                "this heading",
                hint,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::runbook::Language;

    const TEXT: &str = "---\nalerts: [A]\nresponder: On-call\nclass: cost\nseverity: sev2\n\
        escalation: 1\n---\n# Cost spike\n\nSee [the other](latency.md#undo).\n\n## Is it real?\n\n\
        ### 1. look: Look\n\nWrite down `<tenant>`:\n\n1. One\n\n   ```sh\n   kubectl get pods \\\n     \
        -n ai\n   ```\n\n## More\n\n```promql\nup\n```\n";

    fn read(text: &str) -> Runbook {
        Runbook::read(&Source::new("drills/runbooks/cost-spike.md", text)).unwrap()
    }

    #[test]
    fn a_runbook_has_sections_steps_and_code_each_with_its_place() {
        let runbook = read(TEXT);
        assert_eq!(runbook.name, "cost-spike");
        assert_eq!(runbook.title.value, "Cost spike");
        let kinds: Vec<_> = runbook
            .sections
            .iter()
            .map(|section| section.kind)
            .collect();
        assert_eq!(kinds, [None, Some(SectionKind::Real), None]);
        let part = &runbook.sections[1].parts[1];
        let step = part.step.as_ref().unwrap();
        assert_eq!((step.number.value, &*step.id.value), (1, "look"));
        assert_eq!(&TEXT[step.id.span.start..step.id.span.end], "look");
        assert!(part.prose.contains("<tenant>"), "{}", part.prose);
        let snippet = &part.snippets[0];
        assert_eq!(snippet.kind(), Some(Language::Shell));
        assert_eq!(snippet.text, "kubectl get pods \\\n  -n ai\n");
        let inner = snippet.text.find("-n ai").unwrap();
        let place = snippet.place(Span::new(inner, inner + 5));
        assert_eq!(&TEXT[place.start..place.end], "-n ai");
        assert_eq!(place.start, TEXT.find("-n ai").unwrap());
    }

    #[test]
    fn links_and_anchors_are_found() {
        let runbook = read(TEXT);
        assert_eq!(runbook.links[0].to, "latency.md#undo");
        let span = runbook.links[0].span;
        assert_eq!(&TEXT[span.start..span.end], "latency.md#undo");
        assert_eq!(runbook.anchors[2], "1-look-look");
    }
}
