//! Problems: what is wrong, where, why, and what to do about it.

use std::fmt;
use std::sync::{Arc, OnceLock};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::Span;

/// A named text that spans point into.
#[derive(Clone)]
pub struct Source {
    /// What the user knows it by, as a path.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
    /// Where its lines begin; counted once, since thousands of problems may be told of one file.
    lines: Arc<OnceLock<Vec<usize>>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.text) == (&other.name, &other.text)
    }
}

impl Eq for Source {}

impl Source {
    /// A text under a name.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            lines: Arc::default(),
        }
    }

    /// The one-based line of a byte, and where that line starts and ends.
    fn line_of(&self, byte: usize) -> (usize, usize, usize) {
        let byte = floor_boundary(&self.text, byte);
        let starts = self.lines.get_or_init(|| {
            let newlines = self.text.match_indices('\n');
            [0].into_iter()
                .chain(newlines.map(|(at, _)| at + 1))
                .collect()
        });
        let line = starts.partition_point(|start| *start <= byte);
        let start = starts[line - 1];
        let end = starts.get(line).map_or(self.text.len(), |next| next - 1);
        (line, start, end)
    }

    /// The line and the column of a byte, one-based, the column in characters.
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let (line, start, _) = self.line_of(byte);
        let before = &self.text[start..floor_boundary(&self.text, byte)];
        (line, before.chars().count() + 1)
    }

    /// `file:line:column` of a byte, one-based, the column in characters.
    pub fn locate(&self, byte: usize) -> String {
        let (line, column) = self.position(byte);
        format!("{}:{line}:{column}", self.name)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.name, self.text.len())
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file works as it is, and could be clearer or safer.
    Hint,
    /// The file works, and will surprise somebody.
    Warning,
    /// The file does not check: nothing is started.
    Error,
}

impl Severity {
    /// In one word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing that is wrong with what somebody wrote.
///
/// Messages are lower-case sentences without a full stop; literals stand in backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable name, `family/rule`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Where, and the few words that stand under the carets.
    pub place: Option<(Source, Span, String)>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// An error without a place.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            place: None,
            hint: None,
        }
    }

    /// A warning without a place.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// A hint without a place.
    pub fn advice(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Hint,
            ..Self::error(code, message)
        }
    }

    /// The same problem, at these bytes of this text, with a few words under the carets.
    #[must_use]
    pub fn at(mut self, source: &Source, span: Span, label: impl Into<String>) -> Self {
        self.place = Some((source.clone(), span, label.into()));
        self
    }

    /// The same problem with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The problem as people read it: code, sentence, place with carets, hint.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Hint => Level::INFO.with_name("hint"),
        };
        let excerpt = self.place.as_ref().map(|(source, span, label)| {
            (
                Excerpt::around(source, *span),
                source.name.to_string(),
                label.as_str(),
            )
        });
        let mut group = Group::with_title(level.primary_title(&*self.message).id(self.code));
        if let Some((excerpt, name, label)) = &excerpt {
            group = group.element(
                Snippet::source(&*excerpt.text)
                    .path(name)
                    .line_start(excerpt.line)
                    .annotation(
                        AnnotationKind::Primary
                            .span(excerpt.span.start..excerpt.span.end)
                            .label(*label),
                    ),
            );
        }
        if let Some(hint) = &self.hint {
            group = group.element(Level::HELP.with_name("hint").message(&**hint));
        }
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.render(&[group])
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problem {}

/// The lines of a source that a span touches, cut down to what a terminal can show.
struct Excerpt {
    text: String,
    line: usize,
    span: Span,
}

/// Bytes of one line that are shown to either side of the caret; a hostile line may have megabytes.
const SHOWN_BYTES: usize = 120;
/// Lines of a span that are shown.
const SHOWN_LINES: usize = 3;

impl Excerpt {
    fn around(source: &Source, span: Span) -> Self {
        let text = &*source.text;
        let (line, line_start, _) = source.line_of(span.start);
        let start = floor_boundary(text, span.start);
        let from = if start - line_start > SHOWN_BYTES {
            floor_boundary(text, start - SHOWN_BYTES)
        } else {
            line_start
        };
        let mut end = floor_boundary(text, span.end.min(start + SHOWN_BYTES)).max(start);
        if let Some((newline, _)) = text[start..end].match_indices('\n').nth(SHOWN_LINES - 1) {
            end = start + newline;
        }
        let (_, _, last_line_end) = source.line_of(end);
        let to = floor_boundary(text, last_line_end.min(end + SHOWN_BYTES));
        // A tab or another control character would move the carets.
        let shown: String = text[from..to]
            .chars()
            .map(|c| if c == '\t' { ' ' } else { c })
            .collect();
        Self {
            text: shown,
            line,
            span: Span::new(start - from, end - from),
        }
    }
}

/// The last character boundary at or before `byte`.
fn floor_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_shows_code_place_carets_and_hint() {
        let source = Source::new("drills/a.yaml", "drill: x\nfault:\n  failur: hang\n");
        let problem = Problem::error("drill/unknown-key", "`failur` is not a key of a fault")
            .at(&source, Span::new(18, 24), "unknown key")
            .hint("did you mean `failure`?");
        assert_eq!(
            problem.to_string(),
            "error[drill/unknown-key]: `failur` is not a key of a fault
 --> drills/a.yaml:3:3
  |
3 |   failur: hang
  |   ^^^^^^ unknown key
  |
  = hint: did you mean `failure`?"
        );
    }

    #[test]
    fn a_line_of_ten_megabytes_is_cut() {
        let source = Source::new("x", format!("a: {}", "é".repeat(5_000_000)));
        let problem =
            Problem::error("yaml/large", "too large").at(&source, Span::new(3, 10_000_003), "here");
        assert!(problem.to_string().len() < 2_000);
    }

    #[test]
    fn a_span_beyond_the_text_points_at_its_end() {
        let source = Source::new("x", "a\nb");
        assert_eq!(source.locate(99), "x:2:2");
        let problem =
            Problem::warning("yaml/end", "ends here").at(&source, Span::new(50, 99), "here");
        assert!(problem.to_string().contains("x:2"));
    }
}
