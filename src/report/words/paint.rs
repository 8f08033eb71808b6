//! Colours, where they are wanted.

use anstyle::{AnsiColor, Style};

use crate::drill::Outcome;
use crate::drill::verdict::Status;

/// Puts colours on text, or leaves it as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::report) struct Paint {
    /// Whether there are colours.
    pub(in crate::report) colour: bool,
}

impl Paint {
    fn put(self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// What nobody may overlook.
    pub(in crate::report) fn alarm(self, text: &str) -> String {
        let style = AnsiColor::BrightWhite.on(AnsiColor::Red).bold();
        self.put(style, text)
    }

    /// What is broken.
    pub(in crate::report) fn bad(self, text: &str) -> String {
        self.put(AnsiColor::Red.on_default().bold(), text)
    }

    /// What is as it should be.
    pub(in crate::report) fn good(self, text: &str) -> String {
        self.put(AnsiColor::Green.on_default(), text)
    }

    /// What is not known.
    pub(in crate::report) fn unsure(self, text: &str) -> String {
        self.put(AnsiColor::Yellow.on_default().bold(), text)
    }

    /// A heading, a name.
    pub(in crate::report) fn bold(self, text: &str) -> String {
        self.put(Style::new().bold(), text)
    }

    /// What is there to be looked up.
    pub(in crate::report) fn dim(self, text: &str) -> String {
        self.put(Style::new().dimmed(), text)
    }

    /// In the colour of an outcome.
    pub(in crate::report) fn outcome(self, outcome: Outcome, text: &str) -> String {
        match outcome {
            Outcome::Pass => self.put(AnsiColor::Green.on_default().bold(), text),
            Outcome::Fail => self.bad(text),
            Outcome::Inconclusive | Outcome::Error => self.unsure(text),
            Outcome::LeftBehind => self.alarm(text),
        }
    }

    /// The mark of a promise; it says the same without its colour.
    pub(in crate::report) fn mark(self, status: Status) -> String {
        match status {
            Status::Kept => self.good("✓"),
            Status::Broken => self.bad("✗"),
            Status::Unknown => self.unsure("?"),
        }
    }
}
