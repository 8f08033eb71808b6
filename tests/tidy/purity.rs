//! Who may wait, who may know the time, what `recover` rests on, and what faults may not do.

use crate::breach::Breach;
use crate::source::File;
use crate::tokens::Token;

/// Rooms in which nothing waits, starts or knows a clock.
const PURE: [&str; 9] = [
    "base", "promql", "alerts", "spec", "check", "deploy", "drill", "report", "schedule",
];

/// Rooms in which `next` is asynchronous, and nothing else.
const AWAITED: [&str; 2] = ["world", "embedded"];

/// The loop between the engine and a world.
const DRIVE: &str = "src/drill/drive.rs";

fn impurity(files: &[File]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let Some(room) = file.room() else { continue };
        let pure = PURE.contains(&room);
        if !pure && !AWAITED.contains(&room) {
            continue;
        }
        for (at, token) in file.tokens.iter().enumerate() {
            let next = file.tokens.get(at + 1).map_or("", |token| &*token.text);
            let broken = match &*token.text {
                "async" => pure && file.path != DRIVE,
                "await" => file.path != DRIVE,
                "select" => next == "!",
                "spawn" | "Instant" | "SystemTime" => true,
                _ => false,
            };
            // What `drill` must not do, its tests do not need either; the tests of others may.
            if broken && (room == "drill" || !file.is_test(token.line)) {
                breaches.push(Breach {
                    path: file.path.clone(),
                    line: token.line,
                    what: format!("`{}` in a room that knows no task and no clock", token.text),
                    why: "what is a pure function of time and answers can be stopped, forked and \
                          tried at every step",
                    instead: "take the time as an argument, ask the world, and hear the answer in \
                              the next step; only `drill::drive` awaits",
                });
            }
        }
    }
    breaches
}

/// What putting back rests on, and the modules of `drill` that each part may use.
const RECOVER: [(&str, &[&str]); 6] = [
    (
        "src/drill/recover.rs",
        &["debt", "machine", "pulse", "recovered"],
    ),
    ("src/drill/recovered.rs", &["debt"]),
    ("src/drill/pulse.rs", &[]),
    (
        "src/drill/watch.rs",
        &["debt", "machine", "pulse", "recover", "recovered"],
    ),
    ("src/drill/debt/", &["debt", "machine"]),
    ("src/drill/machine.rs", &["machine"]),
];

fn recover(files: &[File]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files {
        let rest = RECOVER.iter().find(|(path, _)| file.path.starts_with(path));
        let Some((_, siblings)) = rest else { continue };
        for (root, name) in path_heads(file) {
            let fine = match root {
                Root::Crate => matches!(&*name.text, "base" | "world"),
                Root::Drill => siblings.contains(&&*name.text),
            };
            if !fine {
                breaches.push(Breach {
                    path: file.path.clone(),
                    line: name.line,
                    what: format!("`{}` is more than putting back may rest on", name.text),
                    why: "it must work after a crash, with the journal and the drill's files gone",
                    instead: "use only `base`, `world`, `debt`, `machine` and `pulse`",
                });
            }
        }
    }
    breaches
}

enum Root {
    Crate,
    Drill,
}

/// The first names of paths that begin outside of the file's own folder.
fn path_heads(file: &File) -> Vec<(Root, &Token)> {
    let tokens = &file.tokens;
    let in_folder = file.path.starts_with("src/drill/debt/");
    let mut heads = Vec::new();
    for at in 0..tokens.len().saturating_sub(2) {
        let next = &tokens[at + 2];
        let follows = |back: usize, text: &str| {
            at.checked_sub(back)
                .is_some_and(|at| tokens[at].text == text)
        };
        let path = tokens[at + 1].text == "::";
        match &*tokens[at].text {
            "crate" if path && next.text == "drill" => {
                heads.extend(tokens.get(at + 4).map(|head| (Root::Drill, head)));
            }
            "crate" if path => heads.push((Root::Crate, next)),
            // In `debt/`, and in tests inside a file, one `super` only leads to what is near.
            "super" if path && next.text != "super" => {
                let near = in_folder || file.is_test(tokens[at].line);
                if !near || follows(2, "super") {
                    heads.push((Root::Drill, next));
                }
            }
            _ => {}
        }
    }
    heads
}

/// Words of putting back.
const UNDOING: [&str; 3] = ["undo", "restore", "put_back"];

fn faults(files: &[File]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let in_fault = |file: &&File| file.path.starts_with("src/drill/fault/");
    for file in files.iter().filter(in_fault) {
        for token in &file.tokens {
            let word = token.text.to_lowercase();
            if UNDOING.iter().any(|undoing| word.contains(undoing)) {
                breaches.push(Breach {
                    path: file.path.clone(),
                    line: token.line,
                    what: format!("`{}` in a fault", token.text),
                    why: "a fault is data; putting back is proven once, in `debt`, for all faults",
                    instead: "describe the place, its value before and ours as a `Change`",
                });
            }
        }
    }
    breaches
}

#[test]
fn only_the_loop_awaits_and_only_the_edge_knows_the_time() {
    crate::hold(impurity);
}

#[test]
fn putting_back_rests_on_receipts_alone() {
    crate::hold(recover);
}

#[test]
fn no_fault_undoes_itself() {
    crate::hold(faults);
}

#[test]
fn a_task_and_a_clock_are_red() {
    let files = [
        (
            "src/drill/drive.rs",
            "async fn f() { g().await }\nspawn(x);",
        ),
        (
            "src/drill/engine/mod.rs",
            "async fn f() {}\nselect! {}\nInstant::now();",
        ),
        (
            "src/drill/plan.rs",
            "#[cfg(test)]\nmod tests { fn f() { x.await } }",
        ),
        (
            "src/promql/range.rs",
            "#[cfg(test)]\nmod tests { fn f() { spawn(x) } }",
        ),
        ("src/world/mod.rs", "async fn next();\nx.await;"),
        (
            "src/live/mod.rs",
            "async fn f() { spawn(g()).await; Instant::now(); }",
        ),
    ];
    let red = [
        "src/drill/drive.rs:2",
        "src/drill/engine/mod.rs:1",
        "src/drill/engine/mod.rs:2",
        "src/drill/engine/mod.rs:3",
        "src/drill/plan.rs:2",
        "src/world/mod.rs:2",
    ];
    assert_eq!(crate::lines(impurity, &files), red);
}

#[test]
fn a_recovery_that_needs_more_is_red() {
    let own = "use super::debt::Undo;\nuse super::machine::Step;\nuse crate::base::At;\n";
    let more = format!("{own}use super::journal::Event;\nuse crate::spec::Drill;");
    let files = [
        ("src/drill/recover.rs", &*more),
        (
            "src/drill/debt/undo.rs",
            "use super::PutBack;\nuse super::super::plan::Plan;",
        ),
        (
            "src/drill/debt/inject.rs",
            "use crate::drill::machine::X;\ncrate::drill::fault::Y",
        ),
    ];
    let red = [
        "src/drill/recover.rs:4",
        "src/drill/recover.rs:5",
        "src/drill/debt/undo.rs:2",
        "src/drill/debt/inject.rs:2",
    ];
    assert_eq!(crate::lines(recover, &files), red);
}

#[test]
fn a_fault_that_undoes_itself_is_red() {
    let text = "// undo is elsewhere\nfn changes() {}\nfn undo_toxic() {}\nstruct Restored;";
    let files = [("src/drill/fault/toxic.rs", text)];
    let red = ["src/drill/fault/toxic.rs:3", "src/drill/fault/toxic.rs:4"];
    assert_eq!(crate::lines(faults, &files), red);
}
