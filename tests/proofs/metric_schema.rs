//! The metrics that profiles tell of: those of `reference` are what the embedded platform exports,
//! and what every shipped expression uses is known.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use firedrill::base::{Labels, Source};
use firedrill::embedded::platform::{Containers, Quirks, Registry, expose};
use firedrill::promql;
use firedrill::spec::metrics::{Presence, Schema, Series};
use firedrill::spec::profile::{Profile, Signal};

fn profiles() -> Vec<Profile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("drills/profiles");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path: &Path| {
        let source = Source::new(
            path.display().to_string(),
            std::fs::read_to_string(path).unwrap(),
        );
        Profile::read(&source).unwrap_or_else(|problems| panic!("{}", problems[0]))
    };
    paths.iter().map(|path| read(path)).collect()
}

fn reference() -> Profile {
    let mut profiles = profiles().into_iter();
    profiles
        .find(|profile| profile.name == "reference")
        .unwrap()
}

/// Every series of the gateway.
fn exported() -> Vec<Labels> {
    let mut all = Vec::new();
    Registry::new(Quirks::default()).scrape(&mut |labels, _| all.push(labels.clone()));
    all
}

#[test]
fn the_reference_profile_has_the_types_that_the_platform_exports() {
    let page = expose(&Registry::new(Quirks::default()));
    let types = page.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let exported: BTreeSet<String> = types.map(ToOwned::to_owned).collect();
    let metrics = reference().metrics.into_iter();
    let told: BTreeSet<String> = metrics
        .map(|(name, metric)| format!("{name} {}", metric.kind))
        .collect();
    assert_eq!(told, exported);
}

#[test]
fn the_reference_profile_has_the_labels_that_the_platform_exports_and_their_values() {
    let schema = Schema::of(&[reference()]);
    let mut values: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for series in exported() {
        let name = series.get(Labels::NAME);
        let known = schema
            .series(name)
            .unwrap_or_else(|| panic!("{name} is not known"));
        let has: BTreeSet<&str> = series.iter().map(|(label, _)| label).collect();
        let told: BTreeSet<&str> = known.labels().chain([Labels::NAME]).collect();
        assert_eq!(told, has, "{name}");
        for (label, value) in series
            .iter()
            .filter(|(label, _)| known.values(label).is_some())
        {
            let seen = values.entry((name.to_owned(), label.to_owned()));
            seen.or_default().insert(value.to_owned());
        }
    }
    assert!(values.len() > 5, "{values:?}");
    for ((name, label), seen) in values {
        let told = schema.series(&name).unwrap().values(&label).unwrap();
        assert_eq!(
            told.iter().cloned().collect::<BTreeSet<_>>(),
            seen,
            "{name}, {label}"
        );
    }
}

#[test]
fn what_the_stand_in_tells_of_containers_is_known_without_a_profile() {
    let schema = Schema::of(&[]);
    let page = Containers::default().expose();
    let line = page.lines().find(|line| !line.starts_with('#')).unwrap();
    let (name, labels) = line.split_once('{').unwrap();
    let series = schema.series(name).unwrap();
    for label in labels.split(',').filter_map(|label| label.split_once('=')) {
        assert!(has(&series, label.0), "{}", label.0);
    }
}

fn has(series: &Series<'_>, label: &str) -> bool {
    matches!(series.label(label), Presence::Always | Presence::Sometimes)
}

/// A profile that shows signals in metrics that it does not list, or with labels that they do not
/// have, contradicts itself.
#[test]
fn every_signal_uses_metrics_and_labels_of_its_own_profile() {
    for profile in profiles() {
        let schema = Schema::of(std::slice::from_ref(&profile));
        let signals = Signal::texts(&profile.signals).into_values();
        let takers = Signal::texts(&profile.takes_back).into_values();
        let images = profile.images.clone();
        for text in signals
            .chain(takers)
            .chain(images)
            .chain(profile.requires.clone())
        {
            promql::parse(&text).unwrap().walk(&mut |part| {
                let Some(selector) = part.selector() else {
                    return;
                };
                let (file, name) = (&profile.name, selector.metric().unwrap());
                let series = schema.series(name);
                let series = series.unwrap_or_else(|| panic!("{file} does not list {name}"));
                for matcher in &selector.matchers {
                    assert!(
                        has(&series, &matcher.name),
                        "{file}: {name} by {}",
                        matcher.name
                    );
                }
            });
        }
    }
}

#[test]
fn no_two_shipped_profiles_contradict_each_other() {
    let profiles = profiles();
    assert!(profiles.len() > 12, "{}", profiles.len());
    let schema = Schema::of(&profiles);
    for name in profiles.iter().flat_map(|profile| profile.metrics.keys()) {
        assert!(!schema.is_contested(name), "{name}");
    }
}
