//! The history of a scheduler on disk.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::base::ServerTime;
use crate::schedule::{Entry, History};

/// The largest history that is read: far more than its lines can have.
const BYTES_MOST: u64 = 64 << 20;
const NAME: &str = "history.jsonl";

/// A history that only this process writes.
pub(super) struct HistoryFile {
    path: PathBuf,
    file: File,
    history: History,
    /// Held as long as this is there.
    _lock: File,
}

/// Reads the history in a directory; an empty one where there is none.
pub(super) fn read(directory: &Path) -> Result<History, String> {
    let path = directory.join(NAME);
    let failed = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let about = match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(History::default()),
        about => about.map_err(|error| failed(&error))?,
    };
    if !about.is_file() || about.len() > BYTES_MOST {
        return Err(failed(
            &"is not a history: not a file, or larger than 64 MiB",
        ));
    }
    // A line that was torn off may end within a character.
    let bytes = fs::read(&path).map_err(|error| failed(&error))?;
    let text = String::from_utf8_lossy(&bytes);
    History::read(&text).map_err(|bad| {
        failed(&format!(
            "{bad}\n  hint: take that line out, or move the file away to begin anew"
        ))
    })
}

impl HistoryFile {
    /// Opens the history in a directory, and keeps others from writing it.
    ///
    /// # Errors
    /// It cannot be read or written, it is none, or another scheduler has it.
    pub(super) fn open(directory: &Path, now: ServerTime) -> Result<Self, String> {
        let path = directory.join(NAME);
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        fs::create_dir_all(directory).map_err(failed)?;
        let lock = File::create(directory.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(format!(
                    "another scheduler keeps its history in {}\n  \
                     hint: end it, or name another directory with `--out`",
                    directory.display()
                ));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let history = read(directory)?;
        let mut options = OpenOptions::new();
        let file = options.append(true).create(true).open(&path);
        let file = file.map_err(failed)?;
        // What follows the last whole line was torn off.
        file.set_len(u64::try_from(history.whole).unwrap_or(u64::MAX))
            .map_err(failed)?;
        let mut opened = Self {
            path: path.clone(),
            file,
            history,
            _lock: lock,
        };
        opened.shorten(now).map_err(failed)?;
        Ok(opened)
    }

    /// All that it says.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.history.entries
    }

    /// Adds lines, which are on the disk when this returns.
    ///
    /// # Errors
    /// They may not be: nothing that follows from them may be done.
    pub(super) fn append(&mut self, entries: Vec<Entry>, now: ServerTime) -> Result<(), String> {
        if entries.is_empty() {
            return Ok(());
        }
        let lines: String = entries.iter().map(Entry::line).collect();
        let written = self
            .file
            .write_all(lines.as_bytes())
            .and_then(|()| self.file.sync_data());
        let written = written.and_then(|()| {
            self.history.entries.extend(entries);
            self.shorten(now)
        });
        written.map_err(|error| format!("{}: {error}", self.path.display()))
    }

    /// Drops the oldest lines of one that has become too long. A crash leaves the old or the new
    /// one, and nothing in between.
    fn shorten(&mut self, now: ServerTime) -> io::Result<()> {
        let Some(short) = self.history.shortened(now) else {
            return Ok(());
        };
        let new = self.path.with_extension("new");
        let mut file = File::create(&new)?;
        let lines: String = short.iter().map(Entry::line).collect();
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        self.history.entries = short;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{LINES_MOST, Reason};

    fn skipped(due: i64) -> Entry {
        let due = ServerTime::from_unix_ms(due);
        Entry::Skipped {
            at: due,
            drill: "a".to_owned(),
            first: due,
            last: due,
            times: 1,
            reason: Reason::Calendar,
            why: "ü".to_owned(),
        }
    }

    /// A directory of its own, gone in the end.
    struct Directory(PathBuf);

    impl Directory {
        fn new(name: &str) -> Self {
            let name = format!("firedrill-history-{name}-{}", std::process::id());
            Self(std::env::temp_dir().join(name))
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn a_history_survives_a_restart_and_a_torn_last_line() {
        let directory = Directory::new("torn");
        let now = ServerTime::from_unix_ms(0);
        let mut file = HistoryFile::open(&directory.0, now).unwrap();
        assert_eq!(file.entries(), []);
        file.append(vec![skipped(1)], now).unwrap();
        let path = directory.0.join(NAME);
        let torn = skipped(2).line();
        // In the middle of the `ü`.
        let torn = &torn.as_bytes()[..=torn.find('ü').unwrap()];
        file.file.write_all(torn).unwrap();
        drop(file);
        assert_eq!(read(&directory.0).unwrap().entries, [skipped(1)]);
        let mut file = HistoryFile::open(&directory.0, now).unwrap();
        file.append(vec![skipped(3)], now).unwrap();
        drop(file);
        assert_eq!(
            read(&directory.0).unwrap().entries,
            [skipped(1), skipped(3)]
        );
        let lines = fs::read_to_string(path).unwrap();
        assert_eq!(lines, skipped(1).line() + &skipped(3).line());
    }

    #[test]
    fn a_second_scheduler_is_refused() {
        let directory = Directory::new("second");
        let now = ServerTime::from_unix_ms(0);
        let first = HistoryFile::open(&directory.0, now).unwrap();
        let refused = HistoryFile::open(&directory.0, now).err().unwrap();
        assert!(
            refused.starts_with("another scheduler keeps its history in"),
            "{refused}"
        );
        drop(first);
        assert!(HistoryFile::open(&directory.0, now).is_ok());
    }

    #[test]
    fn a_history_that_becomes_too_long_loses_its_oldest_lines() {
        let directory = Directory::new("long");
        let now = ServerTime::from_unix_ms(0);
        let mut file = HistoryFile::open(&directory.0, now).unwrap();
        let most = i64::try_from(LINES_MOST).unwrap();
        file.append((0..=most).map(skipped).collect(), now).unwrap();
        file.append(vec![skipped(most + 1)], now).unwrap();
        let kept = file.entries().to_vec();
        assert!(kept.len() < LINES_MOST / 2 + 10, "{}", kept.len());
        assert_eq!(kept.last(), Some(&skipped(most + 1)));
        drop(file);
        assert_eq!(read(&directory.0).unwrap().entries, kept);
    }
}
