//! All mutants, and what becomes of each.

use super::bench::{Bench, Subject};
use super::kill::killer;
use super::kinds::ANNOTATION;
use super::mutant::Mutant;
use super::routes::RouteMutant;
use super::unit_tests;
use crate::alerts::rules::Rule;
use crate::lab::each;
use crate::report::{Fate, Mutated, Mutation, Subjected};

/// What becomes of every mutant of these rules, in their order: the same on any number of cores.
pub fn rules(bench: &Bench, subjects: &[Subject]) -> Vec<Mutated> {
    let severities = bench.severities();
    let mutants: Vec<(Subject, Mutant)> = subjects
        .iter()
        .flat_map(|subject| {
            let all = Mutant::all(bench.rule(*subject), &severities);
            all.into_iter().map(move |mutant| (*subject, mutant))
        })
        .collect();
    let fates = each(&mutants, |(subject, mutant)| fate(bench, *subject, mutant));
    let mut told: Vec<Mutated> = subjects.iter().map(|one| named(bench, *one)).collect();
    for ((subject, mutant), fate) in mutants.into_iter().zip(fates) {
        if let Some(place) = subjects.iter().position(|one| *one == subject) {
            told[place].mutations.push(Mutation {
                what: mutant.what.to_owned(),
                before: mutant.before,
                after: mutant.after,
                fate,
            });
        }
    }
    told
}

/// What becomes of every mutant of the routes; none where no drills are run.
pub fn routes(bench: &Bench) -> Option<Mutated> {
    let drills = bench.drills.as_ref()?;
    let mutants = RouteMutant::all(&drills.routing);
    let fates = each(&mutants, |mutant| mutant.fate(drills));
    let mutations = mutants
        .into_iter()
        .zip(fates)
        .map(|(mutant, fate)| Mutation {
            what: mutant.what.to_owned(),
            before: mutant.before,
            after: mutant.after,
            fate,
        });
    Some(Mutated {
        subject: Subjected::Routes,
        name: "routes".to_owned(),
        place: drills.routing.name.to_string(),
        mutations: mutations.collect(),
    })
}

fn named(bench: &Bench, subject: Subject) -> Mutated {
    let rule = bench.rule(subject);
    let source = &bench.documents[subject.document].source;
    Mutated {
        subject: match rule {
            Rule::Alert(_) => Subjected::Alert,
            Rule::Record(_) => Subjected::Record,
        },
        name: rule.name().to_string(),
        place: source.locate(rule.name_span().start),
        mutations: Vec::new(),
    }
}

fn fate(bench: &Bench, subject: Subject, mutant: &Mutant) -> Fate {
    if let Some(test) = unit_tests::notice(bench, subject, &mutant.rule) {
        return Fate::Test { by: test };
    }
    if let Some(drill) = drill(bench, subject, mutant) {
        return Fate::Drill { by: drill };
    }
    killer(bench, subject, &mutant.rule).map_or(Fate::Same, |killer| Fate::Survives {
        test: killer.text,
        file: killer.file.map(|file| file.to_string()),
    })
}

/// The drill that notices, where these rules are those of the drills.
fn drill(bench: &Bench, subject: Subject, mutant: &Mutant) -> Option<String> {
    let drills = bench.drills.as_ref()?;
    let Rule::Alert(alert) = &mutant.rule else {
        return None;
    };
    // No promise of a drill is about what people read.
    if mutant.what == ANNOTATION {
        return None;
    }
    let file = drills.file(&bench.documents[subject.document].source.text)?;
    let rules = bench.replaced(subject, &mutant.rule);
    drills.notice_rules(&alert.name, file, rules)
}
