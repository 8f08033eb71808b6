//! The results of many runs in one directory: a folder each, and no more than are wanted.
//!
//! Removed is only what is certainly ours and over: a folder that is named as ours are, in which
//! each journal has come to a verdict that left nothing behind. Everything else stays.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::report::read;
use super::speak;
use crate::base::ServerTime;
use crate::drill::Outcome;
use crate::report;
use crate::spec::target::Zone;

/// The folders that are looked at; more are not made between two looks.
const FOLDERS_MOST: usize = 100_000;
/// What the name of a folder begins with while it is removed: what a crash leaves of it is removed
/// the next time.
const REMOVING: &str = ".removing-";
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Keep {
    /// So many runs of each drill, the newest.
    pub(super) runs: usize,
    /// Nothing that began longer ago.
    pub(super) days: u16,
}

/// The folder of a run that was due at a moment, by universal time, so that names sort.
pub(super) fn name(due: ServerTime, drill: &str) -> String {
    format!("{}-{drill}", Zone::UTC.compact(due))
}

/// A folder of a run, or of several that were run together.
#[derive(Clone, Debug)]
struct Found {
    path: PathBuf,
    began: ServerTime,
    /// By the drill's name.
    journals: BTreeMap<String, PathBuf>,
}

/// Removes what is not to be kept, but for one folder: that of the run that asks for it.
pub(super) fn prune(root: &Path, keep: Keep, now: ServerTime, except: &Path) {
    finish_removing(root);
    let found = found(root);
    let (mut stuck, mut kept) = (Vec::new(), 0);
    for one in beyond(&found, keep, now) {
        if one.path == except {
            continue;
        }
        if !one.journals.values().all(|journal| is_over(journal)) {
            kept += 1;
            continue;
        }
        if let Err(error) = remove(&one.path) {
            stuck.push(format!("{}: {error}", one.path.display()));
        }
    }
    if kept > 0 {
        speak::say(&format!(
            "{kept} older results are kept in {}: their runs are not over, or may have left a fault",
            root.display()
        ));
    }
    for why in stuck {
        speak::say(&format!("WARNING: old results cannot be removed: {why}"));
    }
}

/// What is not to be kept, as far as names and times tell it.
fn beyond(found: &[Found], keep: Keep, now: ServerTime) -> Vec<&Found> {
    let oldest = now.unix_ms().saturating_sub(i64::from(keep.days) * DAY_MS);
    let mut newest: Vec<&Found> = found.iter().collect();
    newest.sort_by(|one, other| (other.began, &other.path).cmp(&(one.began, &one.path)));
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    newest.retain(|one| {
        let mut is_wanted = false;
        for drill in one.journals.keys() {
            let times = seen.entry(drill).or_default();
            *times += 1;
            is_wanted |= *times <= keep.runs;
        }
        !is_wanted || one.began.unix_ms() < oldest
    });
    newest
}

/// The folders of runs in a directory. Symbolic links are followed nowhere.
fn found(root: &Path) -> Vec<Found> {
    folders(root)
        .filter_map(|path| {
            let began = began(path.file_name()?.to_str()?)?;
            let journals: BTreeMap<String, PathBuf> = folders(&path)
                .filter_map(|folder| {
                    let drill = folder.file_name()?.to_str()?.to_owned();
                    let journal = folder.join("journal.jsonl");
                    let about = fs::symlink_metadata(&journal).ok()?;
                    about.is_file().then_some((drill, journal))
                })
                .collect();
            (!journals.is_empty()).then_some(Found {
                path,
                began,
                journals,
            })
        })
        .collect()
}

/// When the run of a folder began, if it is named as ours are: `20261127-030000-` and more.
pub(super) fn began(name: &str) -> Option<ServerTime> {
    let (time, rest) = name.split_at_checked(15)?;
    let exact = time
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    if !exact || rest.len() < 2 || !rest.starts_with('-') {
        return None;
    }
    let time = DateTime::strptime("%Y%m%d-%H%M%S", time).ok()?;
    let time = time.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(ServerTime::from_unix_ms(time.as_millisecond()))
}

/// Whether a run has come to a verdict, and left nothing behind.
fn is_over(journal: &Path) -> bool {
    let retold = read(journal).map(|text| report::from_journal(&text));
    matches!(retold, Ok(Ok(told)) if told.is_finished() && told.outcome() != Outcome::LeftBehind)
}

/// Removes a folder so that no crash leaves half of it under its name. That somebody else was faster
/// is no mistake.
fn remove(path: &Path) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let going = path.with_file_name(format!("{REMOVING}{name}"));
    let gone = |error: io::Error| {
        if error.kind() == io::ErrorKind::NotFound {
            Ok(())
        } else {
            Err(error)
        }
    };
    fs::rename(path, &going).or_else(gone)?;
    fs::remove_dir_all(&going).or_else(gone)
}

/// Removes what a crash left of folders that were being removed.
fn finish_removing(root: &Path) {
    let left = folders(root).filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.strip_prefix(REMOVING))
            .is_some_and(|name| began(name).is_some())
    });
    for path in left {
        // Whoever began with it may be at it still: it is looked at again the next time.
        drop(fs::remove_dir_all(path));
    }
}

fn folders(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let entries = entries.take(FOLDERS_MOST).filter_map(Result::ok);
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.map(|entry| entry.path())
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests of what is on a disk write to it"
)]
mod tests {
    use super::*;
    use crate::base::At;
    use crate::drill::journal::{Chain, Event};
    use crate::drill::verdict::{Moments, Verdict};

    /// The journal of a run that came to this, or of one that is not over.
    fn journal(outcome: Option<Outcome>) -> String {
        let (mut chain, header) = Chain::begin("run", "a");
        let began = chain.line(At::START, &Event::ControlBegan);
        let mut text = format!("{header}\n{began}\n");
        if let Some(outcome) = outcome {
            let verdict = Box::new(Verdict {
                outcome,
                findings: Vec::new(),
                promises: Vec::new(),
                detections: Vec::new(),
                left_behind: Vec::new(),
                notes: Vec::new(),
                residue: Vec::new(),
                moments: Moments::default(),
            });
            text += &chain.line(At::from_ms(1), &Event::Judged { verdict });
            text.push('\n');
        }
        text
    }

    fn passed() -> String {
        journal(Some(Outcome::Pass))
    }

    /// A directory of results, gone in the end.
    struct Reports(PathBuf);

    impl Reports {
        fn new(name: &str) -> Self {
            let name = format!("firedrill-kept-{name}-{}", std::process::id());
            Self(std::env::temp_dir().join(name))
        }

        fn write(&self, folder: &str, drill: &str, journal: &str) {
            let folder = self.0.join(folder).join(drill);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("journal.jsonl"), journal).unwrap();
        }

        fn prune(&self, runs: usize, days: u16) -> Vec<String> {
            let keep = Keep { runs, days };
            prune(&self.0, keep, now(), &self.0.join("20261127-100000-asks"));
            let mut names: Vec<String> = folders(&self.0)
                .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Reports {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    fn now() -> ServerTime {
        began("20261127-120000-now").unwrap()
    }

    #[test]
    fn the_newest_runs_of_each_drill_are_kept() {
        let reports = Reports::new("newest");
        for (folder, drill) in [
            ("20261127-010000-a1", "a"),
            ("20261127-020000-a2", "a"),
            ("20261127-030000-a3", "a"),
            ("20261127-000000-b1", "b"),
            // Two that were run together: it is one of the newest of `b`.
            ("20261126-000000-both", "a"),
            ("20261126-000000-both", "b"),
        ] {
            reports.write(folder, drill, &passed());
        }
        let kept = [
            "20261126-000000-both",
            "20261127-000000-b1",
            "20261127-020000-a2",
            "20261127-030000-a3",
        ];
        assert_eq!(reports.prune(2, 365), kept);
        assert_eq!(
            reports.prune(1, 365),
            ["20261127-000000-b1", "20261127-030000-a3"]
        );
    }

    #[test]
    fn what_is_too_old_goes_and_the_run_that_asks_never_does() {
        let reports = Reports::new("old");
        reports.write("20261117-115959-old", "a", &passed());
        reports.write("20261117-120001-young", "a", &passed());
        reports.write("20261127-100000-asks", "a", &passed());
        let kept = ["20261117-120001-young", "20261127-100000-asks"];
        assert_eq!(reports.prune(9, 10), kept);
        assert_eq!(reports.prune(1, 0), ["20261127-100000-asks"]);
    }

    #[test]
    fn what_is_not_over_or_may_have_left_a_fault_stays_and_so_does_what_is_not_ours() {
        let reports = Reports::new("stays");
        reports.write("20251127-010000-running", "a", &journal(None));
        let altered = passed().replace("pass", "fail");
        reports.write("20251127-020000-altered", "a", &altered);
        let left = journal(Some(Outcome::LeftBehind));
        reports.write("20251127-025000-left", "a", &left);
        // One of two that were run together is not over.
        reports.write("20251127-030000-half", "a", &passed());
        reports.write("20251127-030000-half", "b", &journal(None));
        reports.write("20251127-mine", "a", &passed());
        reports.write("20251399-010000-no-date", "a", &passed());
        fs::create_dir_all(reports.0.join("20251127-040000-empty")).unwrap();
        std::os::unix::fs::symlink("/", reports.0.join("20251127-050000-link")).unwrap();
        reports.write("20251127-060000-over", "a", &passed());
        let mut before = reports.prune(9, 9_999);
        assert_eq!(before.len(), 8);
        before.retain(|name| name != "20251127-060000-over");
        assert_eq!(reports.prune(1, 1), before);
        assert!(reports.0.join("20251127-050000-link").is_symlink());
    }

    #[test]
    fn what_a_crash_left_of_a_folder_that_was_removed_is_removed() {
        let reports = Reports::new("crash");
        reports.write(".removing-20251127-010000-a", "a", "");
        reports.write(".removing-mine", "a", "");
        assert_eq!(reports.prune(1, 1), [".removing-mine"]);
    }
}
