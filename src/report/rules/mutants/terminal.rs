//! What became of the mutants of rules, on a terminal. Writing to a text does not fail.

use std::fmt::Write;

use super::{Fate, Mutated, Mutation, RulesMutated, Score, Subjected};
use crate::report::rules::words::{clean, plural};
use crate::report::words::{Paint, one_line};

/// Survivors of one rule that are written out, and mutants that nothing told apart from it that are
/// named; JSON has all of them.
const WRITTEN_MOST: usize = 20;
/// From this score on a rule is well tested, in percent.
const WELL: u8 = 90;

pub(super) fn write(mutated: &RulesMutated, colour: bool) -> String {
    let paint = Paint { colour };
    let mut text = String::new();
    for one in &mutated.mutated {
        write_one(&mut text, one, paint);
    }
    let all = mutated.score();
    let _ = writeln!(
        text,
        "\n{}  {}% of {} · {}",
        paint.bold("Score"),
        all.percent(),
        plural(all.all(), "mutant"),
        counted(&all)
    );
    let drills = match &mutated.drills {
        Some(origin) => format!("drills and policy: {}", one_line(origin)),
        None => "no drills were run, and no policy was asked".to_owned(),
    };
    let _ = writeln!(text, "{drills}");
    if let Some(minimum) = mutated.minimum {
        let (code, word) = if mutated.is_enough() {
            (0, "at least")
        } else {
            (1, "less than")
        };
        let _ = writeln!(text, "exit {code}: {word} the {minimum}% that are wanted");
    }
    text
}

fn counted(score: &Score) -> String {
    format!(
        "{} by unit tests, {} by drills, {} by the policy, {} · {} not told apart",
        score.tests,
        score.drills,
        score.policy,
        if score.survivors == 1 {
            "1 survives".to_owned()
        } else {
            format!("{} survive", score.survivors)
        },
        score.not_told_apart
    )
}

fn write_one(text: &mut String, one: &Mutated, paint: Paint) {
    let score = one.score();
    let percent = format!("{:>3}%", score.percent());
    let percent = if score.survivors == 0 {
        paint.good(&percent)
    } else if score.percent() >= WELL {
        paint.unsure(&percent)
    } else {
        paint.bad(&percent)
    };
    let _ = writeln!(
        text,
        "{percent}  {}  {}",
        paint.bold(&one_line(&one.name)),
        paint.dim(&format!("{}: {}", one_line(&one.place), counted(&score)))
    );
    let survivors = one
        .mutations
        .iter()
        .filter(|mutation| matches!(mutation.fate, Fate::Survives { .. }));
    for mutation in survivors.take(WRITTEN_MOST) {
        write_survivor(text, mutation, paint);
    }
    if let Some(more @ 1..) = score.survivors.checked_sub(WRITTEN_MOST) {
        let _ = writeln!(text, "  {more} more survive; `--format json` lists them");
    }
    let nothing = match one.subject {
        Subjected::Alert | Subjected::Record => "no series told them apart",
        Subjected::Routes => "no alert told them apart",
    };
    let unknown = one
        .mutations
        .iter()
        .filter(|mutation| mutation.fate == Fate::NotToldApart);
    for mutation in unknown.take(WRITTEN_MOST) {
        let what = format!("  {nothing}: {}", fragment(mutation));
        let _ = writeln!(text, "{}", paint.dim(&what));
    }
}

/// A change on one line.
fn fragment(mutation: &Mutation) -> String {
    let (before, after) = (one_line(&mutation.before), one_line(&mutation.after));
    let or_nothing = |text: String| {
        if text.is_empty() {
            "nothing".to_owned()
        } else {
            text
        }
    };
    let (before, after) = (or_nothing(before), or_nothing(after));
    format!("{}  {before}  →  {after}", mutation.what)
}

fn write_survivor(text: &mut String, mutation: &Mutation, paint: Paint) {
    let Fate::Survives { test, file } = &mutation.fate else {
        return;
    };
    let _ = writeln!(text, "  {} {}", paint.bad("survives"), mutation.what);
    for line in mutation.before.lines() {
        let _ = writeln!(text, "    {}", paint.bad(&format!("- {}", clean(line))));
    }
    for line in mutation.after.lines() {
        let _ = writeln!(text, "    {}", paint.good(&format!("+ {}", clean(line))));
    }
    let file = file.as_deref().map_or_else(
        || "in a file of unit tests of its own".to_owned(),
        |file| format!("in `{}`", one_line(file)),
    );
    let _ = writeln!(text, "    this would notice, {file}:");
    for line in test.lines() {
        let _ = writeln!(text, "{}", clean(line));
    }
}
