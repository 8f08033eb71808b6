//! `firedrill rules fire`: makes every alert fire, or says which cannot.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::arguments::{FireFormat, RulesFireArguments};
use super::files::FILE_BYTES_MOST;
use super::find::find_rules;
use crate::alerts::routing::Routing;
use crate::alerts::rules::RuleDocument;
use crate::base::{Labels, Problem};
use crate::cli::exit::Exit;
use crate::cli::speak;
use crate::cli::workspace::Workspace;
use crate::cli::world::Place;
use crate::drill::Outcome;
use crate::lab::fire::{
    Around, Drilled, FoundStory, Rehearsal, Rehearsed, RuleSet, Tried, stories,
};
use crate::report::{AlertFired, DrillFired, RulesFired, StoryFired};
use crate::spec::load;

/// From which the platform in memory draws all chance.
const SEED: u64 = 1;
/// What Alertmanager's configuration is called.
const ROUTING: &str = "alertmanager.yaml";

/// Searches for what makes the alerts fire, and tells what was found.
pub(super) fn fire(arguments: &RulesFireArguments) -> Exit {
    match fired(arguments) {
        Err(problems) => {
            speak::complain(&problems);
            Exit::Usage
        }
        Ok(fired) => {
            let (_, colour) = speak::terminal();
            speak::out(&match arguments.format {
                FireFormat::Terminal => fired.terminal(colour),
                FireFormat::Json => fired.json(),
                FireFormat::Test => fired.tests(),
            });
            match fired.exit_code() {
                0 => Exit::Pass,
                _ => Exit::Drilled(Outcome::Fail),
            }
        }
    }
}

fn fired(arguments: &RulesFireArguments) -> Result<RulesFired, Vec<Problem>> {
    let documents = documents(&arguments.paths)?;
    let around = Around {
        scrape: arguments.scrape_interval,
        evaluation: arguments.evaluation_interval,
        routing: routing(arguments)?,
    };
    let wanted = &arguments.alert;
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    let set = RuleSet::new(&documents);
    let drilled = if arguments.no_drills {
        Drilled::default()
    } else {
        rehearsed(&set, &is_wanted)?
    };
    let tried = stories(&set, &is_wanted);
    if tried.is_empty() {
        let message = "there is no alert to be made to fire";
        return Err(vec![Problem::error("rules/no-alerts", message).hint(
            "name files of rules with alerts, or directories that hold them",
        )]);
    }
    let alerts = tried.iter().map(|tried| told(tried, &drilled, &around));
    Ok(RulesFired {
        alerts: alerts.collect(),
        routed: around.routing.is_some(),
        scrape: around.scrape,
    })
}

fn documents(paths: &[PathBuf]) -> Result<Vec<RuleDocument>, Vec<Problem>> {
    let found = find_rules(paths).map_err(|problem| vec![problem])?;
    let mut documents = Vec::new();
    for (_, source) in found {
        let source = source.map_err(|problem| vec![problem])?;
        documents.extend(RuleDocument::all(&source)?);
    }
    Ok(documents)
}

/// The configuration that is named, or the first beside the rules or above them.
fn routing(arguments: &RulesFireArguments) -> Result<Option<Routing>, Vec<Problem>> {
    let beside = || {
        arguments.paths.iter().find_map(|path| {
            let folders = path.ancestors().take(if path.is_dir() { 2 } else { 3 });
            let mut files = folders.map(|folder| folder.join(ROUTING));
            files.find(|file| file.is_file())
        })
    };
    let Some(path) = arguments.alertmanager.clone().or_else(beside) else {
        return Ok(None);
    };
    let source = load::read_file_of(&path, FILE_BYTES_MOST).map_err(|problem| vec![problem])?;
    Routing::parse(&source).map(Some)
}

/// Runs the built-in drills with the rules.
fn rehearsed(set: &RuleSet, wanted: &impl Fn(&str) -> bool) -> Result<Drilled, Vec<Problem>> {
    let workspace = Workspace::built_in()?;
    let place = Place::embedded(SEED, &[]);
    let briefs = workspace.drills.iter();
    let briefs: Result<Vec<_>, _> = briefs.map(|drill| place.brief(&workspace, drill)).collect();
    let rehearsal = Rehearsal {
        briefs: briefs.map_err(|problem| vec![*problem])?,
        routing: workspace.routing.clone(),
        seed: SEED,
    };
    rehearsal.run(set, wanted).map_err(|error| {
        vec![
            Problem::error("rules/rehearsal", error.to_string())
                .hint("`--no-drills` leaves the platform in memory out"),
        ]
    })
}

fn told(tried: &Tried<'_>, drilled: &Drilled, around: &Around) -> AlertFired {
    let rule = tried.rule;
    let name = &*rule.name;
    let found = tried.searched.found.as_ref();
    let labels = found.and_then(|found| found.firing.first());
    let labels = labels.map_or_else(|| written(tried), |(labels, _)| labels.clone());
    let time = around.time_to_page(tried.group, rule, &labels);
    let given = found.iter().flat_map(|found| &found.given).map(|metric| {
        format!(
            "the story gives `{metric}` as it is: nothing was found for which its rule records what \
             the alert needs"
        )
    });
    AlertFired {
        alert: name.to_owned(),
        place: tried.source.locate(rule.name_span.start),
        of_platform: drilled.of_platform.contains(name),
        drill: drilled.fired.get(name).map(told_drill),
        story: found.map(|found| told_story(found, name)),
        tries: tried.searched.tries,
        miss: tried.searched.miss.clone(),
        fires: time.fires,
        pages: time.pages,
        sure: time.sure,
        assumes: time.assumes.into_iter().collect(),
        receivers: unique(time.receivers.iter().map(ToString::to_string)),
        notes: given.chain(time.notes).collect(),
    }
}

/// The labels that are written in a rule.
fn written(tried: &Tried<'_>) -> Labels {
    let labels = tried.rule.labels.iter();
    let labels = labels.map(|(name, value)| (name.as_str(), value.text()));
    Labels::new(labels.chain([("alertname", &*tried.rule.name)]))
}

fn told_drill(rehearsed: &Rehearsed) -> DrillFired {
    DrillFired {
        drill: rehearsed.drill.clone(),
        weakness: rehearsed.weakness.map(|weakness| weakness.to_string()),
        after: rehearsed.after,
    }
}

fn told_story(found: &FoundStory, name: &str) -> StoryFired {
    StoryFired {
        series: found.series(),
        step: found.story.step,
        fires_after: found.fires_after(),
        test: found.test_file(name),
    }
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let names: BTreeSet<String> = names.collect();
    names.into_iter().collect()
}
