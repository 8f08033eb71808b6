//! Where drills run: the platform in memory, or a real target.

use std::path::{Path, PathBuf};

use super::notify::Notifier;
use super::run_id;
use super::target;
use super::workspace::Workspace;
use crate::base::{At, Problem};
use crate::drill::Outcome;
use crate::drill::plan::{Brief, Timing};
use crate::embedded::{Setup, Virtual, Weakness};
use crate::live::{Live, Settings};
use crate::spec::{Drill, Signal, Target};
use crate::world::{Ask, Incoming, Prices, RunId, Tag, World};

/// A place to drill.
pub(super) enum Place {
    /// The platform in memory.
    Embedded {
        seed: u64,
        weaknesses: Vec<Weakness>,
    },
    /// A real one.
    Live {
        path: PathBuf,
        target: Box<Target>,
        settings: Box<Settings>,
        /// Who is told what runs came to.
        notifier: Option<Box<Notifier>>,
    },
}

impl Place {
    pub(super) fn embedded(seed: u64, weaknesses: &[Weakness]) -> Self {
        Self::Embedded {
            seed,
            weaknesses: weaknesses.to_vec(),
        }
    }

    pub(super) fn live(path: &Path) -> Result<Self, Vec<Problem>> {
        let (target, settings) = target::read(path)?;
        let notifier = target::notifier(&target).map_err(|problem| vec![*problem])?;
        let path = path.to_owned();
        Ok(Self::Live {
            path,
            target: Box::new(target),
            settings: Box::new(settings),
            notifier,
        })
    }

    pub(super) const fn is_live(&self) -> bool {
        matches!(self, Self::Live { .. })
    }

    /// For people: which place.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Embedded { seed, weaknesses } if weaknesses.is_empty() => {
                format!("the platform in memory, seed {seed}")
            }
            Self::Embedded { seed, weaknesses } => {
                let names: Vec<String> = weaknesses.iter().map(ToString::to_string).collect();
                format!(
                    "the platform in memory, seed {seed}, made weak: {}",
                    names.join(", ")
                )
            }
            Self::Live { target, .. } => format!("target {}", target.name),
        }
    }

    /// Whether it may be drilled: where real users are served, only who repeats the environment's
    /// name means it.
    pub(super) fn may_be_drilled(&self, production: Option<&str>) -> Result<(), Box<Problem>> {
        let Self::Live { path, target, .. } = self else {
            return Ok(());
        };
        let (environment, path) = (&target.environment, path.display());
        let (message, hint) = match (target.production, production) {
            (false, None) => return Ok(()),
            (true, Some(name)) if name == environment => return Ok(()),
            (true, None) => (
                format!("{path} serves real users: `{environment}` is production"),
                format!("if you mean it, add `--production {environment}`"),
            ),
            (true, Some(name)) => (
                format!("{path} is `{environment}`, and not `{name}`"),
                "repeat the name of the environment that you mean to drill".to_owned(),
            ),
            (false, Some(_)) => (
                format!("{path} does not say that it is production"),
                "add `production: true` there if it is; else leave `--production` out".to_owned(),
            ),
        };
        Err(Box::new(
            Problem::error("target/production", message).hint(hint),
        ))
    }

    /// A name for a run that begins now.
    pub(super) fn name_run(&self, drill: &Drill) -> RunId {
        match self {
            Self::Embedded { seed, .. } => run_id::embedded(*seed, &drill.name),
            Self::Live { .. } => run_id::live(),
        }
    }

    /// What a run of a drill is given here.
    pub(super) fn brief(
        &self,
        workspace: &Workspace,
        drill: &Drill,
    ) -> Result<Brief, Box<Problem>> {
        let wanted = match self {
            Self::Embedded { .. } => None,
            Self::Live { target, .. } => Some(&*target.profile),
        };
        let profile = workspace.profile(wanted).ok_or_else(|| {
            Problem::error(
                "workspace/no-profile",
                format!(
                    "{} has no profile `{}`",
                    workspace.origin,
                    wanted.unwrap_or("any")
                ),
            )
            .hint("a profile is a file in `profiles/`; it says how a gateway shows its signals")
        })?;
        let mut drill = drill.clone();
        let run = self.name_run(&drill);
        let (environment, calendar, timing, recover, rules) = match self {
            Self::Embedded { .. } => (
                None,
                None,
                Timing::default(),
                "nothing: the platform was in memory".to_owned(),
                // The embedded platform loads exactly these, weakened or not.
                Vec::new(),
            ),
            Self::Live { path, target, .. } => {
                target::suits(path, target, &drill)?;
                if let Some(model) = target.gateway.models.get(&drill.traffic.model) {
                    drill.traffic.model.clone_from(model);
                }
                (
                    Some(target.environment.clone()),
                    target.calendar.clone(),
                    Timing::at(target, &drill),
                    format!("firedrill recover --target {}", path.display()),
                    workspace.repository_rules(),
                )
            }
        };
        let requires = profile.requires.clone();
        let prices = profile.prices.map(|prices| Prices {
            prompt: prices.prompt.of_a_million(),
            completion: prices.completion.of_a_million(),
        });
        Ok(Brief {
            run,
            drill,
            environment,
            signals: Signal::texts(&profile.signals),
            takes_back: Signal::texts(&profile.takes_back),
            requires,
            images: profile.images.clone(),
            prices,
            rules,
            control: None,
            calendar,
            timing,
            recover,
            remarks: Vec::new(),
        })
    }

    /// Makes the world.
    pub(super) async fn open(&self, workspace: &Workspace) -> Result<AnyWorld, String> {
        match self {
            Self::Embedded { seed, weaknesses } => {
                let setup = Setup::new(
                    *seed,
                    weaknesses.iter().copied().collect(),
                    workspace.rules.clone(),
                    &workspace.routing,
                )
                .map_err(|error| error.to_string())?;
                Ok(AnyWorld::Virtual(Box::new(Virtual::new(setup))))
            }
            Self::Live {
                target, settings, ..
            } => {
                let mut settings = settings.clone();
                // How answers tell of themselves is said by the profile.
                let profile = workspace.profile(Some(&target.profile));
                if let Some((gateway, profile)) = settings.gateway.as_mut().zip(profile) {
                    gateway.tells = target::tells(profile);
                }
                open_live(&settings).await
            }
        }
    }
}

/// Opens a real target.
pub(super) async fn open_live(settings: &Settings) -> Result<AnyWorld, String> {
    let live = start_live(settings).await?;
    Ok(AnyWorld::Live(Box::new(live)))
}

/// Starts the live world of a target.
pub(super) async fn start_live(settings: &Settings) -> Result<Live, String> {
    install_tls();
    Live::start(settings)
        .await
        .map_err(|error| error.to_string())
}

/// Says who encrypts.
pub(super) fn install_tls() {
    // A second call finds one installed already.
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// One of the two worlds.
pub(super) enum AnyWorld {
    Virtual(Box<Virtual>),
    Live(Box<Live>),
}

impl AnyWorld {
    /// Keeps how a run ended where whoever watches the target can read it.
    pub(super) async fn keep_end(
        &self,
        run: &RunId,
        drill: &str,
        outcome: Outcome,
    ) -> Result<(), String> {
        match self {
            Self::Virtual(_) => Ok(()),
            Self::Live(live) => {
                let passed = outcome == Outcome::Pass;
                live.keep_end(run, drill, (outcome.name(), passed)).await
            }
        }
    }
}

impl World for AnyWorld {
    fn ask(&mut self, tag: Tag, ask: Ask) {
        match self {
            Self::Virtual(world) => world.ask(tag, ask),
            Self::Live(world) => world.ask(tag, ask),
        }
    }

    async fn next(&mut self, until: At) -> (At, Incoming) {
        match self {
            Self::Virtual(world) => world.next(until).await,
            Self::Live(world) => world.next(until).await,
        }
    }
}
