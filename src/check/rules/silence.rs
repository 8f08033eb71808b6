//! Comments that silence findings in place: ours, which say why, and those of pint.
//!
//! A comment counts for the rule or group that it stands directly above or in; above all of them, for
//! the whole document.

use std::collections::BTreeMap;

use super::run::lint_of;
use super::{Lint, RuleSet, no_reason, pint, unused_silence};
use crate::alerts::rules::RuleDocument;
use crate::base::{Problem, Source, Span};

/// How ours begin, after the `#`.
const MARK: &str = "firedrill:";

/// The comments of all documents.
pub(super) struct Silences {
    files: Vec<File>,
    /// Which of them has the text that begins at this address.
    places: BTreeMap<usize, usize>,
}

struct File {
    source: Source,
    silences: Vec<Silence>,
}

/// One comment.
pub(super) struct Silence {
    /// Where it stands.
    span: Span,
    /// Findings here are silenced.
    range: Span,
    means: Means,
}

/// What a comment silences.
enum Means {
    /// These lints, and for each whether it was found; with whether a reason is given.
    Ours {
        codes: Vec<(String, bool)>,
        has_reason: bool,
    },
    /// These lints, because pint's users said so; all of them if none is named.
    Pint(Vec<&'static str>),
}

impl Silences {
    /// All comments in these documents.
    pub(super) fn of(set: &RuleSet) -> Self {
        let mut silences = Self {
            files: Vec::new(),
            places: BTreeMap::new(),
        };
        // Items of one list share their text.
        let mut landmarks: Vec<Vec<Landmark>> = Vec::new();
        for document in &set.documents {
            let new = silences.files.len();
            let index = *silences.places.entry(key(&document.source)).or_insert(new);
            if index == new {
                let source = document.source.clone();
                silences.files.push(File {
                    source,
                    silences: Vec::new(),
                });
                landmarks.push(Vec::new());
            }
            landmarks[index].extend(Landmark::all(document));
        }
        for (file, mut landmarks) in silences.files.iter_mut().zip(landmarks) {
            landmarks.sort_by_key(|landmark| landmark.at);
            file.silences = read(&file.source.text, &landmarks);
        }
        silences
    }

    /// Whether a comment silences this; that comment is needed then.
    pub(super) fn hide(&mut self, problem: &Problem) -> bool {
        let Some((source, span, _)) = &problem.place else {
            return false;
        };
        let Some(index) = self.places.get(&key(source)) else {
            return false;
        };
        let mut hidden = false;
        for silence in &mut self.files[*index].silences {
            if (silence.range.start..silence.range.end).contains(&span.start) {
                hidden |= silence.means.covers(problem.code);
            }
        }
        hidden
    }

    /// Puts findings into the order of the files.
    pub(super) fn sort(&self, problems: &mut [Problem]) {
        problems.sort_by_key(|problem| {
            let place = problem.place.as_ref().map(|(source, span, _)| {
                let index = self.places.get(&key(source)).copied();
                (index.unwrap_or(usize::MAX), span.start)
            });
            (place.unwrap_or((usize::MAX, 0)), problem.code)
        });
    }
}

/// Where a text begins in memory; documents that share a text share their comments.
fn key(source: &Source) -> usize {
    source.text.as_ptr().addr()
}

impl Means {
    fn covers(&mut self, code: &str) -> bool {
        match self {
            Self::Ours { codes, .. } => {
                let named = codes.iter_mut().find(|(named, _)| named == code);
                named.is_some_and(|(_, used)| {
                    *used = true;
                    true
                })
            }
            Self::Pint(codes) => codes.is_empty() || codes.contains(&code),
        }
    }
}

/// Where a rule or a group begins.
#[derive(Clone, Copy)]
struct Landmark {
    at: usize,
    is_group: bool,
}

impl Landmark {
    fn all(document: &RuleDocument) -> impl Iterator<Item = Self> + '_ {
        document.rules.groups.iter().flat_map(|group| {
            let head = Self {
                at: group.places.name.start,
                is_group: true,
            };
            let rules = group.rules.iter().map(|rule| Self {
                at: rule.places().start,
                is_group: false,
            });
            [head].into_iter().chain(rules)
        })
    }
}

/// The comments of a text.
fn read(text: &str, landmarks: &[Landmark]) -> Vec<Silence> {
    let mut silences = Vec::new();
    let mut open = None;
    let ours = text.match_indices(MARK);
    let theirs = text.match_indices(pint::MARK);
    let mut marks: Vec<usize> = ours.chain(theirs).map(|(at, _)| at).collect();
    marks.sort_unstable();
    for at in marks {
        let Some(comment) = comment(text, at) else {
            continue;
        };
        let said = &text[at..comment.end];
        if let Some(said) = said.strip_prefix(MARK) {
            silences.push(Silence {
                span: comment,
                range: around(text, comment, landmarks),
                means: ours_means(said),
            });
            continue;
        }
        let Some((scope, codes)) = pint::read(&said[pint::MARK.len()..]) else {
            continue;
        };
        let range = match scope {
            pint::Scope::Here => around(text, comment, landmarks),
            pint::Scope::File => Span::new(0, text.len()),
            pint::Scope::Line => line(text, comment.start),
            pint::Scope::NextLine => line(text, (comment.end + 1).min(text.len())),
            pint::Scope::Begin => {
                open = Some(comment.start);
                continue;
            }
            pint::Scope::End => Span::new(open.take().unwrap_or(comment.start), comment.start),
        };
        silences.push(Silence {
            span: comment,
            range,
            means: Means::Pint(codes),
        });
    }
    silences
}

/// The comment that a mark at this byte begins, from its `#` to the end of its line.
fn comment(text: &str, mark: usize) -> Option<Span> {
    let line = line(text, mark);
    let before = text[line.start..mark].trim_end();
    let before = before.strip_suffix('#')?;
    let begins = before.is_empty() || before.ends_with(char::is_whitespace);
    let end = line.start + text[line.start..line.end].trim_end().len();
    begins.then(|| Span::new(line.start + before.len(), end))
}

/// The line that a byte is in, without its end.
fn line(text: &str, byte: usize) -> Span {
    let start = text[..byte].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[byte..]
        .find('\n')
        .map_or(text.len(), |after| byte + after);
    Span::new(start, end)
}

/// What a comment counts for.
fn around(text: &str, comment: Span, landmarks: &[Landmark]) -> Span {
    let own = line(text, comment.start);
    let is_alone = text[own.start..comment.start].trim().is_empty();
    let below = is_alone.then(|| below(text, own)).flatten();
    let above = |at: usize| landmarks.partition_point(|landmark| landmark.at < at);
    let next = below.map(|below| (below, above(below.start)));
    let directly_below = next.filter(|(below, index)| {
        let landmark = landmarks.get(*index);
        landmark.is_some_and(|landmark| landmark.at < below.end)
    });
    let index =
        (directly_below.map(|(_, index)| index)).or_else(|| above(comment.start).checked_sub(1));
    let Some(index) = index else {
        return Span::new(0, text.len());
    };
    let begun = landmarks[index];
    let mut after = landmarks[index + 1..].iter();
    let end = after.find(|landmark| landmark.is_group || !begun.is_group);
    Span::new(
        line(text, begun.at).start,
        end.map_or(text.len(), |landmark| line(text, landmark.at).start),
    )
}

/// The first line below that is no comment.
fn below(text: &str, line_of: Span) -> Option<Span> {
    let mut last = line_of;
    loop {
        if last.end >= text.len() {
            return None;
        }
        last = line(text, last.end + 1);
        if !text[last.start..last.end].trim_start().starts_with('#') {
            return Some(last);
        }
    }
}

/// What one of ours means: `allow(code, code) because …`.
fn ours_means(said: &str) -> Means {
    let parsed = said.trim().strip_prefix("allow(").and_then(|rest| {
        let (codes, rest) = rest.split_once(')')?;
        let reason = rest.trim_start().strip_prefix("because");
        Some((
            codes,
            reason.is_some_and(|reason| !reason.trim().is_empty()),
        ))
    });
    let (codes, has_reason) = parsed.unwrap_or(("", true));
    let codes = codes
        .split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty());
    Means::Ours {
        codes: codes.map(|code| (code.to_owned(), false)).collect(),
        has_reason,
    }
}

/// What is wrong with the comments themselves, as far as these lints were run.
pub(super) fn judge(silences: &Silences, run: &[&Lint]) -> Vec<Problem> {
    let runs = |code: &str| run.iter().any(|lint| lint.code == code);
    let mut found = Vec::new();
    for file in &silences.files {
        for silence in &file.silences {
            let Means::Ours { codes, has_reason } = &silence.means else {
                continue;
            };
            let mut say = |problem: Problem, label: &str| {
                if runs(problem.code) {
                    found.push(problem.at(&file.source, silence.span, label));
                }
            };
            if codes.is_empty() {
                say(unused_silence::not_understood(), "not understood");
            } else if !has_reason {
                say(no_reason::finding(), "no reason is given");
            }
            for (code, used) in codes {
                if lint_of(code).is_none() {
                    say(unused_silence::no_such_lint(code), "no lint is called so");
                } else if !used && runs(code) {
                    say(unused_silence::nothing(code), "it is not found here");
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;

    const RULES: &str = "
groups:
- name: g
  rules:
  - alert: A
    expr: rate(a[5m])
  - alert: B
    # in it
    expr: rate(b[5m])
- name: h
  rules:
  - alert: C
    expr: rate(c[5m])
";

    /// The lines of what is left when this stands before the text `before`.
    fn left(comment: &str, before: &str) -> Vec<String> {
        let rules = RULES.replacen(before, &format!("{comment}\n{before}"), 1);
        let conditions = found(&rules).into_iter();
        conditions
            .map(|(code, text)| format!("{code} {text}"))
            .collect()
    }

    #[test]
    fn a_comment_counts_for_what_it_stands_above_or_in() {
        let allow = "# firedrill: allow(alert/no-condition) because it is a test";
        let (a, b, c) = (
            "alert/no-condition rate(a[5m])",
            "alert/no-condition rate(b[5m])",
            "alert/no-condition rate(c[5m])",
        );
        for (before, wanted) in [
            ("  - alert: B", vec![a, c]),
            ("    # in it", vec![a, c]),
            ("    expr: rate(c[5m])", vec![a, b]),
            ("- name: g", vec![c]),
            ("- name: h", vec![a, b]),
            ("groups:", vec![]),
        ] {
            assert_eq!(left(allow, before), wanted, "above `{before}`");
        }
        assert_eq!(left("# alert/no-condition", "groups:"), [a, b, c]);
    }

    #[test]
    fn comments_of_pint_are_heeded() {
        let condition = |line: &&String| line.starts_with("alert/no-condition");
        for (comment, before, wanted) in [
            ("# pint disable alerts/comparison", "  - alert: B", 2),
            ("# pint file/disable alerts/comparison", "  - alert: B", 0),
            ("# pint ignore/file", "  - alert: B", 0),
            ("# pint ignore/next-line", "    expr: rate(b[5m])", 2),
            (
                "# pint snooze 2030-01-01 alerts/comparison",
                "  - alert: B",
                2,
            ),
            ("# pint disable promql/series(a)", "groups:", 3),
        ] {
            let left = left(comment, before);
            assert_eq!(left.iter().filter(condition).count(), wanted, "{comment}");
        }
    }
}
