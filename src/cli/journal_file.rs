//! The journal on disk, and the lines that tell of a run while it goes on.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use super::speak;
use crate::base::At;
use crate::drill::Record;
use crate::drill::journal::{Chain, Event};
use crate::report::Progress;

/// A journal that is being written.
pub(super) struct JournalFile {
    file: File,
    chain: Chain,
    progress: Option<Progress>,
    /// Whether each step is flushed to the disk before what follows from it is started. A run that
    /// changes nothing outside this process does without.
    durable: bool,
}

impl JournalFile {
    /// Opens a new journal; one that exists already is not overwritten.
    pub(super) fn create(
        path: &Path,
        run: &str,
        drill: &str,
        durable: bool,
        progress: Option<Progress>,
    ) -> io::Result<Self> {
        let mut file = File::create_new(path)?;
        let (chain, header) = Chain::begin(run, drill);
        writeln!(file, "{header}")?;
        Ok(Self {
            file,
            chain,
            progress,
            durable,
        })
    }

    /// The hash of the last line, which stands for every byte before it.
    pub(super) fn hash(&self) -> &str {
        self.chain.hash()
    }
}

impl Record<Event> for JournalFile {
    fn append(&mut self, at: At, events: Vec<Event>) -> io::Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let mut lines = String::new();
        for event in &events {
            lines += &self.chain.line(at, event);
            lines.push('\n');
        }
        self.file.write_all(lines.as_bytes())?;
        if self.durable {
            self.file.sync_data()?;
        }
        if let Some(progress) = &mut self.progress {
            for event in &events {
                if let Some(line) = progress.line(at, event) {
                    speak::say(&line);
                }
            }
        }
        Ok(())
    }
}
