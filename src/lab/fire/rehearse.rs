//! The drills on the platform in memory: which alerts fire in which of them, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::rule_set::{Place, RuleSet};
use crate::alerts::rules::RuleFile;
use crate::base::{At, Duration, Source};
use crate::drill::plan::{Brief, look, resolve};
use crate::embedded::{Setup, SetupError, Virtual, Weakness};
use crate::lab::each;
use crate::promql::Selector;
use crate::world::{Answer, Ask, Change, Incoming, Phase, ReceiptId, Tag, World, Write};

/// How often the alerts are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// How long the drill's callers ask before something is broken.
const STEADY: Duration = Duration::from_mins(2);
/// How long something is broken at least: windows must fill, and `for` must pass.
const HELD_LEAST: Duration = Duration::from_mins(25);
/// How long an answer to a look may take.
const ANSWERED_WITHIN: Duration = Duration::from_mins(1);
/// Rules that are entered one from another.
const RULES_DEEP: usize = 8;

/// A drill in which an alert fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsed {
    /// The drill.
    pub drill: String,
    /// What was wrong with the platform, if anything.
    pub weakness: Option<Weakness>,
    /// From the fault to the alert's firing, as the first look found it; none where it fired before
    /// anything was broken.
    pub after: Option<Duration>,
}

/// What drills are rehearsed with.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// One for each drill.
    pub briefs: Vec<Brief>,
    /// Alertmanager's configuration.
    pub routing: Source,
    /// From which all chance is drawn.
    pub seed: u64,
}

/// What the drills came to.
#[derive(Clone, Debug, Default)]
pub struct Drilled {
    /// The alerts that read nothing but what the platform exposes, by name.
    pub of_platform: BTreeSet<String>,
    /// The simplest drill in which each of them fired, if any.
    pub fired: BTreeMap<String, Rehearsed>,
}

impl Rehearsal {
    /// Runs all drills with the wanted rules that read the platform's metrics: first with nothing wrong,
    /// then, as long as an alert has not fired, with one weakness after the other.
    ///
    /// # Errors
    /// The routing cannot be read.
    pub fn run(
        &self,
        set: &RuleSet,
        wanted: &impl Fn(&str) -> bool,
    ) -> Result<Drilled, SetupError> {
        let mut drilled = Drilled::default();
        let healthy = self.world(&[], None)?;
        let exposed = healthy.metrics();
        let mut used: BTreeSet<Place> = BTreeSet::new();
        for place in set.alerts() {
            let mut read = Read::default();
            read.rule(set, place, 0);
            if let Some(alert) = set.alert(place)
                && wanted(&alert.name)
                && !read.metrics.is_empty()
                && read.metrics.is_subset(&exposed)
            {
                drilled.of_platform.insert(alert.name.to_string());
                used.extend(read.rules);
            }
        }
        if drilled.of_platform.is_empty() {
            return Ok(drilled);
        }
        let groups = set.only(&used);
        let rules = [Arc::new(RuleFile { groups })];
        let weaknesses = Weakness::all().filter(|weakness| weakness.is_of_the_target());
        let worlds = [None].into_iter().chain(weaknesses.map(Some));
        for weakness in worlds {
            let silent = |name: &&String| !drilled.fired.contains_key(*name);
            let missing: Vec<&String> = drilled.of_platform.iter().filter(silent).collect();
            if missing.is_empty() {
                break;
            }
            let world = self.world(&rules, weakness)?;
            let seen = each(&self.briefs, |brief| happen(&world, brief));
            for (brief, seen) in self.briefs.iter().zip(seen) {
                for (alert, after) in seen {
                    drilled.fired.entry(alert).or_insert_with(|| Rehearsed {
                        drill: brief.drill.name.clone(),
                        weakness,
                        after,
                    });
                }
            }
        }
        Ok(drilled)
    }

    /// A warm world.
    fn world(
        &self,
        rules: &[Arc<RuleFile>],
        weakness: Option<Weakness>,
    ) -> Result<Virtual, SetupError> {
        let weaknesses = weakness.into_iter().collect();
        let setup = Setup::new(self.seed, weaknesses, rules.to_vec(), &self.routing)?;
        Ok(Virtual::new(setup))
    }
}

/// Lets a drill's fault happen; when each alert fired first, by its name.
fn happen(warm: &Virtual, brief: &Brief) -> BTreeMap<String, Option<Duration>> {
    let mut world = Watched {
        world: warm.clone(),
        tag: 0,
        began: None,
        fired: BTreeMap::new(),
    };
    let Some(facts) = world.ask(Ask::Look(look(brief))) else {
        return world.fired;
    };
    let Answer::Facts { facts } = facts else {
        return world.fired;
    };
    let plan = resolve(brief.clone(), *facts);
    for schedule in plan.traffic {
        world.start(Ask::Traffic(schedule));
    }
    world.watch(STEADY);
    let now = world.world.now();
    for change in plan.changes {
        world.breaks(change);
    }
    if let Some(runaway) = plan.runaway {
        world.start(Ask::Traffic(runaway));
    }
    world.began = Some(now);
    world.watch(brief.drill.fault.hold.max(HELD_LEAST));
    world.fired
}

/// A world whose alerts are looked at.
struct Watched {
    world: Virtual,
    tag: u64,
    /// When something was broken.
    began: Option<At>,
    fired: BTreeMap<String, Option<Duration>>,
}

impl Watched {
    fn start(&mut self, ask: Ask) -> Tag {
        self.tag += 1;
        self.world.ask(Tag(self.tag), ask);
        Tag(self.tag)
    }

    /// Asks, and waits for the answer.
    fn ask(&mut self, ask: Ask) -> Option<Answer> {
        let asked = self.start(ask);
        let until = self.world.now() + ANSWERED_WITHIN;
        loop {
            match self.world.advance(until) {
                (_, Incoming::Answer { tag, result }) if tag == asked => return result.ok(),
                (at, Incoming::Due) if at >= until => return None,
                (_, _) => {}
            }
        }
    }

    /// Makes a change as a drill does, without a record: nobody puts anything back.
    fn breaks(&mut self, change: Change) {
        let Some(Answer::Found { found: Some(found) }) = self.ask(Ask::Read(change.place.clone()))
        else {
            return;
        };
        self.ask(Ask::Write(Box::new(Write {
            place: change.place,
            found,
            content: change.ours,
            mark: Some(ReceiptId("rehearsal.1".to_owned())),
        })));
    }

    /// Looks at the alerts again and again for so long.
    fn watch(&mut self, length: Duration) {
        let until = self.world.now() + length;
        while self.world.now() < until {
            let next = (self.world.now() + LOOK_EVERY).min(until);
            while self.world.advance(next) != (next, Incoming::Due) {}
            let Some(Answer::Alerts { alerts }) = self.ask(Ask::Alerts) else {
                return;
            };
            let now = self.world.now();
            let after = self.began.map(|began| now.since(began));
            for alert in &alerts.prometheus {
                if alert.phase == Phase::Firing {
                    let name = alert.labels.get("alertname").to_owned();
                    self.fired.entry(name).or_insert(after);
                }
            }
        }
    }
}

/// What a rule reads, directly or through what other rules record.
#[derive(Default)]
struct Read {
    metrics: BTreeSet<String>,
    rules: BTreeSet<Place>,
}

impl Read {
    fn rule(&mut self, set: &RuleSet, place: Place, depth: usize) {
        if depth > RULES_DEEP || !self.rules.insert(place) {
            return;
        }
        let mut names: BTreeSet<Option<String>> = BTreeSet::new();
        if let Some(rule) = set.rule(place) {
            rule.query().expr.walk(&mut |part| {
                let selector = part.selector();
                names.extend(selector.map(|one| Selector::metric(one).map(str::to_owned)));
            });
        }
        for name in names {
            // What names no metric may read any.
            let name = name.unwrap_or_else(|| "*".to_owned());
            let records = set.recording(&name);
            if records.is_empty() {
                self.metrics.insert(name);
            }
            for record in records {
                self.rule(set, *record, depth + 1);
            }
        }
    }
}
