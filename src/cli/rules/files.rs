//! The rules that unit tests are run over.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::alerts::rules::RuleDocument;
use crate::alerts::unit_test::{TestFile, has_wildcard, matches};
use crate::base::{Problem, Source};
use crate::lab;
use crate::spec::load;

/// The largest file of rules or unit tests that is read.
pub(super) const FILE_BYTES_MOST: u64 = 16 << 20;
/// Files that one pattern may mean.
const FILES_MOST: usize = 10_000;
/// The name of what comes on stdin.
const STDIN: &str = "-";

/// The rules of a file, or what is wrong with it.
pub(super) type Loaded = Result<Vec<RuleDocument>, Vec<Problem>>;

/// The rules in a file, or on stdin for `-`.
pub(super) fn read(path: &Path) -> Loaded {
    let source = if is_stdin(path) {
        stdin("rules test --rules -")
    } else {
        load::read_file_of(path, FILE_BYTES_MOST)
    };
    RuleDocument::all(&source.map_err(|problem| vec![problem])?)
}

/// Whether a path means stdin.
pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}

/// The text on stdin, for a command that reads it so.
pub(super) fn stdin(command: &str) -> Result<Source, Problem> {
    let mut bytes = Vec::new();
    let input = std::io::stdin().lock().take(FILE_BYTES_MOST + 1);
    let wrong = |why: &str| {
        let message = format!("the rules on standard input cannot be read: {why}");
        let pipe = format!("pipe what Helm renders: `helm template CHART | firedrill {command}`");
        Problem::error("rules/stdin", message).hint(pipe)
    };
    let mut input = input;
    input
        .read_to_end(&mut bytes)
        .map_err(|error| wrong(&error.to_string()))?;
    if bytes.len() as u64 > FILE_BYTES_MOST {
        return Err(wrong("there are more than 16 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8"))?;
    Ok(Source::new("<stdin>", text))
}

/// All files of rules that tests name, each read once.
pub(super) fn read_all(paths: impl IntoIterator<Item = PathBuf>) -> BTreeMap<PathBuf, Loaded> {
    let mut paths: Vec<PathBuf> = paths.into_iter().collect();
    paths.sort();
    paths.dedup();
    let read = lab::each(&paths, |path| read(path));
    paths.into_iter().zip(read).collect()
}

/// The files that the patterns of a file of tests mean, each once, in the order in which they are
/// named; and a warning for each pattern that means none.
///
/// # Errors
/// What is no pattern, or means too many files.
pub(super) fn named(
    source: &Source,
    file: &TestFile,
) -> Result<(Vec<PathBuf>, Vec<Problem>), Vec<Problem>> {
    let folder = Path::new(&*source.name).parent();
    let folder = folder.unwrap_or_else(|| Path::new(""));
    let (mut paths, mut warnings) = (Vec::new(), Vec::new());
    for pattern in &file.rule_files {
        let found = glob(&clean(&folder.join(&pattern.value))).map_err(|why| {
            let problem = Problem::error("tests/rule-files", why)
                .at(source, pattern.span, "here")
                .hint("`*`, `?` and `[a-z]` stand for characters of one name");
            vec![problem]
        })?;
        if found.is_empty() {
            let message = format!("no file is called `{}`", pattern.value);
            let warning = Problem::warning("tests/no-rules", message)
                .at(source, pattern.span, "means no file")
                .hint("paths are relative to the file of the tests; `--rules` names others");
            warnings.push(warning);
        }
        for path in found {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    Ok((paths, warnings))
}

/// The path without `.` and without a directory that is left again.
fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(cleaned.components().next_back(), Some(Component::Normal(_))) =>
            {
                cleaned.pop();
            }
            Component::Prefix(_)
            | Component::RootDir
            | Component::ParentDir
            | Component::Normal(_) => cleaned.push(part),
        }
    }
    cleaned
}

/// The files that a pattern means, in order.
fn glob(pattern: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = vec![PathBuf::new()];
    for part in pattern.components() {
        let text = part.as_os_str().to_string_lossy();
        let mut next = Vec::new();
        for path in found {
            if has_wildcard(&text) {
                next.extend(within(&path, &text)?);
            } else {
                next.push(path.join(part));
            }
        }
        if next.len() > FILES_MOST {
            let pattern = pattern.display();
            return Err(format!(
                "`{pattern}` stands for more than {FILES_MOST} files"
            ));
        }
        found = next;
    }
    found.retain(|path| path.exists());
    Ok(found)
}

/// What in a directory has a name that a part of a pattern stands for.
fn within(directory: &Path, part: &str) -> Result<Vec<PathBuf>, String> {
    let here = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    // What is no directory has nothing in it, as for promtool.
    let entries = fs::read_dir(here).into_iter().flatten();
    let mut found = Vec::new();
    for name in entries.filter_map(|entry| Some(entry.ok()?.file_name())) {
        if matches(part, &name.to_string_lossy())? {
            found.push(directory.join(name));
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_made_short_without_asking_the_disk() {
        for (long, short) in [
            ("a/../b/./c", "b/c"),
            ("../../a", "../../a"),
            ("/a/../b", "/b"),
        ] {
            assert_eq!(clean(Path::new(long)), Path::new(short));
        }
    }

    #[test]
    fn patterns_mean_files_that_are_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("drills");
        let found = glob(&root.join("al*/c*.yaml")).unwrap();
        let names: Vec<_> = found.iter().filter_map(|path| path.file_name()).collect();
        assert_eq!(names, ["cache.yaml", "cost.yaml"]);
        assert_eq!(glob(&root.join("none.yaml")), Ok(Vec::new()));
    }
}
