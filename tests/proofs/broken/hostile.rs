//! Files made to hurt: each is refused within a second, with its own sentence.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use firedrill::base::{Problem, Source};
use firedrill::spec::load::{drills_in, read_file};
use firedrill::spec::{Drill, Profile, Target};

/// A directory of this test alone, without what an earlier run left in it.
fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("hostile")
        .join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    fs::create_dir_all(&path).unwrap();
    path
}

/// What is said of a file with these bytes; it must be said within a second.
fn told_of(name: &str, make: impl FnOnce(&Path)) -> Problem {
    let path = directory(name).join("drill.yaml");
    make(&path);
    within_a_second(name, move || told_of_path(&path))
}

fn told_of_path(path: &Path) -> Problem {
    match read_file(path) {
        Err(problem) => problem,
        Ok(source) => Drill::read(&source).unwrap_err().remove(0),
    }
}

fn within_a_second<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (answer, heard) = std::sync::mpsc::channel();
    let worker = std::thread::spawn(move || answer.send(work()));
    let result = heard.recv_timeout(Duration::from_secs(1));
    result.unwrap_or_else(|error| {
        assert!(!worker.is_finished(), "{name}: the reader panicked");
        panic!("{name}: no answer within a second ({error})")
    })
}

fn written(bytes: impl AsRef<[u8]>) -> impl FnOnce(&Path) {
    #[expect(clippy::disallowed_methods, reason = "makes the file that is read")]
    move |path| fs::write(path, bytes).unwrap()
}

type Maker = fn(&Path);

/// Each hostile file by name, and the code and a part of the sentence that it is refused with.
const HOSTILE: &[(&str, Maker, &str, &str)] = &[
    ("missing", |_| (), "file/missing", "does not exist"),
    (
        "below a file",
        |path| symlink("/proc/version/x", path).unwrap(),
        "file/missing",
        "part of its path is a file",
    ),
    (
        "a directory",
        |path| fs::create_dir(path).unwrap(),
        "file/directory",
        "is a directory",
    ),
    (
        "a loop",
        |path| symlink(path, path).unwrap(),
        "file/loop",
        "leads back to itself",
    ),
    (
        "endless zeros",
        |path| symlink("/dev/zero", path).unwrap(),
        "file/special",
        "is not a regular file",
    ),
    (
        "a gigabyte that is claimed",
        |path| File::create(path).unwrap().set_len(1 << 30).unwrap(),
        "file/too-large",
        "1073741824 bytes",
    ),
    (
        "an unreadable one",
        |path| symlink("/proc/self/mem", path).unwrap(),
        "file/unreadable",
        "cannot be read",
    ),
    (
        "not UTF-8",
        |path| written(b"drill: x\ntitle: \xff\xfe\n")(path),
        "file/not-utf8",
        "line 2",
    ),
    (
        "UTF-16",
        |path| written([0xff, 0xfe, b'd', 0, b':', 0])(path),
        "file/not-utf8",
        "line 1",
    ),
    (
        "NUL bytes",
        |path| written("drill: a\0b\n")(path),
        "yaml/control-character",
        "NUL",
    ),
    (
        "an empty file",
        |path| written("")(path),
        "yaml/empty",
        "nothing",
    ),
    (
        "comments only",
        |path| written("# drill\n---\n\n")(path),
        "yaml/empty",
        "nothing",
    ),
    (
        "ten megabytes",
        |path| written(format!("title: {}", "x".repeat(10_000_000)))(path),
        "file/too-large",
        "10000007 bytes",
    ),
    (
        "a megabyte in one value",
        |path| written(format!("title: {}", "x".repeat(1_000_000)))(path),
        "yaml/missing-key",
        "`drill`",
    ),
    (
        "a megabyte in one key",
        |path| written(format!("{}: x", "x".repeat(1_000_000)))(path),
        "yaml/wrong-shape",
        "keys with values",
    ),
    (
        "deep lists",
        |path| written(format!("expect: {}", "[".repeat(500_000)))(path),
        "yaml/wrong-shape",
        "`expect`",
    ),
    (
        "deep blocks",
        |path| written(deep_blocks())(path),
        "yaml/unknown-key",
        "`a`",
    ),
    (
        "alias bomb",
        |path| written(bomb())(path),
        "yaml/unknown-key",
        "`a`",
    ),
    (
        "alias bomb in labels",
        |path| written(bomb_in_labels())(path),
        "yaml/too-much",
        "deeper or longer",
    ),
    (
        "an alias to itself",
        |path| written("expect: &a {alerts: [*a]}\n")(path),
        "yaml/unknown-alias",
        "anchor",
    ),
    (
        "many documents",
        |path| written("---\ndrill: x\n".repeat(50_000))(path),
        "yaml/several-documents",
        "more than one",
    ),
    (
        "many keys",
        |path| written(many_keys())(path),
        "yaml/too-much",
        "deeper or longer",
    ),
    (
        "many quotes",
        |path| written(format!("title: {}", "'".repeat(999_999)))(path),
        "yaml/syntax",
        "quote",
    ),
];

fn deep_blocks() -> String {
    let levels: Vec<String> = (0..1_000)
        .map(|level| {
            format!(
                "{}a:
",
                " ".repeat(level)
            )
        })
        .collect();
    levels.concat()
}

fn bomb() -> String {
    let mut lines = vec!["a: &a0 [x, x, x, x, x, x, x, x, x, x]".to_owned()];
    for level in 1..10 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        lines.push(format!("a{level}: &a{level} [{before}x]"));
    }
    lines.join("\n")
}

fn bomb_in_labels() -> String {
    let alert = "{alert: &x A, labels: {a: *x}, fires: 1m}";
    let many = format!("{alert}, ").repeat(5_000);
    format!("expect: {{alerts: [{many}]}}\n")
}

fn many_keys() -> String {
    let labels: Vec<String> = (0..60_000).map(|key| format!("l{key}: x")).collect();
    let labels = labels.join(", ");
    format!("expect: {{no_other_pages: {{matching: {{{labels}}}}}}}\n")
}

#[test]
fn each_hostile_file_is_refused_at_once_with_its_own_words() {
    for (name, make, code, part) in HOSTILE {
        let problem = told_of(name, make);
        let text = problem.to_string();
        assert_eq!(problem.code, *code, "{name}:\n{text}");
        assert!(text.contains(part), "{name}: no {part:?} in\n{text}");
        assert!(problem.hint.is_some(), "{name}: no hint in\n{text}");
        assert!(
            text.len() < 2_000,
            "{name}: {} bytes of message",
            text.len()
        );
    }
}

/// Nobody is kept from a file whom the kernel lets pass everything: such a user proves nothing.
#[test]
fn a_file_that_we_may_not_read_says_so() {
    let path = directory("locked").join("drill.yaml");
    written("drill: x\n")(&path);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    match read_file(&path) {
        Err(problem) => assert_eq!(problem.code, "file/permission", "{problem}"),
        Ok(_) => eprintln!("not proven: this user may read everything"),
    }
}

#[test]
fn a_directory_of_too_many_drills_is_refused_and_others_are_sorted() {
    let path = directory("many");
    for number in 0..1_002 {
        written("drill: x\n")(&path.join(format!("{number}.yaml")));
    }
    let (drills, problems) = drills_in(&path);
    assert!(drills.is_empty());
    assert_eq!(problems[0].code, "file/too-many");

    let path = directory("few");
    let drill = include_str!("../../../drills/provider-blackhole.yaml");
    for name in ["b.yaml", "a.yaml", "notes.txt"] {
        written(drill)(&path.join(name));
    }
    written("route: {}\n")(&path.join("alertmanager.yaml"));
    written("drill: [\n")(&path.join("broken.yaml"));
    let (drills, problems) = drills_in(&path);
    let names: Vec<_> = drills.iter().map(|drill| &*drill.name).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(problems.len(), 1);
}

/// Cuts, doubles and swaps pieces of sound files in every way that a few thousand tries find.
#[test]
fn mangled_files_are_told_of_and_never_panic() {
    let drill = include_str!("../../../drills/provider-blackhole.yaml");
    let profile = include_str!("../../../drills/profiles/reference.yaml");
    let mut state = 1_u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for round in 0..3_000 {
        let mut bytes = if round % 3 == 0 { profile } else { drill }
            .as_bytes()
            .to_vec();
        for _ in 0..=next(3) {
            let (from, length) = (next(bytes.len()), next(12));
            let to = (from + length).min(bytes.len());
            let strange = b"{}[]:,&*!|>'\"%@`#-? \t\n0~<=\xc3\xa9";
            match next(4) {
                0 => drop(bytes.drain(from..to)),
                1 => bytes[from] = strange[next(strange.len())],
                2 => bytes.insert(from, strange[next(strange.len())]),
                _ => {
                    let piece = bytes[from..to].to_vec();
                    let at = next(bytes.len());
                    bytes.splice(at..at, piece);
                }
            }
        }
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let source = Source::new("mangled.yaml", text);
        let problems = [
            Drill::read(&source).err(),
            Target::read(&source).err(),
            Profile::read(&source).err(),
        ];
        for problem in problems.into_iter().flatten().flatten() {
            assert!(problem.hint.is_some(), "{problem}");
        }
    }
}

/// The codes that only files made by these tests show.
pub(crate) fn codes() -> Vec<&'static str> {
    let made = HOSTILE.iter().map(|(_, _, code, _)| *code);
    made.chain(["file/permission", "file/too-many"]).collect()
}
