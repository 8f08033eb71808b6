//! YAML as people type it: each value with its place, each mistake with a sentence.

mod given;
mod mistake;
mod place;

use serde::de::DeserializeOwned;

pub(super) use given::{Given, Name, Text, TextOr};
pub(super) use place::{Alignment, heading};

use super::codes;
use crate::base::{Problem, Source, Span};

/// Reads one document. The first mistake in its structure ends the reading; what the values mean
/// is not looked at here.
pub(super) fn read<T: DeserializeOwned>(source: &Source) -> Result<T, Problem> {
    if let Some(problem) = control_character(source) {
        return Err(problem);
    }
    if is_empty(&source.text) {
        return Err(
            Problem::error(codes::YAML_EMPTY, "there is nothing in this file")
                .at(source, Span::new(0, 0), "the file ends before it begins")
                .hint("see `firedrill init` for a set of files to start from"),
        );
    }
    serde_yaml::from_str_with_options(&source.text, options())
        .map_err(|error| mistake::problem(source, &error))
}

/// Bounds on what is read: several times what the largest sensible file needs, and far below
/// what would take a second.
fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: 24,
            max_nodes: 20_000,
            max_events: 50_000,
            max_anchors: 100,
            max_aliases: 100,
            max_documents: 4,
            max_merge_keys: 1,
        },
        alias_limits: serde_yaml::alias_limits! {
            max_total_replayed_events: 10_000,
            max_replay_stack_depth: 8,
            max_alias_expansions_per_anchor: 100,
        },
        merge_keys: serde_yaml::MergeKeyPolicy::Error,
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::Error,
        reject_unsupported_tags: true,
        strict_booleans: true,
        with_snippet: false,
    }
}

/// The first character that belongs into no text: YAML parsers disagree on them, and terminals obey them.
fn control_character(source: &Source) -> Option<Problem> {
    let (at, found) = source
        .text
        .char_indices()
        .find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))?;
    let what = if found == '\0' {
        "a NUL byte".to_owned()
    } else {
        format!("the control character U+{:04X}", u32::from(found))
    };
    Some(
        Problem::error(codes::YAML_CONTROL, format!("{what} is in this file"))
            .at(source, Span::new(at, at + found.len_utf8()), "here")
            .hint("delete it; if the file is full of them it is not a text file"),
    )
}

/// Whether there is nothing but white space, comments and document marks.
fn is_empty(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#') || line == "---" || line == "..."
    })
}
