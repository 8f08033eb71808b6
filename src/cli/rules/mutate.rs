//! `firedrill rules mutate`: mistakes in rules, and who notices them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::{MutantsFormat, RulesMutateArguments};
use super::files;
use super::find::find;
use super::mutants_kept::{Beside, Kept, Key};
use super::ready::{Ready, loaded, no_tests, ready, refuse};
use crate::alerts::rules::RuleDocument;
use crate::alerts::unit_test::Settings;
use crate::base::Problem;
use crate::cli::exit::Exit;
use crate::cli::workspace::Workspace;
use crate::cli::world::Place;
use crate::cli::{policy, runbooks, speak};
use crate::drill::Outcome;
use crate::lab;
use crate::lab::mutate::{self, Bench, Drills, Judge, Subject, Suite};
use crate::report::{Mutated, RulesMutated};

/// Where drills are looked for, if nobody says it.
const DRILLS: &str = "drills";
/// Tests that are named where they fail as they are.
const NAMED_MOST: usize = 10;

/// Makes the mistakes, and tells who noticed them.
pub(super) fn mutate(arguments: &RulesMutateArguments) -> Exit {
    let mutated = match mutated(arguments) {
        Ok(mutated) => mutated,
        Err(problems) => return refuse(&problems),
    };
    let (_, colour) = speak::terminal();
    speak::out(&match arguments.format {
        MutantsFormat::Terminal => mutated.terminal(colour),
        MutantsFormat::Json => mutated.json(),
    });
    if mutated.is_enough() {
        Exit::Pass
    } else {
        Exit::Drilled(Outcome::Fail)
    }
}

fn mutated(arguments: &RulesMutateArguments) -> Result<RulesMutated, Vec<Problem>> {
    let mut bench = bench(&arguments.paths)?;
    let beside = beside(arguments)?;
    let kept = Kept::new(!arguments.no_cache);
    let whole = arguments.only.is_none();
    let wanted = |name: &str| {
        arguments
            .only
            .as_ref()
            .is_none_or(|only| only.is_match(name))
    };
    let keys = Key::all(&bench, beside.as_deref());
    let mut told: Vec<Option<Vec<Mutated>>> = keys.iter().map(|key| kept.read(key)).collect();
    let mut subjects = bench.subjects();
    subjects.retain(|one| told[one.document].is_none() && wanted(bench.rule(*one).name()));
    let routes_wanted = whole && beside.is_some();
    let routes_key = beside.as_deref().map(Key::of_routes);
    let mut routes = routes_key.as_ref().and_then(|key| kept.read(key));
    let is_new = !subjects.is_empty() || (routes_wanted && routes.is_none());
    if is_new {
        as_they_are(&bench)?;
        bench.drills = beside.as_ref().map(drills).transpose()?;
    }
    for (document, of_document) in of_documents(&bench, &subjects) {
        if whole {
            kept.write(&keys[document], &of_document);
        }
        told[document] = Some(of_document);
    }
    if routes_wanted && routes.is_none() {
        routes = mutate::routes(&bench).map(|routes| vec![routes]);
        if let (Some(key), Some(routes)) = (&routes_key, &routes) {
            kept.write(key, routes);
        }
    }
    let mut mutated: Vec<Mutated> = told.into_iter().flatten().flatten().collect();
    mutated.retain(|one| wanted(&one.name));
    if mutated.is_empty() {
        return Err(vec![no_rules(arguments)]);
    }
    mutated.extend(routes.filter(|_| routes_wanted).into_iter().flatten());
    Ok(RulesMutated {
        mutated,
        minimum: arguments.minimum,
        drills: beside.map(|beside| beside.workspace.origin.clone()),
    })
}

/// What became of the mutants of these rules, by document.
fn of_documents(bench: &Bench, subjects: &[Subject]) -> Vec<(usize, Vec<Mutated>)> {
    let mut found: Vec<(usize, Vec<Mutated>)> = Vec::new();
    for (subject, mutated) in subjects.iter().zip(mutate::rules(bench, subjects)) {
        match found.last_mut() {
            Some((document, of_document)) if *document == subject.document => {
                of_document.push(mutated);
            }
            Some(_) | None => found.push((subject.document, vec![mutated])),
        }
    }
    found
}

fn no_rules(arguments: &RulesMutateArguments) -> Problem {
    match &arguments.only {
        Some(only) => Problem::error("mutate/none", format!("no rule is called `{only}`"))
            .hint("`--only` is matched against the names of alerts and recorded metrics"),
        None => Problem::error("mutate/none", "the tests are about no rules")
            .hint("name the files of rules in `rule_files`"),
    }
}

/// The tests at these paths, and the rules that they are about.
fn bench(paths: &[PathBuf]) -> Result<Bench, Vec<Problem>> {
    let found = find(paths).map_err(|problem| vec![problem])?;
    if found.is_empty() {
        return Err(vec![no_tests(paths)]);
    }
    let ready: Vec<Ready> = lab::each(&found, |found| ready(found, true));
    let named = ready.iter().filter_map(|one| one.outcome.as_ref().ok());
    let rules = files::read_all(named.flat_map(|(_, paths)| paths.iter().cloned()));
    let mut bench = Bench {
        documents: Vec::new(),
        suites: Vec::new(),
        drills: None,
        settings: Settings::default(),
    };
    for one in ready {
        let (file, paths) = one.outcome?;
        let documents = loaded(&paths, &rules)?;
        let documents = documents.into_iter().map(|new| place_of(&mut bench, new));
        let documents = documents.collect();
        bench.suites.push(Suite {
            source: one.source,
            file,
            documents,
        });
    }
    Ok(bench)
}

/// Where a document stands among those that are known; it is added where it is not yet.
fn place_of(bench: &mut Bench, new: RuleDocument) -> usize {
    let mut known = bench.documents.iter();
    let place = known.position(|known| Arc::ptr_eq(&known.rules, &new.rules));
    place.unwrap_or_else(|| {
        bench.documents.push(new);
        bench.documents.len() - 1
    })
}

/// That every test passes with the rules as they are.
fn as_they_are(bench: &Bench) -> Result<(), Vec<Problem>> {
    let failing = bench.failing();
    if failing.is_empty() {
        return Ok(());
    }
    let named = failing.iter().take(NAMED_MOST).map(|(file, test)| {
        let message = format!("`{test}` in `{file}` fails with the rules as they are");
        Problem::error("mutate/tests-fail", message)
            .hint("make it pass first: `firedrill rules test` says what it got")
    });
    Err(named.collect())
}

/// The drills and the policy that may notice; none where there are none or they are not wanted.
fn beside(arguments: &RulesMutateArguments) -> Result<Option<Arc<Beside>>, Vec<Problem>> {
    let path = match &arguments.drills {
        Some(path) => path,
        None if arguments.no_drills || !Path::new(DRILLS).is_dir() => return Ok(None),
        None => Path::new(DRILLS),
    };
    let workspace = Workspace::read(Some(path))?;
    // What is wrong with runbooks is no mistake of ours; `firedrill check` tells it.
    let runbooks = runbooks::check(&workspace).unwrap_or_default();
    let beside = Beside {
        workspace,
        runbooks,
    };
    Ok(Some(Arc::new(beside)))
}

/// Runs the drills with the rules and routes as they are.
fn drills(beside: &Arc<Beside>) -> Result<Drills, Vec<Problem>> {
    let workspace = &beside.workspace;
    let place = Place::embedded(1, &[]);
    let briefs = workspace.drills.iter().map(|drill| {
        let brief = place.brief(workspace, drill);
        brief.map_err(|problem| vec![*problem])
    });
    let texts = workspace.files.iter().filter_map(|(path, text)| {
        let is_rules = path.starts_with("alerts/");
        is_rules.then(|| Arc::from(text.as_str()))
    });
    let rules = texts.zip(workspace.rules.iter().cloned()).collect();
    let briefs = briefs.collect::<Result<_, _>>()?;
    let routing = workspace.routing.clone();
    let judge = workspace.policy.is_some().then(|| judge(beside.clone()));
    Drills::new(briefs, rules, routing, judge).map_err(|error| {
        let problem = Problem::error("mutate/drills", error.to_string());
        vec![problem.hint("`--no-drills` asks the unit tests alone")]
    })
}

/// What the severity policy finds wrong with other rules and routes.
fn judge(beside: Arc<Beside>) -> Judge {
    Arc::new(move |rules, routes| policy::judge(&beside.workspace, &beside.runbooks, rules, routes))
}
