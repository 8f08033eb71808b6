//! Dependencies point downwards only.

use crate::breach::Breach;
use crate::source::File;
use crate::tokens::Token;

const EVERYTHING: &[&str] = &[
    "alerts", "base", "check", "deploy", "drill", "embedded", "lab", "live", "promql", "report",
    "schedule", "spec", "world",
];

/// Which rooms of the library a room may use, besides itself.
///
/// `drill` may use `promql`, since `plan` compares the rules that are loaded with those of the
/// repository, as expressions and not as text. `report` may use `alerts`, since it tells what came of
/// the unit tests of rules. The table is the only place to change this; a line
/// that is added here is a decision, so say why in the commit.
const TABLE: [(&str, &[&str]); 14] = [
    ("base", &[]),
    ("promql", &["base"]),
    ("alerts", &["base", "promql"]),
    ("spec", &["alerts", "base", "promql"]),
    ("check", &["alerts", "base", "promql", "spec"]),
    ("world", &["base"]),
    ("drill", &["alerts", "base", "promql", "spec", "world"]),
    ("report", &["alerts", "base", "drill", "spec", "world"]),
    ("deploy", &["base", "drill", "spec", "world"]),
    ("schedule", &["base", "drill", "spec"]),
    ("live", &["base", "world"]),
    ("embedded", &["alerts", "base", "promql", "world"]),
    (
        "lab",
        &[
            "alerts", "base", "drill", "embedded", "promql", "report", "spec", "world",
        ],
    ),
    ("cli", EVERYTHING),
];

/// What the stand-in platform may use: the model that it serves.
const FIXTURES: &[&str] = &["base", "embedded"];

/// What the program may use.
const PROGRAM: &[&str] = &["cli"];

/// What there is to say of a file.
enum Allowed {
    Anything,
    These(&'static [&'static str]),
    UnknownRoom,
}

fn allowed(file: &File) -> Allowed {
    if file.path.starts_with("fixtures/") {
        return Allowed::These(FIXTURES);
    }
    if file.path == "src/main.rs" {
        return Allowed::These(PROGRAM);
    }
    // `lib.rs` names every room, and tests use what they prove.
    let Some(room) = file.room() else {
        return Allowed::Anything;
    };
    let line = TABLE.iter().find(|(name, _)| *name == room);
    line.map_or(Allowed::UnknownRoom, |(_, rooms)| Allowed::These(rooms))
}

fn layers(files: &[File]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let allowed = match allowed(file) {
            Allowed::Anything => continue,
            Allowed::These(rooms) => rooms,
            Allowed::UnknownRoom => {
                breaches.push(unknown_room(file));
                continue;
            }
        };
        for used in rooms_used(file) {
            let own = file.room() == Some(&*used.text);
            if !own && !allowed.contains(&&*used.text) {
                breaches.push(upward(file, &used));
            }
        }
    }
    breaches
}

fn unknown_room(file: &File) -> Breach {
    Breach {
        path: file.path.clone(),
        line: 1,
        what: format!(
            "`{}` is not in the layer table",
            file.room().unwrap_or_default()
        ),
        why: "every room says what it may use",
        instead: "add the room to the table in `tests/tidy/layers.rs`, as low as it can stand",
    }
}

fn upward(file: &File, used: &Token) -> Breach {
    Breach {
        path: file.path.clone(),
        line: used.line,
        what: format!("`{}` may not be used here", used.text),
        why: "dependencies point downwards only, so that each room is understood and tested alone",
        instead: "move what both need further down, or pass it in as an argument",
    }
}

/// The first names of paths from the crate's root.
fn rooms_used(file: &File) -> Vec<Token> {
    let tokens = &file.tokens;
    let mut used = Vec::new();
    for at in 0..tokens.len() {
        let after = match &*tokens[at].text {
            "crate" if !file.path.starts_with("fixtures/") => at + 1,
            "firedrill" => at + 1,
            "super" if at < 2 || tokens[at - 2].text != "super" => match climb(file, at) {
                Some(after) => after,
                None => continue,
            },
            _ => continue,
        };
        if tokens.get(after).is_some_and(|token| token.text == "::") {
            used.extend(first_names(&tokens[after + 1..]));
        }
    }
    used.retain(|token| EVERYTHING.contains(&&*token.text) || token.text == "cli");
    used
}

/// What follows as many `super` as it takes to come to the crate's root.
fn climb(file: &File, at: usize) -> Option<usize> {
    let tokens = &file.tokens;
    let mut last = at;
    while tokens
        .get(last + 2)
        .is_some_and(|token| token.text == "super")
    {
        last += 2;
    }
    let climbed = (last - at) / 2 + 1;
    // A module for tests in the file itself is one deeper.
    let inside = usize::from(file.is_test(tokens[at].line) && !file.all_tests);
    (file.path.starts_with("src/") && climbed >= file.depth() + inside).then_some(last + 1)
}

/// The names that begin the paths of `a::b`, or of each part of `{a::b, c}`.
fn first_names(tokens: &[Token]) -> Vec<Token> {
    if tokens.first().is_none_or(|token| token.text != "{") {
        return tokens.first().cloned().into_iter().collect();
    }
    let (mut depth, mut found) = (0_usize, Vec::new());
    for pair in tokens.windows(2) {
        match &*pair[0].text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && matches!(&*pair[0].text, "{" | ",") {
            found.push(pair[1].clone());
        }
    }
    found
}

#[test]
fn rooms_use_only_what_is_below_them() {
    crate::hold(layers);
}

#[test]
fn an_upward_use_is_red_however_it_is_written() {
    let files = [
        ("src/base/at.rs", "use crate::world::Ask; // crate::live"),
        (
            "src/promql/expr.rs",
            "use crate::{\n  base::{At, spec},\n  alerts,\n};",
        ),
        (
            "src/live/sink/mod.rs",
            "fn f() -> super::super::drill::Run {}",
        ),
        (
            "src/live/sink/server.rs",
            "use super::super::world::X;\nuse super::live;",
        ),
        ("src/nowhere/mod.rs", ""),
        (
            "fixtures/platform/main.rs",
            "use firedrill::live;\nuse crate::spec;",
        ),
        (
            "src/main.rs",
            "firedrill::cli::main();\nfiredrill::drill::go();",
        ),
        (
            "src/cli/run.rs",
            "use crate::{drill, embedded, live, report};",
        ),
    ];
    let red = [
        "src/base/at.rs:1",
        "src/promql/expr.rs:3",
        "src/live/sink/mod.rs:1",
        "src/nowhere/mod.rs:1",
        "fixtures/platform/main.rs:1",
        "src/main.rs:2",
    ];
    assert_eq!(crate::lines(layers, &files), red);
}
