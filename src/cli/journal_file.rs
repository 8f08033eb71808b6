//! The journal on disk, and the lines that tell of a run while it goes on.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::speak;
use crate::base::At;
use crate::drill::Record;
use crate::drill::journal::{Chain, Event};
use crate::drill::plan::Brief;
use crate::report::Progress;

/// How much of a journal is written at once where nothing depends on it, in bytes.
const BUFFER: usize = 1 << 16;

/// When the lines that tell of a run are said.
pub(super) enum Voice {
    /// As soon as there is something to tell.
    AtOnce,
    /// All together when the run is over, so that runs side by side are not told in one another's
    /// words.
    InTheEnd(String),
}

/// A journal that is being written.
pub(super) struct JournalFile {
    file: BufWriter<File>,
    chain: Chain,
    progress: Progress,
    voice: Voice,
    /// Whether each step is flushed to the disk before what follows from it is started. A run that
    /// changes nothing outside this process does without.
    durable: bool,
}

impl JournalFile {
    /// Opens a new journal; one that exists already is not overwritten.
    pub(super) fn create(
        path: &Path,
        brief: &Brief,
        durable: bool,
        voice: Voice,
    ) -> io::Result<Self> {
        let mut file = BufWriter::with_capacity(BUFFER, File::create_new(path)?);
        let (chain, header) = Chain::begin(&brief.run.0, &brief.drill.name);
        writeln!(file, "{header}")?;
        Ok(Self {
            file,
            chain,
            progress: Progress::default(),
            voice,
            durable,
        })
    }

    /// Writes and says what was not yet. The hash of the last line, which stands for every byte
    /// before, is there in any case: a run has its verdict, whatever becomes of its journal.
    pub(super) fn close(mut self) -> (String, io::Result<()>) {
        if let Voice::InTheEnd(told) = &self.voice {
            speak::say(told);
        }
        (self.chain.hash().to_owned(), self.file.flush())
    }

    fn tell(&mut self, at: At, events: &[Event]) {
        for event in events {
            match (self.progress.line(at, event), &mut self.voice) {
                (None, _) => {}
                (Some(line), Voice::AtOnce) => speak::say(&line),
                (Some(line), Voice::InTheEnd(told)) => {
                    told.push_str(&line);
                    told.push('\n');
                }
            }
        }
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
            self.file.flush()?;
            self.file.get_ref().sync_data()?;
        }
        self.tell(at, &events);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A journal on a disk that is always full.
    fn on_a_full_disk(durable: bool) -> JournalFile {
        let full = File::options().write(true).open("/dev/full");
        let (chain, _) = Chain::begin("run", "drill");
        JournalFile {
            file: BufWriter::with_capacity(BUFFER, full.expect("a device of Linux")),
            chain,
            progress: Progress::default(),
            voice: Voice::InTheEnd(String::new()),
            durable,
        }
    }

    #[test]
    fn a_full_disk_is_told_and_takes_no_verdict_with_it() {
        let event = || vec![Event::ControlBegan];
        assert!(on_a_full_disk(true).append(At::START, event()).is_err());
        let mut journal = on_a_full_disk(false);
        assert!(journal.append(At::START, event()).is_ok());
        let (hash, written) = journal.close();
        assert!(!hash.is_empty() && written.is_err());
    }
}
