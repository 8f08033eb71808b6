//! Lines for a terminal of some width.

use crate::report::words::{Paint, wrap};

/// The text so far.
pub(super) struct Page {
    pub(super) paint: Paint,
    pub(super) width: usize,
    lines: Vec<String>,
}

impl Page {
    pub(super) const fn new(colour: bool, width: usize) -> Self {
        Self {
            paint: Paint { colour },
            width,
            lines: Vec::new(),
        }
    }

    /// A line that is left as it is.
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        self.lines.push(line.as_ref().trim_end().to_owned());
    }

    /// An empty line, unless there is one already or nothing stands above it.
    pub(super) fn gap(&mut self) {
        if self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// Text in as many lines as it needs, all of them painted.
    pub(super) fn wrapped(
        &mut self,
        text: &str,
        (first, rest): (&str, &str),
        paint: impl Fn(&str) -> String,
    ) {
        for line in wrap(text, first, rest, self.width) {
            let words = line.trim_start();
            let indent = &line[..line.len() - words.len()];
            self.line(format!("{indent}{}", paint(words)));
        }
    }

    /// Everything, with a line break at the end of each line.
    pub(super) fn finish(self) -> String {
        self.lines.join("\n") + "\n"
    }
}
