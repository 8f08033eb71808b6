//! What became of the mutants of rules, for programs.

use serde::Serialize;

use super::{Mutation, RulesMutated, Score, Subjected};

/// The version of this format; it grows when a field changes its meaning or goes away.
const VERSION: u32 = 2;

#[derive(Serialize)]
struct Told<'a> {
    firedrill_rules_mutate: u32,
    minimum: Option<u8>,
    enough: bool,
    drills: Option<&'a str>,
    score: Scored,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Scored {
    percent: u8,
    mutants: usize,
    killed_by_tests: usize,
    killed_by_drills: usize,
    killed_by_policy: usize,
    survive: usize,
    not_told_apart: usize,
}

#[derive(Serialize)]
struct Rule<'a> {
    kind: Subjected,
    name: &'a str,
    /// `file:line:column`.
    place: &'a str,
    score: Scored,
    mutants: &'a [Mutation],
}

pub(super) fn write(mutated: &RulesMutated) -> String {
    let rules = mutated.mutated.iter().map(|one| Rule {
        kind: one.subject,
        name: &one.name,
        place: &one.place,
        score: scored(&one.score()),
        mutants: &one.mutations,
    });
    let told = Told {
        firedrill_rules_mutate: VERSION,
        minimum: mutated.minimum,
        enough: mutated.is_enough(),
        drills: mutated.drills.as_deref(),
        score: scored(&mutated.score()),
        rules: rules.collect(),
    };
    // These types always have a form in JSON.
    serde_json::to_string_pretty(&told).unwrap_or_default()
}

fn scored(score: &Score) -> Scored {
    Scored {
        percent: score.percent(),
        mutants: score.all() + score.not_told_apart,
        killed_by_tests: score.tests,
        killed_by_drills: score.drills,
        killed_by_policy: score.policy,
        survive: score.survivors,
        not_told_apart: score.not_told_apart,
    }
}
