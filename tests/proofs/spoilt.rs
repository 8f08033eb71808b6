//! Files of rules that are spoilt at random: whatever is wrong with one is told with its place, what
//! still can be read is linted, and nothing ends the program. `PROPTEST_CASES=1000000` looks longer, and
//! `UPDATE_FIXTURES=1` keeps a file for each sort of finding that was not met before.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "how long to look is said from outside, and files are kept"
)]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use firedrill::alerts::rules::RuleDocument;
use firedrill::base::{Problem, Source};
use firedrill::check::rules::{Chosen, Known, RuleSet, lint};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::{Deserialize, Serialize};

/// Sound files, and one with mistakes.
const SOUND: [&str; 6] = [
    include_str!("../../drills/alerts/cache.yaml"),
    include_str!("../../drills/alerts/cost.yaml"),
    include_str!("../../drills/alerts/detection.yaml"),
    include_str!("../../drills/alerts/provider.yaml"),
    include_str!("../../drills/alerts/service.yaml"),
    include_str!("../../fixtures/lint/mission.yaml"),
];

/// What is put where it does not belong.
const WORDS: [&str; 40] = [
    "\t",
    "\n",
    "\n  ",
    ": ",
    "- ",
    "'",
    "\"",
    "|",
    ">-\n",
    "#",
    "---\n",
    "&a ",
    "*a",
    "<<: ",
    "!!x ",
    "\u{0}",
    "\u{feff}",
    "é",
    "{{ ",
    " }}",
    "{{ end }}",
    "$labels.",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "[5m:",
    " by (",
    " on () ",
    " and ",
    " offset ",
    " @ ",
    "=~\"(\"",
    " 9e999",
    "-0",
    " or vector(0)",
    "\n    keep_firing_for: 1y",
    "\nkind: List\nitems:\n",
];

/// One thing that is done to a text; places are parts of its length, in 65,536ths.
#[derive(Clone, Debug)]
enum Harm {
    Cut(u16, u8),
    Copy(u16, u8, u16),
    Put(u16, prop::sample::Index),
}

fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        any::<(u16, u8)>().prop_map(|(at, length)| Harm::Cut(at, length)),
        any::<(u16, u8, u16)>().prop_map(|(from, length, to)| Harm::Copy(from, length, to)),
        any::<(u16, prop::sample::Index)>().prop_map(|(at, word)| Harm::Put(at, word)),
    ]
}

/// The character boundary at a part of a text.
fn place(text: &str, part: u16) -> usize {
    let byte = text.len() * usize::from(part) / 65_536;
    (0..=byte)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn end(text: &str, from: usize, length: u8) -> usize {
    let most = (from + usize::from(length % 24)).min(text.len());
    (from..=most)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(from)
}

fn spoil(text: &mut String, harm: &Harm) {
    match harm {
        Harm::Cut(at, length) => {
            let from = place(text, *at);
            text.replace_range(from..end(text, from, *length), "");
        }
        Harm::Copy(from, length, to) => {
            let from = place(text, *from);
            let piece = text[from..end(text, from, *length)].to_owned();
            text.insert_str(place(text, *to), &piece);
        }
        Harm::Put(at, word) => {
            let word: &&str = word.get(&WORDS[..]);
            text.insert_str(place(text, *at), word);
        }
    }
}

/// Whether it was sound enough to be linted, and what is told of it.
fn look(text: &str) -> (bool, Vec<String>) {
    let source = Source::new("rules.yaml", text);
    let (problems, is_read) = match RuleDocument::all(&source) {
        Ok(documents) => {
            let set = RuleSet::new(documents);
            let found = lint(&set, &Known::default(), &Chosen::default());
            (found, true)
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a word:\n{text}");
            (problems, false)
        }
    };
    for problem in &problems {
        assert!(problem.place.is_some(), "nowhere: {problem}\n{text}");
        assert!(problem.to_string().contains("rules.yaml:"), "{problem}");
    }
    (is_read, problems.iter().map(kind).collect())
}

/// What sort of finding it is: its code and its message, whatever is quoted in it.
fn kind(problem: &Problem) -> String {
    let parts = problem.message.split('`').enumerate();
    let unquoted: String = parts
        .map(|(at, part)| if at % 2 == 0 { part } else { "…" })
        .collect();
    let words = unquoted.replace(|c: char| c.is_ascii_digit(), "9");
    format!("{}: {words}", problem.code)
}

/// The files that were kept: the shortest of each sort of finding, as `UPDATE_FIXTURES=1` found them.
#[derive(Default, Serialize, Deserialize)]
struct Corpus(BTreeMap<String, String>);

impl Corpus {
    const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/lint/spoilt.json");

    fn read() -> Self {
        let text = std::fs::read_to_string(Self::PATH);
        text.map_or_else(
            |_| Self::default(),
            |text| serde_json::from_str(&text).expect("JSON"),
        )
    }

    fn write(&self) {
        let text = serde_json::to_string_pretty(self).expect("JSON") + "\n";
        std::fs::write(Self::PATH, text).expect("fixtures can be written");
    }

    /// Keeps a text, made as short as it can be, for each sort of finding that is new.
    fn keep(&mut self, text: &str, kinds: Vec<String>) {
        for kind in kinds {
            let known = self.0.entry(kind.clone());
            known.or_insert_with(|| shortened(text, &kind));
        }
    }
}

/// What is left of a text without all lines that a finding of this sort does not need.
fn shortened(text: &str, wanted: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut length = lines.len();
    while length > 0 {
        let mut at = 0;
        while at < lines.len() {
            let end = (at + length).min(lines.len());
            let without = [&lines[..at], &lines[end..]].concat();
            let (_, kinds) = look(&without.concat());
            if kinds.iter().any(|kind| kind == wanted) {
                lines = without;
            } else {
                at = end;
            }
        }
        length /= 2;
    }
    lines.concat()
}

#[test]
fn a_spoilt_file_of_rules_is_told_or_linted() {
    let cases = std::env::var("PROPTEST_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(400);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let (read, refused) = (Cell::new(0_u32), Cell::new(0_u32));
    let is_kept = std::env::var_os("UPDATE_FIXTURES").is_some();
    let mut corpus = Corpus::read();
    if is_kept {
        corpus.0.retain(|kind, text| look(text).1.contains(kind));
    }
    let corpus = RefCell::new(corpus);
    let files = (0..SOUND.len(), prop::collection::vec(harm(), 1..4));
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner
        .run(&files, |(file, harms)| {
            let mut text = SOUND[file].to_owned();
            for harm in &harms {
                spoil(&mut text, harm);
            }
            let (is_read, kinds) = look(&text);
            let count = if is_read { &read } else { &refused };
            count.set(count.get() + 1);
            if is_kept {
                corpus.borrow_mut().keep(&text, kinds);
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    if is_kept {
        corpus.borrow().write();
    }
    let (read, refused) = (read.get(), refused.get());
    println!("{read} spoilt files were linted, {refused} refused");
    assert!(
        read * 10 > cases && refused * 10 > cases,
        "{read} {refused}"
    );
}

#[test]
fn what_was_found_once_is_told_again() {
    let corpus = Corpus::read();
    println!("{} files were kept", corpus.0.len());
    assert!(corpus.0.len() >= 100, "where are they?");
    for (wanted, text) in &corpus.0 {
        let (_, kinds) = look(text);
        assert!(
            kinds.contains(wanted),
            "{wanted}\nis now {kinds:#?}\n{text}"
        );
    }
}
