//! Files of unit tests before they are run: what they mean, and the rules that they are about.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::files::{self, Loaded};
use super::find::Found;
use crate::alerts::unit_test::TestFile;
use crate::base::{Problem, Source};
use crate::cli::exit::Exit;
use crate::cli::speak;

/// Says what is wrong; nothing was run.
pub(super) fn refuse(problems: &[Problem]) -> Exit {
    speak::complain(problems);
    Exit::Usage
}

/// That there is nothing to run.
pub(super) fn no_tests(paths: &[PathBuf]) -> Problem {
    let paths: Vec<String> = (paths.iter())
        .map(|path| format!("`{}`", path.display()))
        .collect();
    let message = format!("there are no unit tests of rules in {}", paths.join(", "));
    Problem::error("tests/none", message).hint(
        "a file of them is YAML with `rule_files:` and `tests:`, as promtool's documentation says",
    )
}

/// A file of tests before it is run: the text, what it means, and the files of its rules.
pub(super) struct Ready {
    pub(super) source: Source,
    pub(super) outcome: Result<(TestFile, Vec<PathBuf>), Vec<Problem>>,
    pub(super) warnings: Vec<Problem>,
}

/// Reads a file of tests, and finds the files of its rules where they are wanted.
pub(super) fn ready((path, source): &Found, wants_rules: bool) -> Ready {
    let source = match source {
        Ok(source) => source.clone(),
        Err(problem) => {
            return Ready {
                source: Source::new(path.display().to_string(), ""),
                outcome: Err(vec![problem.clone()]),
                warnings: Vec::new(),
            };
        }
    };
    let mut warnings = Vec::new();
    let outcome = TestFile::parse(&source).and_then(|file| {
        let mut paths = Vec::new();
        if wants_rules {
            (paths, warnings) = files::named(&source, &file)?;
        }
        Ok((file, paths))
    });
    Ready {
        source,
        outcome,
        warnings,
    }
}

/// The rules of these files, in their order.
pub(super) fn loaded(paths: &[PathBuf], rules: &BTreeMap<PathBuf, Loaded>) -> Loaded {
    let mut documents = Vec::new();
    for path in paths {
        match rules.get(path) {
            Some(Ok(found)) => documents.extend(found.iter().cloned()),
            Some(Err(problems)) => return Err(problems.clone()),
            None => {}
        }
    }
    Ok(documents)
}
