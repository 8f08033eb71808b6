//! The journal's lines: JSON, numbered, each ending with a hash of itself and of all before it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Event;
use crate::base::At;

/// The version of the format that this program writes and reads.
pub const FORMAT: u32 = 2;

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
        let mut chain = Self {
            number: 0,
            hash: String::new(),
        };
        let line = serde_json::to_string(&header).unwrap_or_default();
        let line = chain.seal(line);
        (chain, line)
    }

    /// The next line.
    pub fn line(&mut self, at: At, event: &Event) -> String {
        #[derive(Serialize)]
        struct Borrowed<'a> {
            number: u64,
            at: At,
            #[serde(flatten)]
            event: &'a Event,
        }
        self.number += 1;
        let line = Borrowed {
            number: self.number,
            at,
            event,
        };
        let line = serde_json::to_string(&line).unwrap_or_default();
        self.seal(line)
    }

    /// The hash of the last line, which stands for every byte before it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Puts the hash into an object, as the last of its members.
    fn seal(&mut self, mut line: String) -> String {
        line.pop(); // the closing brace
        self.hash = hash(&self.hash, &line);
        line.push_str(MEMBER);
        line.push_str(&self.hash);
        line.push_str(END);
        line
    }
}

/// What stands before the hash in a line, and after it.
const MEMBER: &str = ",\"hash\":\"";
const END: &str = "\"}";
/// How many hexadecimal digits of the SHA-256 are kept.
const DIGITS: usize = 16;

/// The hash of a line, up to its own hash, and of all lines before it.
fn hash(before: &str, line: &str) -> String {
    let digest = Sha256::new()
        .chain_update(before)
        .chain_update(line)
        .finalize();
    let first = digest
        .iter()
        .take(DIGITS / 2)
        .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    format!("{first:016x}")
}

/// The part of a line that its hash is about, and the hash.
fn unseal(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_suffix(END)?;
    let digits = line.len().checked_sub(DIGITS)?;
    let (line, hash) = (line.get(..digits)?, line.get(digits..)?);
    Some((line.strip_suffix(MEMBER)?, hash))
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

fn bad(line: usize, why: impl Into<String>) -> BadJournal {
    let why = why.into();
    BadJournal { line, why }
}

/// What a journal holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Its first line.
    pub header: Header,
    /// Its records.
    pub lines: Vec<Line>,
    /// The last hash: it stands for every byte of the journal.
    pub hash: String,
    /// Whether a last line without its end was left out.
    pub is_cut: bool,
}

/// Reads a journal and checks its chain. A last line without its end is one that a dying runner
/// did not finish; it is left out.
pub fn read(text: &str) -> Result<Written, BadJournal> {
    let end = text.rfind('\n').map_or(0, |end| end + 1);
    let (complete, rest) = text.split_at(end);
    // Not `lines`, which would overlook a carriage return that somebody added.
    let mut lines = complete.split_terminator('\n');
    let first = lines.next().ok_or_else(|| bad(1, "there is no header"))?;
    let header: Header =
        serde_json::from_str(first).map_err(|error| bad(1, format!("not a header: {error}")))?;
    if header.firedrill_journal != FORMAT {
        let why = format!("format {} is not {FORMAT}", header.firedrill_journal);
        return Err(bad(1, why));
    }
    let mut chained = check(1, "", first)?;
    let mut records = Vec::new();
    for (index, text) in lines.enumerate() {
        let number = index + 2;
        // The chain first: what was altered may well be no record any more.
        chained = check(number, &chained, text)?;
        let line: Line = serde_json::from_str(text)
            .map_err(|error| bad(number, format!("not a record: {error}")))?;
        if usize::try_from(line.number) != Ok(index + 1) {
            return Err(bad(number, "it is out of order"));
        }
        records.push(line);
    }
    Ok(Written {
        header,
        lines: records,
        hash: chained,
        is_cut: !rest.is_empty(),
    })
}

/// The hash of a line, if it is the one that belongs there.
fn check(number: usize, before: &str, line: &str) -> Result<String, BadJournal> {
    let belongs = unseal(line).filter(|(line, sealed)| hash(before, line) == *sealed);
    match belongs {
        Some((_, hash)) => Ok(hash.to_owned()),
        None => Err(bad(
            number,
            "this line was altered, or a line before it was added or removed",
        )),
    }
}

/// Checks that a journal is whole: no byte of it was altered, added or removed, from its header to
/// the verdict.
///
/// # Errors
///
/// It is no journal, it was altered, or it ends before its verdict.
pub fn verify(text: &str) -> Result<Written, BadJournal> {
    let written = read(text)?;
    let last = written.lines.len() + 1;
    if written.is_cut {
        return Err(bad(
            last + 1,
            "the journal is incomplete: this line has no end",
        ));
    }
    let verdict = |line: &Line| matches!(line.event, Event::Judged { .. });
    match written.lines.iter().position(verdict) {
        None => Err(bad(
            last,
            "the journal is incomplete: it ends before the verdict, which is its last record",
        )),
        Some(index) if index + 2 != last => {
            Err(bad(index + 3, "there are records after the verdict"))
        }
        Some(_) => Ok(written),
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
