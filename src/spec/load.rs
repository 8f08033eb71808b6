//! Files, read within bounds: whatever stands at a path, the answer comes at once.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Drill, codes};
use crate::base::{Problem, Source};

/// The largest file that is read; the largest sensible drill has a hundredth of it.
const FILE_BYTES_MOST: u64 = 1 << 20;
/// The most drills, or targets, that are read from one directory.
const FILES_MOST: usize = 1_000;

/// Files that stand beside drills and are none.
const NO_DRILLS: [&str; 3] = ["alertmanager.yaml", "inventory.yaml", "policy.yaml"];

/// Reads a text file of at most 1 MiB.
///
/// # Errors
///
/// Anything that is not a regular, readable UTF-8 file of that size; each with its own sentence.
pub fn read_file(path: &Path) -> Result<Source, Problem> {
    read_file_of(path, FILE_BYTES_MOST)
}

/// Reads a text file of at most so many bytes; see [`read_file`].
///
/// # Errors
///
/// Anything that is not a regular, readable UTF-8 file of that size; each with its own sentence.
pub fn read_file_of(path: &Path, bytes_most: u64) -> Result<Source, Problem> {
    let about = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if about.is_dir() {
        return Err(problem(
            codes::FILE_DIRECTORY,
            path,
            "is a directory",
            "name a file in it",
        ));
    }
    if !about.is_file() {
        return Err(problem(
            codes::FILE_SPECIAL,
            path,
            "is not a regular file",
            "copy what it gives into a file: a pipe or a device may never end",
        ));
    }
    if about.len() > bytes_most {
        return Err(too_large(path, about.len(), bytes_most));
    }
    let bytes = read_at_most(path, bytes_most).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > bytes_most {
        return Err(too_large(path, bytes.len() as u64, bytes_most));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
        problem(
            codes::FILE_NOT_UTF8,
            path,
            &format!("is not UTF-8: the first wrong byte is in line {line}"),
            "save it as UTF-8",
        )
    })?;
    Ok(Source::new(path.display().to_string(), text))
}

/// The drills of a directory, sorted by name, and what is wrong with the files that give none.
///
/// Passed over are files whose names do not end in `.yaml`, directories, and `alertmanager.yaml`,
/// `inventory.yaml` and `policy.yaml`, to which others refer.
pub fn drills_in(directory: &Path) -> (Vec<Drill>, Vec<Problem>) {
    let paths = match drill_paths(directory) {
        Ok(paths) => paths,
        Err(problem) => return (Vec::new(), vec![problem]),
    };
    let (mut drills, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match read_file(&path) {
            Ok(source) => match Drill::read(&source) {
                Ok(drill) => drills.push(drill),
                Err(wrong) => problems.extend(wrong),
            },
            Err(wrong) => problems.push(wrong),
        }
    }
    (drills, problems)
}

/// A target file, or the only one of a directory, as it is mounted where many targets are told apart
/// by their directories alone.
///
/// # Errors
///
/// As of any file; or the directory holds none, or several.
pub fn target_file(path: &Path) -> Result<Source, Problem> {
    if !path.is_dir() {
        return read_file(path);
    }
    match &yaml_in(path, "target files")?[..] {
        [one] => read_file(one),
        paths => Err(problem(
            codes::FILE_DIRECTORY,
            path,
            &format!("is a directory with {} target files", paths.len()),
            "name a file in it",
        )),
    }
}

/// The target files of a directory, sorted by name.
///
/// # Errors
///
/// The first that cannot be read, or there is none.
pub fn targets_in(directory: &Path) -> Result<Vec<Source>, Problem> {
    let paths = yaml_in(directory, "target files")?;
    if paths.is_empty() {
        return Err(problem(
            codes::FILE_MISSING,
            directory,
            "holds no target file",
            "put a `.yaml` file for each cluster there; its name becomes the cluster's",
        ));
    }
    paths.iter().map(|path| read_file(path)).collect()
}

/// The file's name without its ending, by which others refer to it.
pub(super) fn stem(path: &str) -> String {
    Path::new(path).file_stem().map_or_else(
        || path.to_owned(),
        |stem| stem.to_string_lossy().into_owned(),
    )
}

fn drill_paths(directory: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut paths = yaml_in(directory, "drills")?;
    paths.retain(|path| !NO_DRILLS.iter().any(|name| path.ends_with(name)));
    Ok(paths)
}

/// The YAML files of a directory, sorted by name; `what` they are, in the plural.
fn yaml_in(directory: &Path, what: &str) -> Result<Vec<PathBuf>, Problem> {
    let entries = fs::read_dir(directory).map_err(|error| unreadable(directory, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(directory, &error))?.path();
        let is_yaml = path.extension().is_some_and(|ending| ending == "yaml");
        if is_yaml && !path.is_dir() {
            paths.push(path);
        }
        if paths.len() > FILES_MOST {
            return Err(problem(
                codes::FILE_TOO_MANY,
                directory,
                &format!("holds more than {FILES_MOST} {what}"),
                "split it into directories, and name one of them",
            ));
        }
    }
    paths.sort();
    Ok(paths)
}

/// What its size said may be wrong by the time that it is read.
fn read_at_most(path: &Path, bytes_most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(bytes_most + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn too_large(path: &Path, bytes: u64, bytes_most: u64) -> Problem {
    problem(
        codes::FILE_TOO_LARGE,
        path,
        &format!("has {bytes} bytes, and at most {bytes_most} are read"),
        "is this the right file? what people write has some thousand bytes",
    )
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the standard library's list of errors is open"
    )]
    match error.kind() {
        io::ErrorKind::NotFound => problem(
            codes::FILE_MISSING,
            path,
            "does not exist",
            "check the path; `firedrill init` writes a set of files to start from",
        ),
        io::ErrorKind::PermissionDenied => problem(
            codes::FILE_PERMISSION,
            path,
            "may not be read by this user",
            "give this user the right to read it, with `chmod` or as its owner",
        ),
        io::ErrorKind::NotADirectory => problem(
            codes::FILE_MISSING,
            path,
            "does not exist: part of its path is a file",
            "check the path",
        ),
        _ if is_loop(error) => problem(
            codes::FILE_LOOP,
            path,
            "is a symbolic link that leads back to itself",
            "remove the link, or point it at a file",
        ),
        _ => problem(
            codes::FILE_UNREADABLE,
            path,
            &format!("cannot be read: {error}"),
            "check the disk or the mount that it is on",
        ),
    }
}

/// ELOOP; the standard library's own name for it is not stable yet.
fn is_loop(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(40 | 62))
}

fn problem(code: &'static str, path: &Path, what: &str, hint: &str) -> Problem {
    Problem::error(code, format!("`{}` {what}", path.display())).hint(hint)
}
