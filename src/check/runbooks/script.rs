//! The commands of a runbook, each with where it stands, understood once for all checks.

use super::codes;
use super::curl::Curl;
use super::kubectl::Kubectl;
use super::shell::{self, Command};
use super::told::Told;
use crate::base::Span;
use crate::spec::Runbook;
use crate::spec::runbook::{Language, Part, Section, SectionKind, Snippet};

/// Where a snippet stands.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) runbook: &'a Runbook,
    pub(super) section: &'a Section,
    pub(super) part: &'a Part,
    pub(super) snippet: &'a Snippet,
}

/// A command and where it stands.
pub(super) struct Line<'a> {
    pub(super) spot: Spot<'a>,
    pub(super) command: Command,
}

/// The commands of a runbook that are understood.
pub(super) struct Calls<'l> {
    pub(super) kubectl: Vec<(Spot<'l>, Kubectl<'l>)>,
    pub(super) curl: Vec<(Spot<'l>, Curl<'l>)>,
}

impl<'a> Spot<'a> {
    /// Every block of code, in order.
    pub(super) fn all(runbook: &'a Runbook) -> impl Iterator<Item = Self> {
        runbook.sections.iter().flat_map(move |section| {
            section.parts.iter().flat_map(move |part| {
                part.snippets.iter().map(move |snippet| Self {
                    runbook,
                    section,
                    part,
                    snippet,
                })
            })
        })
    }

    /// Whether it stands where changes are changed back.
    pub(super) fn is_undo(&self) -> bool {
        self.section.kind == Some(SectionKind::Undo)
    }

    /// The place in the file of a span in the snippet.
    pub(super) fn place(&self, inner: Span) -> Span {
        self.snippet.place(inner)
    }
}

/// The commands of a runbook; what cannot be read as commands is told.
pub(super) fn lines<'a>(runbook: &'a Runbook, told: &mut Told) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for spot in Spot::all(runbook) {
        if spot.snippet.kind() != Some(Language::Shell) {
            continue;
        }
        match shell::parse(&spot.snippet.text) {
            Ok(commands) => {
                lines.extend(commands.into_iter().map(|command| Line { spot, command }));
            }
            Err(wrong) => told.wrong(codes::SHELL, spot, wrong, "here"),
        }
    }
    lines
}

/// What the commands ask of kubectl and curl; what those would refuse is told.
pub(super) fn calls<'l>(lines: &'l [Line<'_>], told: &mut Told) -> Calls<'l> {
    let mut calls = Calls {
        kubectl: Vec::new(),
        curl: Vec::new(),
    };
    for line in lines {
        if let Some(words) = line.command.runs("kubectl") {
            match Kubectl::read(words) {
                Ok(kubectl) => calls.kubectl.push((line.spot, kubectl)),
                Err(wrong) => told.wrong(codes::KUBECTL, line.spot, wrong, "kubectl refuses this"),
            }
        } else if let Some(words) = line.command.runs("curl") {
            match Curl::read(words) {
                Ok(curl) => calls.curl.push((line.spot, curl)),
                Err(wrong) => told.wrong(codes::CURL, line.spot, wrong, "curl refuses this"),
            }
        }
    }
    calls
}
