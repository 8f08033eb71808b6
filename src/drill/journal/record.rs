//! The journal's lines: JSON, numbered, each with the hash of the one before.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Event;
use crate::base::At;

/// The version of the format that this program writes and reads.
pub const FORMAT: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// What this is.
    pub firedrill_journal: u32,
    /// The run.
    pub run: String,
    /// The drill.
    pub drill: String,
}

/// Every other line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Counts from 1.
    pub number: u64,
    /// When, on the runner's timeline.
    pub at: At,
    /// The first 16 hexadecimal digits of the SHA-256 of the line before.
    pub after: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// Writes lines, each chained to the one before.
#[derive(Clone, Debug)]
pub struct Chain {
    number: u64,
    hash: String,
}

impl Chain {
    /// A new journal, and its first line.
    pub fn begin(run: &str, drill: &str) -> (Self, String) {
        let header = Header {
            firedrill_journal: FORMAT,
            run: run.to_owned(),
            drill: drill.to_owned(),
        };
        let line = serde_json::to_string(&header).unwrap_or_default();
        (
            Self {
                number: 0,
                hash: hash(&line),
            },
            line,
        )
    }

    /// The next line.
    pub fn line(&mut self, at: At, event: &Event) -> String {
        #[derive(Serialize)]
        struct Borrowed<'a> {
            number: u64,
            at: At,
            after: &'a str,
            #[serde(flatten)]
            event: &'a Event,
        }
        self.number += 1;
        let line = Borrowed {
            number: self.number,
            at,
            after: &self.hash,
            event,
        };
        let line = serde_json::to_string(&line).unwrap_or_default();
        self.hash = hash(&line);
        line
    }
}

fn hash(line: &str) -> String {
    let digest = Sha256::digest(line.as_bytes());
    let first = digest
        .iter()
        .take(8)
        .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    format!("{first:016x}")
}

/// Why a journal cannot be read; the line counts from 1, the header included.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadJournal {
    /// Which line.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// Reads a journal and checks its chain. A last line without its end is one that a dying runner
/// did not finish; it is left out.
pub fn read(text: &str) -> Result<(Header, Vec<Line>), BadJournal> {
    let bad = |line: usize, why: String| BadJournal { line, why };
    let complete = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut lines = complete.lines();
    let first = lines
        .next()
        .ok_or_else(|| bad(1, "there is no header".into()))?;
    let header: Header =
        serde_json::from_str(first).map_err(|error| bad(1, format!("not a header: {error}")))?;
    if header.firedrill_journal != FORMAT {
        let why = format!("format {} is not {FORMAT}", header.firedrill_journal);
        return Err(bad(1, why));
    }
    let mut before = hash(first);
    let mut records = Vec::new();
    for (index, text) in lines.enumerate() {
        let number = index + 2;
        let line: Line = serde_json::from_str(text)
            .map_err(|error| bad(number, format!("not a record: {error}")))?;
        if line.after != before || usize::try_from(line.number) != Ok(index + 1) {
            return Err(bad(
                number,
                "the line before it was altered, added or removed".into(),
            ));
        }
        before = hash(text);
        records.push(line);
    }
    Ok((header, records))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> String {
        let (mut chain, header) = Chain::begin("run", "provider-blackhole");
        let first = chain.line(At::START, &Event::Blind { why: "no".into() });
        let second = chain.line(At::from_ms(5), &Event::Effective { since: At::START });
        format!("{header}\n{first}\n{second}\n")
    }

    #[test]
    fn a_journal_reads_what_was_written() {
        let (header, lines) = read(&journal()).unwrap();
        assert_eq!(header.run, "run");
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1].event, Event::Effective { since: At::START });
    }

    #[test]
    fn an_altered_byte_and_a_missing_line_are_noticed() {
        let altered = journal().replace("\"no\"", "\"yes\"");
        assert_eq!(read(&altered).unwrap_err().line, 3);
        let journal = journal();
        let shortened: Vec<&str> = journal
            .lines()
            .enumerate()
            .filter(|(n, _)| *n != 1)
            .map(|(_, line)| line)
            .collect();
        assert_eq!(read(&(shortened.join("\n") + "\n")).unwrap_err().line, 2);
    }

    #[test]
    fn a_line_that_a_dying_runner_did_not_finish_is_left_out() {
        let journal = journal();
        let cut = &journal[..journal.len() - 10];
        assert_eq!(read(cut).unwrap().1.len(), 1);
    }
}
