//! `firedrill rules test`: promtool's unit tests of rules, with promtool's verdicts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::{RulesFormat, RulesTestArguments};
use super::files::{self, Loaded};
use super::find::{Found, find};
use super::ready::{Ready, loaded, no_tests, ready, refuse};
use crate::alerts::rules::RuleDocument;
use crate::alerts::unit_test::{Coverage, Settings, random_orders, run_as};
use crate::base::Problem;
use crate::cli::exit::Exit;
use crate::cli::speak;
use crate::drill::Outcome;
use crate::lab;
use crate::report::{FileTested, RulesTested};

/// Runs the unit tests, and tells what came of them.
pub(super) fn test(arguments: &RulesTestArguments) -> Exit {
    let settings = Settings::new(arguments.profile.major(), &arguments.run);
    let settings = match settings {
        Ok(settings) => settings,
        Err(why) => return refuse(&[Problem::error("tests/run", why)]),
    };
    let found = match find(&arguments.paths) {
        Ok(found) if found.is_empty() => return refuse(&[no_tests(&arguments.paths)]),
        Ok(found) => found,
        Err(problem) => return refuse(&[problem]),
    };
    let tested = match tested(arguments, &found, &settings) {
        Ok(tested) => tested,
        Err(problems) => return refuse(&problems),
    };
    if tested.tests() == 0 && !arguments.run.is_empty() && tested.exit_code() == 0 {
        let message = format!("no test is called `{}`", arguments.run.join("|"));
        return refuse(&[Problem::error("tests/run", message)
            .hint("`--run` is matched against the `name` of each test")]);
    }
    if let Some(path) = &arguments.junit
        && let Err(problem) = write(path, &tested.junit())
    {
        return refuse(&[problem]);
    }
    let (_, colour) = speak::terminal();
    speak::out(&match arguments.format {
        RulesFormat::Terminal => tested.terminal(colour),
        RulesFormat::Github => tested.github(),
        RulesFormat::Json => tested.json(),
    });
    match tested.exit_code() {
        0 => Exit::Pass,
        1 => Exit::Drilled(Outcome::Fail),
        _ => Exit::Usage,
    }
}

/// Runs all files, each on its own.
///
/// # Errors
/// What is wrong with the rules that are named in place of the tests' own.
fn tested(
    arguments: &RulesTestArguments,
    found: &[Found],
    settings: &Settings,
) -> Result<RulesTested, Vec<Problem>> {
    let instead = arguments.rules.iter().map(|path| files::read(path));
    let instead: Vec<Vec<RuleDocument>> = instead.collect::<Result<_, _>>()?;
    let instead = (!arguments.rules.is_empty()).then(|| instead.concat());
    let ready = lab::each(found, |found| ready(found, instead.is_none()));
    let named = ready.iter().filter_map(|ready| ready.outcome.as_ref().ok());
    let rules = files::read_all(named.flat_map(|(_, paths)| paths.iter().cloned()));
    let done = lab::each(&ready, |ready| {
        run(ready, &rules, instead.as_deref(), settings)
    });
    let mut coverage = Coverage::default();
    for (ready, (_, documents)) in ready.iter().zip(&done) {
        if let Ok((file, _)) = &ready.outcome {
            coverage.add(file, documents, settings);
        }
    }
    Ok(RulesTested {
        profile: arguments.profile.number(),
        files: done.into_iter().map(|(tested, _)| tested).collect(),
        coverage: arguments.run.is_empty().then_some(coverage),
    })
}

/// What came of a file, and the rules that it was run over.
fn run(
    ready: &Ready,
    rules: &BTreeMap<PathBuf, Loaded>,
    instead: Option<&[RuleDocument]>,
    settings: &Settings,
) -> (FileTested, Vec<RuleDocument>) {
    let mut warnings = ready.warnings.clone();
    let mut documents = Vec::new();
    let outcome = (|| {
        let (file, paths) = ready.outcome.as_ref().map_err(Clone::clone)?;
        documents = match instead {
            Some(instead) => instead.to_vec(),
            None => loaded(paths, rules)?,
        };
        warnings.extend(random_orders(file, &documents));
        let rules: Vec<_> = (documents.iter())
            .map(|document| Arc::clone(&document.rules))
            .collect();
        Ok(run_as(file, &rules, settings))
    })();
    let tested = FileTested {
        source: ready.source.clone(),
        outcome,
        warnings,
    };
    (tested, documents)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a report is a file, and this is the room for that"
)]
fn write(path: &Path, text: &str) -> Result<(), Problem> {
    std::fs::write(path, text).map_err(|error| {
        let message = format!("`{}` cannot be written: {error}", path.display());
        Problem::error("file/unwritable", message).hint("name a file in a directory that exists")
    })
}
