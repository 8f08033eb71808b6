//! A change of a text.

use crate::base::Span;

/// A mistake that somebody could make in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Which kind of mistake, as `threshold/doubled`.
    pub(super) what: &'static str,
    /// What is replaced.
    pub(super) span: Span,
    /// What stands there instead.
    pub(super) with: String,
}

impl Edit {
    pub(super) fn new(what: &'static str, span: Span, with: impl Into<String>) -> Self {
        Self {
            what,
            span,
            with: with.into(),
        }
    }

    /// The text with the mistake in it.
    pub(super) fn apply(&self, text: &str) -> String {
        let (before, after) = (&text[..self.span.start], &text[self.span.end..]);
        format!("{before}{}{after}", self.with)
    }

    /// The lines that it changes, before and after, without the blanks around them.
    pub(super) fn lines(&self, text: &str) -> (String, String) {
        let start = text[..self.span.start].rfind('\n').map_or(0, |at| at + 1);
        let rest = &text[self.span.end..];
        let end = rest.find('\n').unwrap_or(rest.len());
        let after = format!(
            "{}{}{}",
            &text[start..self.span.start],
            self.with,
            &rest[..end]
        );
        let before = &text[start..self.span.end + end];
        (tidy(before), tidy(&after))
    }
}

/// The lines of a text without the empty ones and without what they are all indented by.
fn tidy(text: &str) -> String {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let indent = |line: &str| line.len() - line.trim_start().len();
    let common = lines().map(indent).min().unwrap_or(0);
    let lines: Vec<&str> = lines().map(|line| line[common..].trim_end()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_that_change_are_shown() {
        let text = "sum(a)\n  / sum(b)\n    > 0.5\n  and c > 1\n";
        let edit = Edit::new("side/dropped", Span::new(9, 32), "sum(b)\n    > 0.5");
        assert_eq!(edit.apply(text).lines().count(), 3);
        let (before, _) = edit.lines(text);
        assert_eq!(before, "/ sum(b)\n  > 0.5\nand c > 1");
    }
}
