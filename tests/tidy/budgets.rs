//! How long files may be. How long functions may be is clippy's business.

use crate::breach::Breach;
use crate::source::File;

const MEDIAN: usize = 120;
const P95: usize = 350;
const LONGEST: usize = 500;

/// The lines of a file above its tests; all of them, if it has none or is one.
fn lines_above_tests(file: &File) -> usize {
    let all = file.text.lines().count();
    if file.all_tests {
        return all;
    }
    let last = (1..=all).rev().find(|&line| {
        let text = file.text.lines().nth(line - 1).unwrap_or_default();
        !(file.is_test(line) || text.trim().is_empty())
    });
    last.unwrap_or(0)
}

fn too_long(files: &[File]) -> Vec<Breach> {
    let rust = files.iter().filter(|file| file.is_rust());
    let long = rust.filter(|file| file.text.lines().count() > LONGEST);
    long.map(|file| Breach {
        path: file.path.clone(),
        line: LONGEST + 1,
        what: format!(
            "{} lines; none may have more than {LONGEST}",
            file.text.lines().count()
        ),
        why: "a file is one thing, and can be read at one sitting",
        instead: "find the second thing in it and give it a file, named for it",
    })
    .collect()
}

fn drifting(files: &[File]) -> Vec<Breach> {
    let mut sizes: Vec<(usize, &str)> = files
        .iter()
        .filter(|file| file.is_rust() && !file.path.starts_with("tests/"))
        .map(|file| (lines_above_tests(file), &*file.path))
        .collect();
    sizes.sort_unstable();
    let at = |share: usize| sizes.get(sizes.len() * share / 100).copied();
    let mut breaches = Vec::new();
    for (share, budget) in [(50, MEDIAN), (95, P95)] {
        let Some((lines, path)) = at(share) else {
            continue;
        };
        if lines > budget {
            breaches.push(Breach {
                path: path.to_owned(),
                line: 1,
                what: format!(
                    "{share} % of the files have up to {lines} lines above their tests; \
                     the budget is {budget}"
                ),
                why: "small files keep changes small, and this only ever grows",
                instead: "split the files that do two things, the longest first",
            });
        }
    }
    breaches
}

#[test]
fn no_file_is_too_long() {
    crate::hold(too_long);
}

#[test]
fn most_files_are_short() {
    crate::hold(drifting);
}

#[test]
fn files_above_the_budgets_are_red() {
    let (short, long) = ("fn a() {}\n".repeat(120), "fn a() {}\n".repeat(121));
    let tested = format!("{short}\n#[cfg(test)]\nmod tests {{\n{short}}}\n");
    let fine = [("src/a/b.rs", &*short), ("src/a/c.rs", &*tested)];
    assert!(crate::lines(drifting, &fine).is_empty());
    let red = [("src/a/b.rs", &*short), ("src/a/c.rs", &*long)];
    assert_eq!(crate::lines(drifting, &red), ["src/a/c.rs:1"]);
    let huge = "fn a() {}\n".repeat(501);
    let red = [("tests/x/y.rs", &*huge), ("src/a/b.rs", &*short)];
    assert_eq!(crate::lines(too_long, &red), ["tests/x/y.rs:501"]);
}
