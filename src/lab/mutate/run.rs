//! All mutants, and what becomes of each.

use super::bench::{Bench, Subject, severities};
use super::kill::killer;
use super::kinds::ANNOTATION;
use super::mutant::Mutant;
use super::narrow::Narrow;
use super::routes::RouteMutant;
use super::unit_tests;
use crate::alerts::rules::Rule;
use crate::lab::each;
use crate::report::{Fate, Mutated, Mutation, Subjected};

/// What becomes of every mutant of these rules, in their order: the same on any number of cores.
pub fn rules(bench: &Bench, subjects: &[Subject]) -> Vec<Mutated> {
    let severities = bench.severities();
    let tests = each(subjects, |subject| unit_tests::about(bench, *subject));
    let mutants: Vec<(usize, Mutant)> = (subjects.iter().enumerate())
        .flat_map(|(number, subject)| {
            let all = Mutant::all(bench.rule(*subject), &severities);
            all.into_iter().map(move |mutant| (number, mutant))
        })
        .collect();
    let fates = each(&mutants, |(number, mutant)| {
        fate(bench, subjects[*number], &tests[*number], mutant)
    });
    let mut told: Vec<Mutated> = subjects.iter().map(|one| named(bench, *one)).collect();
    for ((number, mutant), fate) in mutants.into_iter().zip(fates) {
        told[number].mutations.push(Mutation {
            what: mutant.what.to_owned(),
            before: mutant.before,
            after: mutant.after,
            fate,
        });
    }
    told
}

/// What becomes of every mutant of the routes; none where no drills are run.
pub fn routes(bench: &Bench) -> Option<Mutated> {
    let drills = bench.drills.as_ref()?;
    let severities = severities(drills.rules().iter().map(AsRef::as_ref));
    let mutants = RouteMutant::all(&drills.routing, &severities);
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

fn fate(bench: &Bench, subject: Subject, tests: &[Narrow<'_>], mutant: &Mutant) -> Fate {
    if let Some(test) = unit_tests::notice(tests, &mutant.rule) {
        return Fate::Test { by: test };
    }
    if let Some(fate) = around(bench, subject, mutant) {
        return fate;
    }
    killer(bench, subject, &mutant.rule).map_or(Fate::NotToldApart, |killer| Fate::Survives {
        test: killer.text,
        file: killer.file.map(|file| file.to_string()),
    })
}

/// What notices beside the unit tests, where these rules are those of the drills.
fn around(bench: &Bench, subject: Subject, mutant: &Mutant) -> Option<Fate> {
    let drills = bench.drills.as_ref()?;
    let Rule::Alert(alert) = &mutant.rule else {
        return None;
    };
    // Neither the policy nor a promise of a drill is about what people read.
    if mutant.what == ANNOTATION {
        return None;
    }
    let file = drills.file(&bench.documents[subject.document].source.text)?;
    let rules = drills.with(file, bench.replaced(subject, &mutant.rule));
    let policy = || drills.policy_on_rules(&rules);
    let drill = || drills.notice_rules(&alert.name, &rules);
    // The policy says it within milliseconds.
    let noticed = policy().map(|by| Fate::Policy { by });
    noticed.or_else(|| drill().map(|by| Fate::Drill { by }))
}
