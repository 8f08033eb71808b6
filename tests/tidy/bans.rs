//! Things that are written differently here.

use crate::breach::Breach;
use crate::source::File;

fn unwraps(files: &[File]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files {
        for three in file.tokens.windows(3) {
            let [dot, name, open] = three else { continue };
            let called = dot.text == "." && name.text == "unwrap" && open.text == "(";
            if called && !file.is_test(name.line) {
                breaches.push(Breach {
                    path: file.path.clone(),
                    line: name.line,
                    what: "`unwrap` outside of tests".to_owned(),
                    why: "a runner that panics has not put anything back yet",
                    instead: "return the error, or `expect` with what is known to hold",
                });
            }
        }
    }
    breaches
}

/// Every `#[…]` of a file: its line and the words in it.
fn attributes(file: &File) -> Vec<(usize, Vec<&str>)> {
    let mut found = Vec::new();
    for at in 0..file.tokens.len().saturating_sub(2) {
        let three: Vec<&str> = (at..at + 3).map(|at| &*file.tokens[at].text).collect();
        let open = match three[..] {
            ["#", "[", _] => at + 1,
            ["#", "!", "["] => at + 2,
            _ => continue,
        };
        let mut depth = 0;
        let mut words = Vec::new();
        for token in &file.tokens[open..] {
            match &*token.text {
                "[" => depth += 1,
                "]" => depth -= 1,
                _ => {}
            }
            words.push(&*token.text);
            if depth == 0 {
                break;
            }
        }
        found.push((file.tokens[at].line, words));
    }
    found
}

fn allowances(files: &[File]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files {
        for (line, words) in attributes(file) {
            let calls = |name: &str| words.windows(2).any(|two| two == [name, "("]);
            let what = if calls("allow") {
                "`#[allow]`"
            } else if calls("expect") && !words.contains(&"reason") {
                "`#[expect]` without a reason"
            } else {
                continue;
            };
            breaches.push(Breach {
                path: file.path.clone(),
                line,
                what: what.to_owned(),
                why: "an exception that is no longer needed must show, and so must its reason",
                instead: "`#[expect(lint, reason = \"why\")]`",
            });
        }
    }
    breaches
}

/// Beginnings of absolute paths that are true on one machine only; in two parts, so that this file
/// does not hold them.
const MACHINE: [(&str, &str); 6] = [
    ("/wo", "rk/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("/Us", "ers/"),
    ("/tm", "p/"),
    ("C:", "\\"),
];

fn paths(files: &[File]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files {
        for (line, text) in file.text.lines().enumerate() {
            let machine = MACHINE
                .iter()
                .map(|(one, two)| format!("{one}{two}"))
                .find(|path| text.contains(path.as_str()));
            let beside = concat!("..", "/shared");
            let may = file.path.starts_with("tests/") || file.path.starts_with(".ci/");
            let (what, instead) = if let Some(path) = machine {
                let instead = "a path relative to the checkout, or `std::env::temp_dir()` in tests";
                (path, instead)
            } else if text.contains(beside) && !may {
                (
                    beside.to_owned(),
                    "keep it in `fixtures/`, or make it optional in `tests/`",
                )
            } else {
                continue;
            };
            breaches.push(Breach {
                path: file.path.clone(),
                line: line + 1,
                what: format!("`{what}`"),
                why: "a fresh clone has nothing beside it, on no machine",
                instead,
            });
        }
    }
    breaches
}

#[test]
fn nothing_is_unwrapped_outside_of_tests() {
    crate::hold(unwraps);
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    crate::hold(allowances);
}

#[test]
fn no_path_leads_out_of_the_checkout() {
    crate::hold(paths);
}

#[test]
fn an_unwrap_is_red_outside_of_tests() {
    let files = [
        (
            "src/a/b.rs",
            "x.unwrap_or(1); // .unwrap()\nx\n    .unwrap();",
        ),
        (
            "src/a/c.rs",
            "#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }\nx.unwrap();",
        ),
        ("src/a/mod.rs", "#[cfg(test)]\nmod d;"),
        ("src/a/d.rs", "x.unwrap();"),
    ];
    let red = ["src/a/b.rs:3", "src/a/c.rs:3"];
    assert_eq!(crate::lines(unwraps, &files), red);
}

#[test]
fn an_allowance_is_red() {
    let text = "#![allow(dead_code)]\n#[expect(x)]\nfn a() {}\n#[expect(y, reason = \"why\")]\n\
                #[cfg_attr(test, allow(z))]\nfn allow() {}";
    let files = [("tests/a.rs", text)];
    let red = ["tests/a.rs:1", "tests/a.rs:2", "tests/a.rs:5"];
    assert_eq!(crate::lines(allowances, &files), red);
}

#[test]
fn a_path_of_one_machine_is_red() {
    let home = format!("see\n{}me/somebody/notes", "/ho");
    let beside = concat!("..", "/shared/x");
    let files = [
        ("README.md", &*home),
        ("src/a.rs", beside),
        ("tests/a.rs", beside),
    ];
    assert_eq!(crate::lines(paths, &files), ["README.md:2", "src/a.rs:1"]);
}
