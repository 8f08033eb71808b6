//! `firedrill init`: a set of files to start from.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::arguments::InitArguments;
use super::exit::Exit;
use super::{shipped, speak};
use crate::base::Problem;
use crate::drill::Outcome;

/// Writes the built-in drills, with the rules, routes, policy and profiles beside them, where none of them
/// is.
pub(super) fn init(arguments: &InitArguments) -> Exit {
    let root = &*arguments.directory;
    let all = shipped::FILES.iter().map(|(path, _)| root.join(path));
    let there: Vec<PathBuf> = all
        .filter(|path| fs::symlink_metadata(path).is_ok())
        .collect();
    if let [first, others @ ..] = &there[..] {
        let message = match others.len() {
            0 => format!("`{}` is there already", first.display()),
            more => format!("`{}` is there already, and {more} others", first.display()),
        };
        let problem = Problem::error("init/exists", message);
        speak::complain(&[problem.hint("name a directory that has none of these files")]);
        return Exit::Usage;
    }
    for (path, text) in shipped::FILES {
        if let Err(error) = write(&root.join(path), text) {
            speak::say(&format!("error: {}: {error}", root.join(path).display()));
            return Exit::Drilled(Outcome::Error);
        }
    }
    let root = root.display();
    speak::out(&format!(
        "{} files were written to {root}: four drills and variants of two, the alert rules and routes that \
         they look for, the runbooks that on-call opens, the severity policy, and profiles of the platform and \
         of common gateways.\n\
         Next: put your own rules, routes, runbooks and metrics in their place, then\n\
         \x20   firedrill check {root}\n\
         \x20   firedrill run {root}",
        shipped::FILES.len()
    ));
    Exit::Pass
}

/// Nothing that is there is written to, even if it came in between.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(text.as_bytes())
}
