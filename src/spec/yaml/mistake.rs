//! The parser's errors in our words.

use serde_yaml::Error;

use super::place::{byte_at, heading, key_before, word_at};
use crate::base::{Problem, Source, Span, closest};
use crate::spec::codes;
use crate::spec::words::listed;

/// What the parser found wrong, as people read it.
pub(super) fn problem(source: &Source, error: &Error) -> Problem {
    let error = error.without_snippet();
    let place = Place::of(source, error);
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the parser has dozens of errors and may add others; each is at least a syntax error"
    )]
    match error {
        Error::SerdeUnknownField {
            field, expected, ..
        } => unknown_key(&place, field, expected),
        Error::DuplicateMappingKey { key, .. } => duplicate_key(&place, key.as_deref()),
        Error::MultipleDocuments { .. } => place.problem(
            codes::YAML_DOCUMENTS,
            "there is more than one document in this file",
            "a second document begins before here",
            "a file holds one drill, target or profile: put the others into files of their own",
        ),
        Error::UnknownAnchor { .. } if !place.is_alias() => needs_quotes(&place),
        Error::UnknownAnchor { .. } => place.problem(
            codes::YAML_ALIAS,
            "there is no anchor of this name",
            "`*` begins an alias",
            "put quotes around the value if it is meant to begin with `*`",
        ),
        Error::RecursiveReferencesRequireWeakTypes { .. } => place.problem(
            codes::YAML_ALIAS,
            "this alias stands within its own anchor",
            "it would never end",
            "write the value out",
        ),
        Error::MergeKeyNotAllowed { .. } => place.problem(
            codes::YAML_MERGE,
            "merge keys are not understood",
            "`<<` merges another mapping",
            "write the keys out: a drill is read by people at night",
        ),
        Error::UnsupportedTag { .. } | Error::TaggedScalarCannotDeserializeIntoString { .. } => {
            place.problem(
                codes::YAML_TAG,
                "tags are not understood",
                "`!` begins a tag",
                "leave the tag out, or put quotes around a value that begins with `!`",
            )
        }
        Error::NullIntoString { .. } => no_value(&place),
        Error::Unexpected { expected, .. } => wrong_shape(&place, expected),
        Error::SerdeInvalidType { expected, .. } => wrong_shape(&place, expected),
        Error::InvalidBooleanStrict { .. } | Error::InvalidScalar { .. } => {
            wrong_shape(&place, "boolean")
        }
        Error::AliasError { error, .. } => problem(source, error),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => too_much(&place),
        other => syntax(&place, &other.to_string()),
    }
}

/// Where an error is.
struct Place<'s> {
    source: &'s Source,
    at: usize,
}

impl<'s> Place<'s> {
    fn of(source: &'s Source, error: &Error) -> Self {
        let at = error.location().map_or(0, |location| {
            let exact = location.span().byte_offset();
            exact
                .and_then(|byte| usize::try_from(byte).ok())
                .unwrap_or_else(|| byte_at(&source.text, location.line(), location.column()))
        });
        Self { source, at }
    }

    fn rest(&self) -> &'s str {
        self.source.text.get(self.at..).unwrap_or("")
    }

    fn word(&self) -> Span {
        word_at(&self.source.text, self.at)
    }

    /// Whether a name follows the star, and nothing else.
    fn is_alias(&self) -> bool {
        let line = self.rest().lines().next().unwrap_or("");
        let name = line.strip_prefix('*').unwrap_or("");
        let end = name.find([',', '}', ']', '#']).unwrap_or(name.len());
        let name = name[..end].trim_end();
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    }

    /// The key whose value is wrong, as it is called in sentences.
    fn key(&self) -> Option<&'s str> {
        key_before(&self.source.text, self.at).map(|span| &self.source.text[span.start..span.end])
    }

    fn problem(&self, code: &'static str, message: &str, label: &str, hint: &str) -> Problem {
        Problem::error(code, message)
            .at(self.source, self.word(), label)
            .hint(hint)
    }
}

fn unknown_key(place: &Place, field: &str, expected: &[&'static str]) -> Problem {
    let hint = match closest(field, expected.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!(
            "the keys here are {}",
            listed(expected.iter().copied(), "and")
        ),
    };
    let span = Span::new(place.at, place.at + field.len());
    let shown: String = field.chars().take(60).collect();
    Problem::error(
        codes::YAML_UNKNOWN_KEY,
        format!("there is no key `{shown}` here"),
    )
    .at(place.source, span, "unknown key")
    .hint(hint)
}

fn duplicate_key(place: &Place, key: Option<&str>) -> Problem {
    let key = key.unwrap_or("this key");
    place.problem(
        codes::YAML_DUPLICATE_KEY,
        &format!("`{key}` is written twice"),
        "for the second time",
        "keep one of the two: which of them counts would depend on the parser",
    )
}

fn no_value(place: &Place) -> Problem {
    let key = place.key().unwrap_or("this key");
    let span = heading(place.source, place.at);
    Problem::error(codes::YAML_NO_VALUE, format!("`{key}` has no value"))
        .at(place.source, span, "nothing follows")
        .hint("write a value, or leave the key out where there is a default")
}

/// A list, a mapping or a value where another of them belongs.
fn wrong_shape(place: &Place, expected: &str) -> Problem {
    let rest = place.rest();
    if rest.starts_with(':') || rest.starts_with('~') || rest.starts_with("null") {
        return no_value(place);
    }
    let (wanted, hint) = if expected.contains("mapping") || expected.contains("struct") {
        (
            "keys with values",
            "write `key: value`, with a space after the colon, or `{key: value}`",
        )
    } else if expected.contains("sequence") {
        (
            "a list",
            "begin each item with `- `, or write `[…]` around them",
        )
    } else if expected.contains("bool") {
        (
            "`true` or `false`",
            "write `true` or `false`, without quotes",
        )
    } else {
        (
            "a single value",
            "write one value, with quotes around it if it begins with a brace or a bracket",
        )
    };
    let message = match place.key() {
        Some(key) => format!("`{key}` takes {wanted}"),
        None => format!("{wanted} should stand here"),
    };
    place.problem(
        codes::YAML_WRONG_SHAPE,
        &message,
        &format!("this is {}", shape(rest, wanted == "a single value")),
        hint,
    )
}

/// What stands where another shape is wanted, judged by its first characters.
fn shape(rest: &str, wants_value: bool) -> &'static str {
    let line = rest.lines().next().unwrap_or("");
    if line.starts_with('[') || line.starts_with("- ") || line == "-" {
        "a list"
    } else if wants_value || line.starts_with('{') {
        "a mapping"
    } else if line.starts_with('*') {
        "an alias"
    } else {
        "a single value"
    }
}

fn too_much(place: &Place) -> Problem {
    place.problem(
        codes::YAML_TOO_MUCH,
        "this is deeper or longer than any drill",
        "reading ended here",
        "at most 24 levels, 20000 nodes and 100 aliases are read from a file",
    )
}

fn syntax(place: &Place, said: &str) -> Problem {
    let said = said.rsplit_once(" at line ").map_or(said, |(what, _)| what);
    if said.contains("tab")
        && let Some(problem) = tab(place.source)
    {
        return problem;
    }
    if said.contains("nesting") || said.contains("depth") || said.contains("recursion") {
        return too_much(place);
    }
    if place
        .rest()
        .starts_with(['>', '|', '%', '@', '`', '&', '*', '!'])
    {
        return needs_quotes(place);
    }
    let hint = if said.contains("quote") {
        "close the quote, or leave it out"
    } else if said.contains("mapping values") {
        "put quotes around a value with `: ` in it, and give the keys of one block the same indentation"
    } else {
        "put quotes around a value with brackets, braces or commas in it, or look for a missing one of these just before here"
    };
    place.problem(
        codes::YAML_SYNTAX,
        &format!("this is not YAML: {said}"),
        "here",
        hint,
    )
}

/// The first tab that indents a line.
fn tab(source: &Source) -> Option<Problem> {
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t') {
            let span = Span::new(start + tab, start + tab + 1);
            return Some(
                Problem::error(codes::YAML_TAB, "a tab indents this line")
                    .at(source, span, "a tab")
                    .hint("YAML is indented with spaces"),
            );
        }
        start += line.len();
    }
    None
}

/// `success: >= 99%` and the like: `>` begins a folded text.
fn needs_quotes(place: &Place) -> Problem {
    let rest = place.rest();
    let value = rest
        .split(['\n', ',', '}', ']', '#'])
        .next()
        .unwrap_or("")
        .trim_end();
    let first = rest.chars().next().unwrap_or(' ');
    let span = Span::new(place.at, place.at + value.len());
    Problem::error(
        codes::YAML_QUOTES,
        format!("a value that begins with `{first}` needs quotes"),
    )
    .at(place.source, span, "YAML takes this for something else")
    .hint(format!("write `\"{}\"`", value.replace('"', "")))
}
