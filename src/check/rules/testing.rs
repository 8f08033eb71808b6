//! What the tests of lints have in common.

use super::{Chosen, Known, Lint, RuleSet, lint};
use crate::alerts::rules::RuleDocument;
use crate::base::{Problem, Source};
use crate::spec::Profile;
use crate::spec::metrics::Schema;

/// A rule file with one alert that has this expression, and this besides.
pub(super) fn alert(expr: &str, more: &str) -> String {
    format!("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: |\n      {expr}\n{more}")
}

/// What is found in these rules.
pub(super) fn problems(rules: &str, known: &Known) -> Vec<Problem> {
    let documents = RuleDocument::all(&Source::new("rules.yaml", rules));
    let documents = documents.unwrap_or_else(|problems| panic!("{}", problems[0]));
    lint(&RuleSet::new(documents), known, &Chosen::default())
}

/// What is found in these rules, where nothing else is known: the code, and what the carets point at.
pub(super) fn found(rules: &str) -> Vec<(&'static str, String)> {
    let problems = problems(rules, &Known::default()).into_iter();
    problems
        .map(|problem| (problem.code, fragment(&problem)))
        .collect()
}

/// The codes of what is found.
pub(super) fn codes(rules: &str) -> Vec<&'static str> {
    found(rules).into_iter().map(|(code, _)| code).collect()
}

/// What the carets of one lint point at.
pub(super) fn pointed(lint: &Lint, rules: &str) -> Vec<String> {
    let found = found(rules).into_iter();
    let own = found.filter(|(code, _)| *code == lint.code);
    own.map(|(_, text)| text).collect()
}

fn fragment(problem: &Problem) -> String {
    let (source, span, _) = problem.place.as_ref().expect("a finding has a place");
    source.text[span.start..span.end].to_owned()
}

/// What the carets of one lint point at, where the profiles that come with firedrill are known and
/// nobody said which of them the platform is.
pub(super) fn by_profiles(lint: &Lint, rules: &str) -> Vec<String> {
    fragments_of(lint, rules, &profiled(&profiles(), false))
}

/// The same on a platform that is said to be the reference platform.
pub(super) fn in_platform(lint: &Lint, rules: &str) -> Vec<String> {
    let reference: Vec<_> = profiles()
        .into_iter()
        .filter(|one| one.name == "reference")
        .collect();
    fragments_of(lint, rules, &profiled(&reference, true))
}

fn profiled(profiles: &[Profile], platform_is_named: bool) -> Known {
    Known {
        schema: Schema::of(profiles),
        platform_is_named,
        ..Known::default()
    }
}

/// What the carets of one lint point at, where this is known.
pub(super) fn fragments_of(lint: &Lint, rules: &str, known: &Known) -> Vec<String> {
    let found = problems(rules, known).into_iter();
    let own = found.filter(|problem| problem.code == lint.code);
    own.map(|problem| fragment(&problem)).collect()
}

/// The profiles that come with firedrill and that tests here need.
fn profiles() -> Vec<Profile> {
    let files = [
        (
            "kong.yaml",
            include_str!("../../../drills/profiles/kong.yaml"),
        ),
        (
            "litellm.yaml",
            include_str!("../../../drills/profiles/litellm.yaml"),
        ),
        (
            "reference.yaml",
            include_str!("../../../drills/profiles/reference.yaml"),
        ),
        (
            "vllm.yaml",
            include_str!("../../../drills/profiles/vllm.yaml"),
        ),
    ];
    let read = |(name, text)| Profile::read(&Source::new(name, text));
    files
        .map(|file| read(file).expect("a shipped profile"))
        .into()
}
