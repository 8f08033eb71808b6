//! What the README says is so.

use std::fmt::Write as _;

use firedrill::base::Source;
use firedrill::drill::Outcome;
use firedrill::embedded::Weakness;
use firedrill::spec::Target;

const README: &str = include_str!("../../README.md");

/// The reports that are kept in the repository, and held against the drills by `reports.rs`.
const PASS: &str = include_str!("../../reports/pass/report.txt");
const FAIL: &str = include_str!("../../reports/fail/report.txt");

/// The first cells of the rows of the table under a heading.
fn first_cells(heading: &str) -> Vec<&'static str> {
    let (_, table) = README.split_once(heading).expect("the table");
    let rows = table.lines().skip(2);
    rows.take_while(|row| row.starts_with('|'))
        .filter_map(|row| row.split('|').nth(1))
        .map(str::trim)
        .collect()
}

/// The block of text that is the first after these words.
fn block_after(words: &str) -> &'static str {
    let (_, rest) = README.split_once(words).expect("the words");
    let (_, block) = rest.split_once("```text\n").expect("a block");
    block.split_once("```").expect("its end").0
}

#[test]
fn what_a_healthy_run_prints_is_shown_with_gaps() {
    let mut rest = PASS;
    for line in block_after("## What it prints").lines() {
        if line != "…" {
            let found = rest.split_once(&format!("{line}\n"));
            (_, rest) = found.unwrap_or_else(|| panic!("not in reports/pass/report.txt: {line}"));
        }
    }
}

#[test]
fn what_a_run_without_fallback_prints_is_shown_whole() {
    assert_eq!(block_after("A platform without a fallback"), FAIL);
}

#[test]
fn how_a_failing_rule_test_is_told_is_shown_as_it_is() {
    let told = include_str!("../../fixtures/rules-test/told/terminal.txt");
    let shown = block_after("## Testing alert rules");
    assert!(told.contains(shown), "not in terminal.txt: {shown}");
}

#[test]
fn how_a_survivor_is_told_is_shown_as_it_is() {
    let told = include_str!("../../fixtures/rules-test/told/mutants.txt");
    let shown = block_after("## Which mistakes in a rule nobody would notice");
    assert!(told.contains(shown), "not in mutants.txt: {shown}");
}

#[test]
fn how_a_runbook_that_is_not_true_is_told_is_shown_as_it_is() {
    let told = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/broken/runbook-as-published.txt"
    );
    let told = std::fs::read_to_string(told).expect("the text");
    let shown = block_after("## Runbooks");
    assert!(told.contains(shown), "not in the fixture: {shown}");
}

#[test]
fn every_code_about_runbooks_is_in_the_table() {
    let (_, rest) = README
        .split_once("| what is checked | code |")
        .expect("the table");
    let (table, _) = rest.split_once("\n\n").expect("its end");
    let codes = include_str!("../../src/check/runbooks/codes.rs");
    for code in codes.lines().filter_map(|line| line.split('"').nth(1)) {
        let (_, rule) = code.split_once('/').expect("a family");
        let is_there = table.contains(&format!("`{rule}`")) || table.contains(&format!("`{code}`"));
        assert!(is_there, "not in the README's table: {code}");
    }
}

#[test]
fn every_weakness_is_listed_in_order() {
    let listed = first_cells("| `--weakness` | what is wrong |");
    let all: Vec<String> = Weakness::all().map(|one| format!("`{one}`")).collect();
    assert_eq!(listed, all);
}

#[test]
fn the_exit_codes_are_those_of_the_program() {
    let mut codes = vec![(2, "usage".to_owned())];
    for outcome in [
        Outcome::Pass,
        Outcome::Fail,
        Outcome::Inconclusive,
        Outcome::Error,
        Outcome::LeftBehind,
    ] {
        codes.push((outcome.exit_code(), outcome.word().to_lowercase()));
    }
    codes.sort();
    let rows = codes.iter().fold(String::new(), |mut rows, (code, word)| {
        let _ = write!(rows, "\n| {code} | {word} |");
        rows
    });
    let said = rows.lines().skip(1).all(|row| README.contains(row));
    assert!(said, "the README's table should have{rows}");
    assert_eq!(first_cells("| exit code | outcome | meaning |").len(), 6);
}

#[test]
fn the_example_of_a_target_is_one() {
    let (_, rest) = README.split_once("```yaml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let source = Source::new("staging.yaml".to_owned(), example.to_owned());
    let target = Target::read(&source).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    });
    assert_eq!(target.name, "staging");
    assert!(target.probes.contains_key("provider-primary"));
}

#[test]
fn the_example_of_a_calendar_is_one() {
    let (_, rest) = README.split_once("```yaml\n").expect("an example");
    let (target, _) = rest.split_once("```").expect("its end");
    let (_, rest) = README
        .split_once("```yaml\ncalendar:\n")
        .expect("a calendar");
    let (calendar, _) = rest.split_once("```").expect("its end");
    let both = format!("{target}calendar:\n{calendar}");
    let target = Target::read(&Source::new("staging.yaml", both));
    let target = target.unwrap_or_else(|problems| panic!("{}", problems[0]));
    assert_eq!(
        target.calendar.map(|calendar| calendar.blackouts.len()),
        Some(2)
    );
}
