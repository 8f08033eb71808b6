//! The history as text: a JSON object a line, only ever added to, and bounded.

use super::entry::Entry;
use super::known::Known;
use crate::base::ServerTime;

/// The most lines that a history has before the oldest are dropped.
pub const LINES_MOST: usize = 10_000;
/// How many of the youngest are kept then.
pub const KEPT: usize = 5_000;

/// A history that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Its lines.
    pub entries: Vec<Entry>,
    /// How many bytes of the text are whole lines. What follows was being written when its writer
    /// died: it is cut off before anything is added.
    pub whole: usize,
}

/// A line that is none of a history.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not one of a history: {why}")]
pub struct BadHistory {
    /// Which, the first being 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

impl History {
    /// Reads a history; a last line that was torn off is not there.
    ///
    /// # Errors
    /// The first whole line that is none.
    pub fn read(text: &str) -> Result<Self, BadHistory> {
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let lines = text[..whole].lines().enumerate();
        let entries = lines.map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| BadHistory {
                line: index + 1,
                why: error.to_string(),
            })
        });
        Ok(Self {
            entries: entries.collect::<Result<_, _>>()?,
            whole,
        })
    }

    /// The youngest lines of one that has become too long, with what the others came to; none if
    /// it has not.
    pub fn shortened(&self, at: ServerTime) -> Option<Vec<Entry>> {
        if self.entries.len() <= LINES_MOST {
            return None;
        }
        let (dropped, kept) = self.entries.split_at(self.entries.len() - KEPT);
        let mut entries = Known::of(dropped).least(at);
        entries.extend_from_slice(kept);
        Some(entries)
    }
}

impl Entry {
    /// Its line, with a line break at the end.
    ///
    /// # Panics
    /// Never: every part of it has a place in JSON.
    pub fn line(&self) -> String {
        let line = serde_json::to_string(self);
        line.expect("an entry is plain data") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::Outcome;
    use crate::schedule::Reason;

    fn at(ms: i64) -> ServerTime {
        ServerTime::from_unix_ms(ms)
    }

    fn began() -> Entry {
        let cron = ("a".to_owned(), "* * * * *".to_owned());
        Entry::Began {
            at: at(0),
            drills: [cron].into(),
        }
    }

    fn skipped(due: i64) -> Entry {
        Entry::Skipped {
            at: at(due),
            drill: "a".to_owned(),
            first: at(due),
            last: at(due),
            times: 1,
            reason: Reason::Calendar,
            why: "a holiday".to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_a_torn_last_line_is_not_there() {
        let entries = vec![began(), skipped(60_000)];
        let text: String = entries.iter().map(Entry::line).collect();
        for torn in 0..skipped(1).line().len() {
            let whole = text.len();
            let read = History::read(&(text.clone() + &skipped(1).line()[..torn]));
            let entries = entries.clone();
            assert_eq!(read, Ok(History { entries, whole }), "{torn} bytes");
        }
        assert_eq!(History::read(""), Ok(History::default()));
    }

    #[test]
    fn a_line_that_was_altered_is_named() {
        let text = began().line() + "{\"entry\":\"nonsense\"}\n" + &began().line();
        let bad = History::read(&text).unwrap_err();
        assert!(
            bad.to_string()
                .starts_with("line 2 is not one of a history: unknown variant"),
            "{bad}"
        );
    }

    #[test]
    fn a_history_that_was_shortened_says_the_same() {
        let mut history = History::default();
        history.entries.push(began());
        // It passed once, and the platform settles longest after a drill that is no more.
        for (ended, drill, outcome, settled) in [
            (1, "a", Outcome::Pass, 4),
            (2, "gone", Outcome::Fail, 9),
            (3, "a", Outcome::Fail, 5),
        ] {
            history.entries.push(Entry::Finished {
                at: at(ended),
                drill: drill.to_owned(),
                due: at(ended - 1),
                outcome: Some(outcome),
                why: None,
                results: None,
                settled: [("a".to_owned(), at(settled))].into(),
            });
        }
        history.entries.push(began());
        history
            .entries
            .extend((5..LINES_MOST).map(|due| skipped(i64::try_from(due).unwrap())));
        assert_eq!(history.shortened(at(0)), None);
        history.entries.push(skipped(77_777_777));
        let short = history.shortened(at(5)).expect("it is too long");
        assert!(short.len() < KEPT + 10, "{}", short.len());
        let known = Known::of(&short);
        assert_eq!(known, Known::of(&history.entries));
        assert_eq!(known.settles("a"), Some((at(9), "gone")));
        assert_eq!(known.end("a").and_then(|end| end.passed), Some(at(1)));
    }
}
