//! Whether drills notice a mistake, or the severity policy beside them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::policy::{Judge, Policy};
use crate::alerts::rules::RuleFile;
use crate::base::{At, Source};
use crate::drill::plan::{Brief, heartbeat_labels};
use crate::drill::{Code, Machine, Outcome, Run};
use crate::embedded::platform::Weakness as OfPlatform;
use crate::embedded::{Setup, SetupError, Virtual, Weakness};
use crate::spec::drill::Kind;
use crate::world::World;

/// Steps of one run; the longest take some thousands.
const STEPS_MOST: usize = 200_000;
/// Drills that are asked about one mistake in the routes.
const SCENARIOS_MOST: usize = 4;
/// Where the randomness of the platform begins.
const SEED: u64 = 1;

/// The drills, and the rules and routes that they are run with.
#[derive(Clone, Debug)]
pub struct Drills {
    rules: Vec<Arc<RuleFile>>,
    /// The text of each file of rules.
    texts: Vec<Arc<str>>,
    pub(super) routing: Source,
    scenarios: Vec<Scenario>,
    /// The severity policy, where there is one.
    policy: Option<Policy>,
}

/// A drill, on a platform as it should be or with something wrong, and what it comes to.
#[derive(Clone, Debug)]
struct Scenario {
    brief: Brief,
    weakness: Option<Weakness>,
    comes_to: Option<ComesTo>,
}

/// What a drill comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ComesTo {
    outcome: Outcome,
    codes: BTreeSet<Code>,
    /// Who is paged by which alert.
    pages: BTreeSet<(String, String)>,
}

impl Drills {
    /// Runs every drill with the rules and routes as they are.
    ///
    /// # Errors
    /// The platform in memory cannot be set up with them.
    pub fn new(
        briefs: Vec<Brief>,
        rules: Vec<(Arc<str>, Arc<RuleFile>)>,
        routing: Source,
        judge: Option<Judge>,
    ) -> Result<Self, SetupError> {
        let (texts, rules): (_, Vec<_>) = rules.into_iter().unzip();
        let scenarios = briefs.into_iter().flat_map(|brief| {
            let weak = Some(telling(brief.drill.kind));
            [None, weak].map(|weakness| (brief.clone(), weakness))
        });
        let scenarios: Vec<(Brief, Option<Weakness>)> = scenarios.collect();
        let mut drills = Self {
            policy: judge.map(|judge| Policy::new(judge, &rules, &routing)),
            rules,
            texts,
            routing,
            scenarios: Vec::new(),
        };
        // Said here once, and not by every mutant.
        setup(None, &drills.rules, &drills.routing)?;
        let found = crate::lab::each(&scenarios, |(brief, weakness)| {
            run(brief, *weakness, &drills.rules, &drills.routing)
        });
        let known = scenarios.into_iter().zip(found);
        drills.scenarios = known
            .map(|((brief, weakness), comes_to)| Scenario {
                brief,
                weakness,
                comes_to,
            })
            .collect();
        Ok(drills)
    }

    /// Which of the files of rules has this text.
    pub(super) fn file(&self, text: &str) -> Option<usize> {
        self.texts.iter().position(|known| **known == *text)
    }

    /// The rules with one file replaced.
    pub(super) fn with(&self, file: usize, replaced: RuleFile) -> Vec<Arc<RuleFile>> {
        let mut rules = self.rules.clone();
        rules[file] = Arc::new(replaced);
        rules
    }

    /// What the severity policy finds wrong with other rules, and did not find before.
    pub(super) fn policy_on_rules(&self, rules: &[Arc<RuleFile>]) -> Option<String> {
        self.policy.as_ref()?.notice(rules, &self.routing)
    }

    /// What the severity policy finds wrong with other routes, and did not find before.
    pub(super) fn policy_on_routes(&self, routing: &Source) -> Option<String> {
        self.policy.as_ref()?.notice(&self.rules, routing)
    }

    /// The first drill that is about an alert and comes to something else with other rules.
    pub(super) fn notice_rules(&self, alert: &str, rules: &[Arc<RuleFile>]) -> Option<String> {
        let about = self.scenarios.iter().filter(|one| {
            let mut promised = one.brief.drill.expect.alerts.iter();
            promised.any(|promise| promise.alert == alert)
        });
        first(about, rules, &self.routing)
    }

    /// The first drill in which one of these alerts pages somebody, or both of a pair of which one
    /// mutes the other now, and that comes to something else with other routes. Every drill sends the
    /// heartbeat.
    pub(super) fn notice_routes(
        &self,
        alerts: &[&str],
        muted: &BTreeSet<[String; 2]>,
        routing: &Source,
    ) -> Option<String> {
        let with_heartbeat = alerts.contains(&heartbeat_labels().get("alertname"));
        let about = self.scenarios.iter().filter(|one| {
            let pages = one.comes_to.iter().flat_map(|end| &end.pages);
            let paging: BTreeSet<&str> = pages.map(|(_, alert)| &**alert).collect();
            let page = |pair: &[String; 2]| pair.iter().all(|name| paging.contains(&**name));
            with_heartbeat
                || alerts.iter().any(|name| paging.contains(name))
                || muted.iter().any(page)
        });
        first(about.take(SCENARIOS_MOST), &self.rules, routing)
    }

    /// The alert rules.
    pub(super) fn rules(&self) -> &[Arc<RuleFile>] {
        &self.rules
    }
}

/// The first drill that comes to something else with these rules and routes.
fn first<'a>(
    mut scenarios: impl Iterator<Item = &'a Scenario>,
    rules: &[Arc<RuleFile>],
    routing: &Source,
) -> Option<String> {
    let other =
        scenarios.find(|one| run(&one.brief, one.weakness, rules, routing) != one.comes_to)?;
    let name = &other.brief.drill.name;
    Some(match other.weakness {
        None => name.clone(),
        Some(weakness) => format!("{name} with --weakness {weakness}"),
    })
}

fn setup(
    weakness: Option<Weakness>,
    rules: &[Arc<RuleFile>],
    routing: &Source,
) -> Result<Setup, SetupError> {
    let weaknesses = weakness.into_iter().collect();
    Setup::new(SEED, weaknesses, rules.to_vec(), routing)
}

/// What a drill comes to; nothing where it cannot be run.
fn run(
    brief: &Brief,
    weakness: Option<Weakness>,
    rules: &[Arc<RuleFile>],
    routing: &Source,
) -> Option<ComesTo> {
    let setup = setup(weakness, rules, routing).ok()?;
    let run = to_its_end(&mut Virtual::new(setup), brief.clone())?;
    let verdict = run.verdict()?;
    let codes = verdict.findings.iter().map(|finding| finding.code);
    let pages = run.seen().pages.iter().map(|seen| {
        let alert = seen.value.labels.get("alertname");
        (seen.value.receiver.clone(), alert.to_owned())
    });
    Some(ComesTo {
        outcome: verdict.outcome,
        codes: codes.collect(),
        pages: pages.collect(),
    })
}

/// What is wrong with a platform on which the backstop of a drill must fire.
const fn telling(kind: Kind) -> Weakness {
    Weakness::Platform(match kind {
        Kind::ProviderBlackhole => OfPlatform::NoFallback,
        Kind::BadModelRollout => OfPlatform::NoGate,
        Kind::RunawayTokens => OfPlatform::QuotaAboveBudget,
        Kind::CacheDisable => OfPlatform::CacheStoreHangs,
    })
}

fn to_its_end(world: &mut Virtual, brief: Brief) -> Option<Run> {
    let mut run = Run::new(brief);
    let mut step = run.begin(At::START);
    for _ in 0..STEPS_MOST {
        for (tag, ask) in step.asks {
            world.ask(tag, ask);
        }
        if step.done {
            return Some(run);
        }
        let (at, incoming) = world.advance(step.wake);
        step = run.step(at, incoming);
    }
    None
}
