//! The Markdown of a runbook, as sections and steps.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::anchor::anchor;
use super::{Link, Part, Section, Snippet, Step};
use crate::base::{Source, Span, Spanned};

/// What is found in the Markdown of a runbook.
#[derive(Default)]
pub(super) struct Markdown {
    /// The heading of the first level, if there is one.
    pub(super) title: Option<Spanned<String>>,
    pub(super) sections: Vec<Section>,
    pub(super) links: Vec<Link>,
    pub(super) anchors: Vec<String>,
    /// Headings of the third level that are no steps.
    pub(super) no_steps: Vec<Spanned<String>>,
    /// How many blocks, links and headings there are.
    pub(super) size: usize,
}

/// What is being read.
enum Inside {
    Text,
    Heading(HeadingLevel, Spanned<String>),
    Code(Snippet),
}

/// Reads the Markdown that begins at this byte.
pub(super) fn markdown(source: &Source, begins: usize) -> Markdown {
    let mut found = Markdown::default();
    let mut inside = Inside::Text;
    let parser = Parser::new_ext(&source.text[begins..], Options::ENABLE_TABLES);
    for (event, range) in parser.into_offset_iter() {
        let span = Span::new(range.start, range.end).shifted(begins);
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "most of Markdown says nothing to a machine"
        )]
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                inside = Inside::Heading(level, Spanned::new(String::new(), span));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                inside = Inside::Code(Snippet::new(language(source, &kind, span), span));
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                found.link(source, &dest_url, span);
            }
            Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => {
                match std::mem::replace(&mut inside, Inside::Text) {
                    Inside::Heading(level, heading) => found.heading(source, level, &heading),
                    Inside::Code(snippet) => {
                        found.size += 1;
                        found.part().snippets.push(snippet);
                    }
                    Inside::Text => {}
                }
            }
            Event::End(_) | Event::SoftBreak | Event::HardBreak => found.part().prose.push(' '),
            Event::Text(text) => match &mut inside {
                Inside::Heading(_, heading) => heading.value.push_str(&text),
                Inside::Code(snippet) => snippet.push(&text, span.start),
                Inside::Text => found.part().prose.push_str(&text),
            },
            Event::Code(code) => match &mut inside {
                Inside::Heading(_, heading) => heading.value.push_str(&code),
                Inside::Code(_) | Inside::Text => found.part().prose.push_str(&code),
            },
            _ => {}
        }
    }
    found
}

impl Markdown {
    /// Where what is read now belongs.
    fn part(&mut self) -> &mut Part {
        if self.sections.is_empty() {
            self.sections.push(Section::new(Spanned::default()));
        }
        let section = self.sections.last_mut().expect("there is one by now");
        section.parts.last_mut().expect("a section has a part")
    }

    fn heading(&mut self, source: &Source, level: HeadingLevel, heading: &Spanned<String>) {
        self.size += 1;
        self.anchors.push(anchor(&heading.value, &self.anchors));
        let heading = Spanned::new(heading.value.clone(), inner(source, heading));
        match level {
            HeadingLevel::H1 if self.title.is_none() => {
                self.title = Some(heading.clone());
                self.sections.push(Section::new(heading));
            }
            HeadingLevel::H1 | HeadingLevel::H2 => self.sections.push(Section::new(heading)),
            HeadingLevel::H3 => {
                let step = Step::read(&heading.value, heading.span.start);
                if step.is_none() {
                    self.no_steps.push(heading);
                }
                // What stands under a heading that is no step is not the step's before it.
                self.part();
                let section = self.sections.last_mut().expect("there is one by now");
                section.parts.push(Part {
                    step,
                    ..Part::default()
                });
            }
            HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => {}
        }
    }

    fn link(&mut self, source: &Source, to: &str, span: Span) {
        self.size += 1;
        let written = source.text.get(span.start..span.end).unwrap_or("");
        let at = written.rfind(to).map(|at| span.start + at);
        let span = at.map_or(span, |at| Span::new(at, at + to.len()));
        let to = to.to_owned();
        self.links.push(Link { to, span });
    }
}

/// A heading without its marks.
fn inner(source: &Source, heading: &Spanned<String>) -> Span {
    let (start, end) = (heading.span.start, heading.span.end);
    let written = source.text.get(start..end).unwrap_or("");
    let unmarked = written.trim_start_matches('#').trim_start();
    let start = start + (written.len() - unmarked.len());
    Span::new(start, start + unmarked.trim_end().len())
}

/// What the fence of a block says that it is.
fn language(source: &Source, kind: &CodeBlockKind, block: Span) -> Option<Spanned<String>> {
    let CodeBlockKind::Fenced(info) = kind else {
        return None;
    };
    let word = info.split_whitespace().next()?;
    let fence = source.text.get(block.start..block.end)?.lines().next()?;
    let at = block.start + fence.find(word)?;
    Some(Spanned::new(
        word.to_owned(),
        Span::new(at, at + word.len()),
    ))
}
