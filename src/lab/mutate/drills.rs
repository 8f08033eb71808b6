//! Whether drills notice a mistake.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::alerts::rules::RuleFile;
use crate::base::{At, Source};
use crate::drill::plan::Brief;
use crate::drill::verdict::Verdict;
use crate::drill::{Code, Machine, Outcome, Run};
use crate::embedded::platform::Weakness as OfPlatform;
use crate::embedded::{Setup, SetupError, Virtual, Weakness};
use crate::spec::drill::Kind;
use crate::world::World;

/// Steps of one run; the longest take some thousands.
const STEPS_MOST: usize = 200_000;
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
}

/// A drill, on a platform as it should be or with something wrong, and what it comes to.
#[derive(Clone, Debug)]
struct Scenario {
    brief: Brief,
    weakness: Option<Weakness>,
    comes_to: Option<ComesTo>,
}

/// The outcome of a drill and what it finds.
type ComesTo = (Outcome, BTreeSet<Code>);

impl Drills {
    /// Runs every drill with the rules and routes as they are.
    ///
    /// # Errors
    /// The platform in memory cannot be set up with them.
    pub fn new(
        briefs: Vec<Brief>,
        rules: Vec<(Arc<str>, Arc<RuleFile>)>,
        routing: Source,
    ) -> Result<Self, SetupError> {
        let (texts, rules) = rules.into_iter().unzip();
        let scenarios = briefs.into_iter().flat_map(|brief| {
            let weak = Some(telling(brief.drill.kind));
            [None, weak].map(|weakness| (brief.clone(), weakness))
        });
        let scenarios: Vec<(Brief, Option<Weakness>)> = scenarios.collect();
        let mut drills = Self {
            rules,
            texts,
            routing,
            scenarios: Vec::new(),
        };
        // Said here once, and not by every mutant.
        drills.setup(None, &drills.rules, &drills.routing)?;
        let found = crate::lab::each(&scenarios, |(brief, weakness)| {
            drills.run(brief, *weakness, &drills.rules, &drills.routing)
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

    /// The first drill that is about an alert and comes to something else with other rules.
    pub(super) fn notice_rules(&self, alert: &str, file: usize, with: RuleFile) -> Option<String> {
        let mut rules = self.rules.clone();
        rules[file] = Arc::new(with);
        let about = self.scenarios.iter().filter(|one| {
            let mut promised = one.brief.drill.expect.alerts.iter();
            promised.any(|promise| promise.alert == alert)
        });
        self.first(about, &rules, &self.routing)
    }

    /// The first drill that comes to something else with other routes.
    pub(super) fn notice_routes(&self, routing: &Source) -> Option<String> {
        self.first(self.scenarios.iter(), &self.rules, routing)
    }

    fn first<'a>(
        &self,
        mut scenarios: impl Iterator<Item = &'a Scenario>,
        rules: &[Arc<RuleFile>],
        routing: &Source,
    ) -> Option<String> {
        let other = scenarios
            .find(|one| self.run(&one.brief, one.weakness, rules, routing) != one.comes_to)?;
        let name = &other.brief.drill.name;
        Some(match other.weakness {
            None => name.clone(),
            Some(weakness) => format!("{name} with --weakness {weakness}"),
        })
    }

    /// The alert rules.
    pub(super) fn rules(&self) -> &[Arc<RuleFile>] {
        &self.rules
    }

    fn setup(
        &self,
        weakness: Option<Weakness>,
        rules: &[Arc<RuleFile>],
        routing: &Source,
    ) -> Result<Setup, SetupError> {
        Setup::new(
            SEED,
            weakness.into_iter().collect(),
            rules.to_vec(),
            routing,
        )
    }

    /// What a drill comes to; nothing where it cannot be run.
    fn run(
        &self,
        brief: &Brief,
        weakness: Option<Weakness>,
        rules: &[Arc<RuleFile>],
        routing: &Source,
    ) -> Option<ComesTo> {
        let setup = self.setup(weakness, rules, routing).ok()?;
        let verdict = to_its_end(&mut Virtual::new(setup), brief.clone())?;
        let codes = verdict.findings.iter().map(|finding| finding.code);
        Some((verdict.outcome, codes.collect()))
    }
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

fn to_its_end(world: &mut Virtual, brief: Brief) -> Option<Verdict> {
    let mut run = Run::new(brief);
    let mut step = run.begin(At::START);
    for _ in 0..STEPS_MOST {
        for (tag, ask) in step.asks {
            world.ask(tag, ask);
        }
        if step.done {
            return run.verdict().cloned();
        }
        let (at, incoming) = world.advance(step.wake);
        step = run.step(at, incoming);
    }
    None
}
