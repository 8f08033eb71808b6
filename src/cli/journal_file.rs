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

    /// Writes and says what was not yet; the hash of the last line, which stands for every byte
    /// before.
    pub(super) fn close(mut self) -> io::Result<String> {
        if let Voice::InTheEnd(told) = &self.voice {
            speak::say(told);
        }
        self.file.flush()?;
        Ok(self.chain.hash().to_owned())
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
