//! The results of scheduled runs: a folder each, and no more than so many.

use std::path::Path;

use crate::base::ServerTime;
use crate::cli::speak;
use crate::spec::target::Zone;

/// The folders that are looked at; more are not made between two looks.
const FOLDERS_MOST: usize = 100_000;

/// The folder of a run: when it was due, universal time, so that names sort; and which drill.
pub(super) fn name(due: ServerTime, drill: &str) -> String {
    format!("{}-{drill}", Zone::UTC.compact(due))
}

/// Whether a name is one of ours: `20261127-030000-` and a drill's name.
fn is_ours(name: &str) -> bool {
    let mut parts = name.splitn(3, '-');
    let mut digits = |length: usize| {
        let part = parts.next().unwrap_or("");
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(8) && digits(6) && parts.next().is_some_and(|drill| !drill.is_empty())
}

/// Removes the oldest folders of runs beyond so many; whatever else is there stays.
pub(super) fn keep(out: &Path, most: usize) {
    let entries = std::fs::read_dir(out).into_iter().flatten();
    let names = entries
        .take(FOLDERS_MOST)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut ours: Vec<String> = names.filter(|name| is_ours(name)).collect();
    ours.sort();
    let beyond = ours.len().saturating_sub(most);
    for name in &ours[..beyond] {
        if let Err(error) = std::fs::remove_dir_all(out.join(name)) {
            speak::say(&format!(
                "error: the results {name} cannot be removed: {error}"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_results_go_and_what_is_not_ours_stays() {
        let out = std::env::temp_dir().join(format!("firedrill-kept-{}", std::process::id()));
        let due = |minutes: i64| ServerTime::from_unix_ms(1_796_000_000_000 + minutes * 60_000);
        let names = [9, 10, 11].map(|minutes| name(due(minutes), "a-drill"));
        for folder in names
            .iter()
            .map(String::as_str)
            .chain(["20261127-030000", "mine"])
        {
            std::fs::create_dir_all(out.join(folder)).unwrap();
        }
        keep(&out, 2);
        let there = |folder: &str| out.join(folder).is_dir();
        assert!(!there(&names[0]) && there(&names[1]) && there(&names[2]));
        assert!(there("20261127-030000") && there("mine"));
        std::fs::remove_dir_all(&out).unwrap();
    }
}
