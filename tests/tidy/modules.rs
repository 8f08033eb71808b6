//! Which modules a file declares, which items are for tests only, and files that nobody declares.

use std::collections::BTreeSet;

use crate::breach::Breach;
use crate::source::File;
use crate::tokens::Token;

/// What `mod name;` stands for.
pub(crate) struct Module {
    /// Its path without `.rs` or `/mod.rs`.
    pub(crate) stem: String,
    /// Under `#[cfg(test)]`.
    pub(crate) tests_only: bool,
}

/// The modules that a file declares without a body.
pub(crate) fn declared(path: &str, text: &str, tokens: &[Token]) -> Vec<Module> {
    let lines: Vec<&str> = text.lines().collect();
    let tests = test_items(tokens);
    let mut found = Vec::new();
    for three in tokens.windows(3) {
        let [word, name, end] = three else { continue };
        if word.text != "mod" || end.text != ";" {
            continue;
        }
        let before = word.line.checked_sub(2).and_then(|line| lines.get(line));
        let given = before.and_then(|line| line.trim().strip_prefix("#[path = \""));
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let stem = match given.and_then(|rest| rest.split(".rs\"").next()) {
            Some(given) => format!("{folder}/{given}"),
            None => format!("{}/{}", folder_of(path), name.text),
        };
        let within = |&(first, last): &(usize, usize)| (first..=last).contains(&word.line);
        found.push(Module {
            stem,
            tests_only: tests.iter().any(within),
        });
    }
    found
}

/// Where the modules of a file lie.
fn folder_of(path: &str) -> String {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    if matches!(name, "mod" | "lib" | "main") {
        folder.to_owned()
    } else {
        stem.to_owned()
    }
}

/// First and last lines of the items under `#[cfg(test)]`.
pub(crate) fn test_items(tokens: &[Token]) -> Vec<(usize, usize)> {
    let begins = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut found = Vec::new();
    for (at, window) in tokens.windows(begins.len()).enumerate() {
        if window.iter().map(|token| &*token.text).eq(begins) {
            let last = end_of_item(tokens, at + begins.len());
            found.push((window[0].line, last));
        }
    }
    found
}

/// The last line of the item that begins here, after any more attributes.
fn end_of_item(tokens: &[Token], begin: usize) -> usize {
    let (mut depth, mut in_braces) = (0_usize, 0_usize);
    for token in &tokens[begin..] {
        match &*token.text {
            "{" => in_braces += 1,
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "}" => in_braces = in_braces.saturating_sub(1),
            _ => {}
        }
        let ends = matches!(&*token.text, "}" | ";");
        if ends && depth == 0 && in_braces == 0 {
            return token.line;
        }
    }
    tokens.last().map_or(0, |token| token.line)
}

/// Files that no `mod` declares: nobody compiles them.
fn dead(files: &[File]) -> Vec<Breach> {
    let declared: BTreeSet<&str> = files
        .iter()
        .flat_map(|file| &file.modules)
        .map(|module| &*module.stem)
        .collect();
    let is_dead = |file: &&File| {
        let stem = file.path.strip_suffix(".rs").unwrap_or_default();
        let stem = stem.strip_suffix("/mod").unwrap_or(stem);
        let root = stem.ends_with("/main") || stem.ends_with("/lib") || is_test_program(stem);
        file.is_rust() && !root && !declared.contains(stem)
    };
    let breach = |file: &File| Breach {
        path: file.path.clone(),
        line: 1,
        what: "no `mod` declares this file".to_owned(),
        why: "it looks like code, and is never compiled",
        instead: "declare it in the `mod.rs` above it, or delete it",
    };
    files.iter().filter(is_dead).map(breach).collect()
}

fn is_test_program(stem: &str) -> bool {
    stem.strip_prefix("tests/")
        .is_some_and(|name| !name.contains('/'))
}

#[test]
fn every_file_is_declared() {
    crate::hold(dead);
}

#[test]
fn a_file_that_nobody_declares_is_red() {
    let files = [
        ("src/lib.rs", "pub mod base;"),
        (
            "src/base/mod.rs",
            "mod at;\n#[path = \"x_tests.rs\"]\nmod t;",
        ),
        ("src/base/at.rs", "mod deep;"),
        ("src/base/at/deep.rs", ""),
        ("src/base/x_tests.rs", ""),
        ("src/base/lost.rs", ""),
    ];
    assert_eq!(crate::lines(dead, &files), ["src/base/lost.rs:1"]);
}

#[test]
fn items_for_tests_end_where_they_end() {
    let text = "fn a() {}\n#[cfg(test)]\nuse b::{c, d};\nfn e() {}\n#[cfg(test)]\n\
                #[expect(x)]\nmod t {\n    fn f([a; 2]: X) {}\n}\nfn g() {}";
    assert_eq!(test_items(&crate::tokens::tokens(text)), [(2, 3), (5, 9)]);
}
