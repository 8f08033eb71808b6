//! The files that a command works on: drills, and the rules, routes, profiles and the policy beside
//! them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::shipped;
use crate::alerts::routing::Routing;
use crate::alerts::rules::RuleFile;
use crate::base::{Problem, Source};
use crate::drill::plan::RepositoryRule;
use crate::spec::{Drill, Policy, Profile, load};

/// Everything that was read, whole and without problems.
#[derive(Clone, Debug)]
pub(super) struct Workspace {
    /// Where it came from, for people.
    pub(super) origin: String,
    pub(super) drills: Vec<Drill>,
    /// The drills' texts, in the same order.
    pub(super) drill_sources: Vec<Source>,
    pub(super) rules: Vec<Arc<RuleFile>>,
    /// The rules' texts, in the same order.
    pub(super) rule_sources: Vec<Source>,
    /// Alertmanager's configuration; it was parsed once and is sound.
    pub(super) routing: Source,
    pub(super) profiles: Vec<Profile>,
    /// The severity policy, where there is one.
    pub(super) policy: Option<(Source, Policy)>,
    /// The directory that it was read from; none if it is built in.
    pub(super) directory: Option<PathBuf>,
    /// All that a run needs of it, as it was written: paths, as `alerts/cache.yaml`, and texts.
    pub(super) files: Vec<(String, String)>,
}

const DEFAULT: &str = "drills";

/// The profile of targets that name none.
const DEFAULT_PROFILE: &str = "reference";

/// What there is at the target; it stands beside the drills and is none.
pub(super) const INVENTORY: &str = "inventory.yaml";

/// Alertmanager's configuration.
const ROUTES: &str = "alertmanager.yaml";
/// The severity policy.
const POLICY: &str = "policy.yaml";

/// The most files of one kind that are read.
const FILES_MOST: usize = 1_000;

impl Workspace {
    /// Reads the drills at a path and what stands beside them; without a path `./drills`, or the
    /// built-in set where there is none.
    pub(super) fn read(path: Option<&Path>) -> Result<Self, Vec<Problem>> {
        match path {
            Some(path) if path.is_dir() => Self::of_directory(path, None),
            Some(path) => Self::of_directory(path.parent().unwrap_or(Path::new(".")), Some(path)),
            None if Path::new(DEFAULT).is_dir() => Self::of_directory(Path::new(DEFAULT), None),
            None => Self::built_in(),
        }
    }

    /// The set that is built in.
    pub(super) fn built_in() -> Result<Self, Vec<Problem>> {
        Self::of_sources(
            "the drills that are built in".to_owned(),
            shipped::below(""),
            &shipped::below("alerts"),
            &shipped::below("profiles"),
        )
    }

    fn of_directory(directory: &Path, only: Option<&Path>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut read = |paths: Vec<PathBuf>| {
            let mut sources = Vec::new();
            for path in paths {
                match load::read_file(&path) {
                    Ok(source) => sources.push(source),
                    Err(problem) => problems.push(problem),
                }
            }
            sources
        };
        let mut top = match only {
            Some(drill) => vec![drill.to_owned()],
            None => yaml_files(directory),
        };
        if only.is_some() {
            let beside = [ROUTES, POLICY].map(|name| directory.join(name));
            top.extend(beside.into_iter().filter(|path| path.exists()));
        }
        let top = read(top);
        let rules = read(yaml_files(&directory.join("alerts")));
        let profiles = read(yaml_files(&directory.join("profiles")));
        if problems.is_empty() {
            let origin = directory.display().to_string();
            let read = Self::of_sources(origin, top, &rules, &profiles)?;
            let directory = Some(directory.to_owned());
            Ok(Self { directory, ..read })
        } else {
            Err(problems)
        }
    }

    fn of_sources(
        origin: String,
        mut top: Vec<Source>,
        rules: &[Source],
        profiles: &[Source],
    ) -> Result<Self, Vec<Problem>> {
        top.retain(|source| !Path::new(&*source.name).ends_with(INVENTORY));
        let mut problems = Vec::new();
        let named = |name| move |source: &Source| Path::new(&*source.name).ends_with(name);
        let (policy, top): (Vec<_>, Vec<_>) = top.into_iter().partition(named(POLICY));
        let files = written("", &top)
            .chain(written("alerts/", rules))
            .chain(written("profiles/", profiles))
            .collect();
        let (routes, drill_sources): (Vec<_>, Vec<_>) = top.into_iter().partition(named(ROUTES));
        let drills = all(&drill_sources, Drill::read, &mut problems);
        let rule_sources = rules.to_vec();
        let rules = all(rules, RuleFile::parse, &mut problems);
        let profiles = all(profiles, Profile::read, &mut problems);
        all(&routes, Routing::parse, &mut problems);
        let policies = all(&policy, Policy::read, &mut problems);
        let (Some(routing), true) = (routes.into_iter().next(), problems.is_empty()) else {
            if problems.is_empty() {
                problems.push(
                    Problem::error("workspace/no-routes", format!("{origin} has no `alertmanager.yaml`"))
                        .hint("put Alertmanager's configuration there: a drill says which receiver is paged"),
                );
            }
            return Err(problems);
        };
        if drills.is_empty() {
            return Err(vec![
                Problem::error("workspace/no-drills", format!("{origin} holds no drill")).hint(
                    "a drill is a file `NAME.yaml`; `firedrill run` without a path shows one",
                ),
            ]);
        }
        Ok(Self {
            origin,
            drills,
            drill_sources,
            rules: rules.into_iter().map(Arc::new).collect(),
            rule_sources,
            routing,
            profiles,
            policy: policy.into_iter().zip(policies).next(),
            directory: None,
            files,
        })
    }

    /// The profile of this name; where none is asked for `reference`, else the first one.
    pub(super) fn profile(&self, name: Option<&str>) -> Option<&Profile> {
        let named = |name: &str| self.profiles.iter().find(|profile| profile.name == name);
        match name {
            Some(name) => named(name),
            None => named(DEFAULT_PROFILE).or_else(|| self.profiles.first()),
        }
    }

    /// The alert rules, to be compared with what Prometheus has loaded.
    pub(super) fn repository_rules(&self) -> Vec<RepositoryRule> {
        self.rules
            .iter()
            .flat_map(|file| file.alerts())
            .map(|(_, rule)| RepositoryRule {
                alert: rule.name.to_string(),
                expr: rule.query.text.clone(),
                hold: rule.hold,
            })
            .collect()
    }
}

/// The profiles of `./drills`; those that are built in where there are none.
pub(super) fn profiles() -> Result<Vec<Profile>, Vec<Problem>> {
    let paths = yaml_files(&Path::new(DEFAULT).join("profiles"));
    let sources = if paths.is_empty() {
        shipped::below("profiles")
    } else {
        let read = paths.iter().map(|path| load::read_file(path));
        read.collect::<Result<Vec<_>, _>>()
            .map_err(|problem| vec![problem])?
    };
    let mut problems = Vec::new();
    let profiles = all(&sources, Profile::read, &mut problems);
    if problems.is_empty() {
        Ok(profiles)
    } else {
        Err(problems)
    }
}

/// The files of a folder as they were written.
fn written<'a>(
    folder: &'a str,
    sources: &'a [Source],
) -> impl Iterator<Item = (String, String)> + use<'a> {
    sources.iter().map(move |source| {
        let name = Path::new(&*source.name).file_name().unwrap_or_default();
        let path = format!("{folder}{}", name.to_string_lossy());
        (path, source.text.to_string())
    })
}

pub(super) fn all<T>(
    sources: &[Source],
    read: impl Fn(&Source) -> Result<T, Vec<Problem>>,
    problems: &mut Vec<Problem>,
) -> Vec<T> {
    let mut read_well = Vec::new();
    for source in sources {
        match read(source) {
            Ok(value) => read_well.push(value),
            Err(wrong) => problems.extend(wrong),
        }
    }
    read_well
}

/// The YAML files of a directory, by name; none if there is no such directory.
fn yaml_files(directory: &Path) -> Vec<PathBuf> {
    files_ending_in(directory, "yaml")
}

/// The files of a directory whose names end so, by name; none if there is no such directory.
pub(super) fn files_ending_in(directory: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .take(FILES_MOST)
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == ending)
        })
        .collect();
    files.sort();
    files
}
