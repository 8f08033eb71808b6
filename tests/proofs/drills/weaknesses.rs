//! What is wrong with a platform is found, and called by its name: weakness × drill → outcome and
//! finding codes. `reports/weaknesses.md` is the whole table; `UPDATE_FIXTURES=1` writes it anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use firedrill::drill::{Code, Outcome};
use firedrill::embedded::Weakness;
use firedrill::lab::each;

use super::expected::{SURVIVED, TABLE};
use super::stage::{drills, published, verdict};

/// Every cell is the same on each of these.
const SEEDS: u64 = 3;

/// What a drill of a weak platform comes to, and the codes that it finds on every seed.
#[derive(Clone, Debug, PartialEq)]
struct Cell {
    /// One, where the seed makes no difference.
    outcomes: BTreeSet<Outcome>,
    codes: BTreeSet<Code>,
}

fn cell(drill: &str, weakness: Weakness) -> Cell {
    let mut outcomes = BTreeSet::new();
    let mut codes: Option<BTreeSet<Code>> = None;
    for seed in 1..=SEEDS {
        let verdict = verdict(drill, seed, &[weakness]);
        outcomes.insert(verdict.outcome);
        let found: BTreeSet<Code> = verdict
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect();
        codes = Some(codes.map_or_else(|| found.clone(), |before| &before & &found));
    }
    Cell {
        outcomes,
        codes: codes.unwrap_or_default(),
    }
}

/// Every weakness with what each drill makes of it, in the order of [`drills`].
fn matrix() -> Vec<(Weakness, Vec<Cell>)> {
    let names = drills();
    let cells: Vec<(Weakness, String)> = Weakness::all()
        .flat_map(|weakness| names.iter().map(move |name| (weakness, name.clone())))
        .collect();
    let found = each(&cells, |(weakness, name)| cell(name, *weakness));
    let rows = found.chunks(names.len()).map(<[Cell]>::to_vec);
    Weakness::all().zip(rows).collect()
}

#[test]
fn every_weakness_is_found_by_its_drill_and_the_whole_table_is_published() {
    let names = drills();
    let matrix = matrix();
    let mut wrong = Vec::new();
    for (weakness, drill, outcome, codes) in TABLE {
        let (_, row) = matrix
            .iter()
            .find(|(one, _)| one == weakness)
            .expect("a row");
        let column = names
            .iter()
            .position(|name| name == drill)
            .expect("a drill");
        let cell = &row[column];
        let all_found = codes.iter().all(|code| cell.codes.contains(code));
        if !cell.outcomes.contains(outcome) || cell.outcomes.contains(&Outcome::Pass) || !all_found
        {
            wrong.push(format!(
                "{weakness} × {drill}: {} {:?}",
                words(cell),
                cell.codes
                    .iter()
                    .map(|code| code.name())
                    .collect::<Vec<_>>()
            ));
        }
    }
    published("weaknesses.md", &text(&names, &matrix));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_weakness_is_found_by_a_drill_or_known_to_be_survived() {
    for weakness in Weakness::all() {
        let found = TABLE.iter().any(|(listed, ..)| *listed == weakness);
        assert!(
            found != SURVIVED.contains(&weakness),
            "{weakness} is to be either found or survived"
        );
    }
    let hidden = TABLE
        .iter()
        .find(|(_, _, outcome, _)| *outcome == Outcome::Pass);
    assert!(hidden.is_none(), "{hidden:?} passes");
}

#[test]
fn a_promise_that_was_kept_is_no_finding() {
    let verdict = verdict("provider-blackhole", 1, &[Weakness::Silenced]);
    let codes: Vec<Code> = verdict
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(
        codes,
        [Code::PageSilenced],
        "a silence is the only thing wrong"
    );
}

/// The table as it is published.
fn text(names: &[String], matrix: &[(Weakness, Vec<Cell>)]) -> String {
    let mut text = String::from(
        "# What firedrill finds\n\n\
         Each row is a platform with one thing wrong (`firedrill run --weakness NAME`), each column\n\
         a shipped drill. A cell says what the drill comes to, and what it finds on every seed that\n\
         was tried. An empty one passes: that drill does not touch what is wrong, or the shipped rules\n\
         are not misled by it, as by those whose whole rows are empty. To a tool that only asks\n\
         whether the service answers, most of these look healthy.\n\n\
         This page is written by the tests.\n\n",
    );
    let head = names.iter().map(|name| format!(" {name} |"));
    let _ = writeln!(text, "| weakness |{}", head.collect::<String>());
    let _ = writeln!(text, "|---|{}", "---|".repeat(names.len()));
    for (weakness, row) in matrix {
        let cells = row.iter().map(|cell| {
            if cell
                .outcomes
                .iter()
                .all(|outcome| *outcome == Outcome::Pass)
            {
                return " |".to_owned();
            }
            let codes: Vec<String> = cell.codes.iter().map(|code| format!("`{code}`")).collect();
            format!(" **{}** {} |", words(cell), codes.join(" "))
        });
        let _ = writeln!(text, "| `{weakness}` |{}", cells.collect::<String>());
    }
    text
}

/// As `FAIL`, or `INCONCLUSIVE or FAIL` where it depends on the seed.
fn words(cell: &Cell) -> String {
    let words: Vec<&str> = cell.outcomes.iter().map(|outcome| outcome.word()).collect();
    words.join(" or ")
}
