//! Prometheus: it scrapes the platform, keeps series, evaluates rules, and answers questions.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::clock::{moment, offset, server_time};
use super::platform::{Containers, Platform};
use super::watched::Watched;
use crate::alerts::group::{AlertState, GroupOptions};
use crate::alerts::routing::AlertUpdate;
use crate::alerts::rules::RuleFile;
use crate::base::{At, Duration, Labels};
use crate::promql::{self, Options, STALE_NAN, SeriesId, Store, Value};
use crate::world::{Answer, FiringAlert, LoadedRule, Phase, Point, Refusal, Series, TargetHealth};

/// How long samples are kept; longer than a run and the windows before it.
const KEPT: Duration = Duration::from_mins(120);
/// After how many scrapes old samples are dropped.
const SWEEP_EVERY: u32 = 40;
/// How often groups without an interval of their own are evaluated.
const EVALUATED_EVERY: Duration = Duration::from_secs(15);

/// What is heard of Prometheus while it is away.
pub(super) const AWAY: &str = "Prometheus could not be reached; does it run, and is the URL right?";

/// What is scraped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Job {
    Gateway,
    Inference,
    KubeState,
}

impl Job {
    pub(super) const ALL: [Self; 3] = [Self::Gateway, Self::Inference, Self::KubeState];

    const fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Gateway => ("llm-gateway", "gateway-0:8080"),
            Self::Inference => ("llm-inference", "inference-0:8000"),
            Self::KubeState => ("kube-state-metrics", "kube-state-metrics-0:8080"),
        }
    }

    /// Which of the draws tells when within the interval it is scraped; groups have those from 2 on.
    const fn draw(self) -> u64 {
        match self {
            Self::Gateway => 0,
            Self::Inference => 1,
            Self::KubeState => u64::MAX,
        }
    }
}

/// Prometheus, with everything that it knows.
#[derive(Clone, Debug)]
pub(super) struct Prometheus {
    store: Store,
    /// The platform's series in the order of its metrics page; empty before the first scrape.
    gateway: Vec<SeriesId>,
    /// The series of the containers that ran at the last scrape, and what was deployed until then;
    /// none before the first.
    containers: Option<(u64, Vec<SeriesId>)>,
    up: [SeriesId; Job::ALL.len()],
    answers: [bool; Job::ALL.len()],
    scrapes: u32,
    scrape_interval: Duration,
    /// When the gateway cannot be scraped.
    gap: Option<(At, At)>,
    /// When it does nothing, and answers nobody.
    away: Option<(At, At)>,
    groups: Vec<Watched>,
    options: Arc<GroupOptions>,
    engine: Options,
}

impl Prometheus {
    pub(super) fn new(rules: &[Arc<RuleFile>], scrape_interval: Duration) -> Self {
        let mut store = Store::default();
        let up = Job::ALL.map(|job| {
            let (job, instance) = job.labels();
            let labels = [(Labels::NAME, "up"), ("job", job), ("instance", instance)];
            store.series(&Labels::new(labels))
        });
        let engine = Options {
            subquery_step: EVALUATED_EVERY,
            ..Options::default()
        };
        let options = Arc::new(GroupOptions {
            evaluation_interval: EVALUATED_EVERY,
            engine: engine.clone(),
            ..GroupOptions::default()
        });
        let groups = rules.iter().flat_map(|file| &file.groups);
        Self {
            store,
            gateway: Vec::new(),
            containers: None,
            up,
            answers: [false; Job::ALL.len()],
            scrapes: 0,
            scrape_interval,
            gap: None,
            away: None,
            groups: groups
                .map(|group| Watched::new(group.clone(), options.clone()))
                .collect(),
            options,
            engine,
        }
    }

    /// Adds the groups of one more file; their numbers and intervals.
    pub(super) fn load(&mut self, file: &RuleFile) -> Vec<(usize, Duration)> {
        let first = self.groups.len();
        let options = self.options.clone();
        let groups = file.groups.iter();
        self.groups
            .extend(groups.map(|group| Watched::new(group.clone(), options.clone())));
        (first..self.groups.len())
            .map(|group| (group, self.interval(group)))
            .collect()
    }

    pub(super) const fn scrape_interval(&self) -> Duration {
        self.scrape_interval
    }

    /// When within the interval each job is scraped first.
    pub(super) fn scrapes(&self, seed: u64) -> [(Job, Duration); Job::ALL.len()] {
        Job::ALL.map(|job| (job, offset(seed, job.draw(), self.scrape_interval)))
    }

    /// When within its interval each group is evaluated first.
    pub(super) fn evaluations(&self, seed: u64) -> Vec<Duration> {
        let numbered = (2_u64..).zip(&self.groups);
        numbered
            .map(|(number, group)| offset(seed, number, group.state.interval()))
            .collect()
    }

    /// How often a group is evaluated.
    pub(super) fn interval(&self, group: usize) -> Duration {
        self.groups
            .get(group)
            .map_or(EVALUATED_EVERY, |group| group.state.interval())
    }

    /// Lets no scrape of the gateway succeed between two moments.
    pub(super) const fn cut_off(&mut self, from: At, to: At) {
        self.gap = Some((from, to));
    }

    /// Lets it be away between two moments.
    pub(super) const fn lose(&mut self, from: At, to: At) {
        self.away = Some((from, to));
    }

    /// Whether it does nothing now, and answers nobody.
    pub(super) fn is_away(&self, at: At) -> bool {
        self.away.is_some_and(|(from, to)| from <= at && at < to)
    }

    /// Scrapes the containers.
    pub(super) fn scrape_containers(&mut self, at: At, containers: &Containers) {
        let at_ms = server_time(at).unix_ms();
        let job = Job::KubeState;
        self.store.append_to(self.up[job as usize], at_ms, 1.0);
        self.answers[job as usize] = true;
        let known = self.containers.as_ref().map(|(deployed, _)| *deployed);
        if known != Some(containers.deployed()) {
            self.follow_deployment(at_ms, containers);
        }
        for id in self.containers.iter().flat_map(|(_, running)| running) {
            self.store.append_to(*id, at_ms, 1.0);
        }
    }

    /// Other containers run now: what is gone ends, and what is new begins.
    fn follow_deployment(&mut self, at_ms: i64, containers: &Containers) {
        let (job, instance) = Job::KubeState.labels();
        let store = &mut self.store;
        let running = containers.series().map(|labels| {
            let labels = labels.with("job", job).with("instance", instance);
            store.series(&labels)
        });
        let running: Vec<SeriesId> = running.collect();
        let before = self.containers.take();
        for gone in before.into_iter().flat_map(|(_, before)| before) {
            if !running.contains(&gone) {
                self.store.append_to(gone, at_ms, STALE_NAN);
            }
        }
        self.containers = Some((containers.deployed(), running));
    }

    /// Scrapes what serves.
    pub(super) fn scrape(&mut self, at: At, job: Job, platform: &Platform) {
        let at_ms = server_time(at).unix_ms();
        let cut = self.gap.is_some_and(|(from, to)| from <= at && at < to);
        let answers = job == Job::Inference || !cut;
        let value = if answers { 1.0 } else { 0.0 };
        self.store.append_to(self.up[job as usize], at_ms, value);
        let answered = std::mem::replace(&mut self.answers[job as usize], answers);
        if job == Job::Inference {
            return;
        }
        if answers {
            self.read(at_ms, platform);
        } else if answered {
            for id in &self.gateway {
                self.store.append_to(*id, at_ms, STALE_NAN);
            }
        }
        self.scrapes += 1;
        if self.scrapes.is_multiple_of(SWEEP_EVERY) {
            let before = server_time(at - KEPT).unix_ms();
            self.store.forget_before(before);
        }
    }

    fn read(&mut self, at_ms: i64, platform: &Platform) {
        let store = &mut self.store;
        if self.gateway.is_empty() {
            let (job, instance) = Job::Gateway.labels();
            let gateway = &mut self.gateway;
            platform.scrape(&mut |labels, _| {
                let labels = labels.with("job", job).with("instance", instance);
                gateway.push(store.series(&labels));
            });
        }
        let mut ids = self.gateway.iter();
        platform.scrape(&mut |_, value| {
            if let Some(id) = ids.next() {
                store.append_to(*id, at_ms, value);
            }
        });
    }

    /// Evaluates a group; what is posted to Alertmanager.
    pub(super) fn evaluate(&mut self, at: At, group: usize) -> Vec<AlertUpdate> {
        let Some(group) = self.groups.get_mut(group) else {
            return Vec::new();
        };
        let at_ms = server_time(at).unix_ms();
        let sent = group.evaluate(at_ms, &mut self.store);
        let updates = sent.into_iter().map(|alert| AlertUpdate {
            labels: alert.labels,
            annotations: alert.annotations,
            starts_at: moment(alert.starts_at_ms),
            ends_at: Some(moment(alert.ends_at_ms)),
        });
        updates.collect()
    }

    pub(super) fn alerts(&self) -> Vec<FiringAlert> {
        let active = self.groups.iter().flat_map(|group| group.state.active());
        active
            .map(|alert| FiringAlert {
                labels: alert.labels,
                phase: match alert.state {
                    AlertState::Pending => Phase::Pending,
                    AlertState::Firing => Phase::Firing,
                },
                active_at: server_time(moment(alert.active_at_ms)),
            })
            .collect()
    }

    pub(super) fn rules(&self) -> Vec<LoadedRule> {
        self.groups.iter().flat_map(Watched::rules).collect()
    }

    pub(super) fn targets(&self) -> Vec<TargetHealth> {
        let jobs = Job::ALL.into_iter().zip(self.answers);
        jobs.map(|(job, up)| {
            let (job, instance) = job.labels();
            TargetHealth {
                job: job.to_owned(),
                instance: instance.to_owned(),
                up,
            }
        })
        .collect()
    }

    /// The metrics of which there are or were series.
    pub(super) fn metrics(&self) -> BTreeSet<String> {
        let labels = self.store.labels();
        labels.map(|labels| labels.metric().to_owned()).collect()
    }

    /// How many series an expression gives now.
    pub(super) fn count(&self, at: At, text: &str) -> Result<usize, String> {
        Ok(match self.value(at, text)? {
            Value::Scalar(_) | Value::String(_) => 1,
            Value::Vector(samples) => samples.len(),
            Value::Matrix(series) => series.len(),
        })
    }

    /// The labels of the series that a selector selects now.
    pub(super) fn selected(&self, at: At, selector: &str) -> Result<Vec<Labels>, String> {
        Ok(match self.value(at, selector)? {
            Value::Vector(samples) => samples.into_iter().map(|sample| sample.labels).collect(),
            Value::Scalar(_) | Value::String(_) | Value::Matrix(_) => Vec::new(),
        })
    }

    fn value(&self, at: At, text: &str) -> Result<Value, String> {
        let expr = promql::parse(text).map_err(|error| refused(text, &error))?;
        let at_ms = server_time(at).unix_ms();
        promql::evaluate(&expr, &self.store, at_ms, &self.engine)
            .map_err(|error| refused(text, &error))
    }

    /// Answers a range query.
    pub(super) fn range(
        &self,
        text: &str,
        (from_ms, to_ms): (i64, i64),
        step: Duration,
    ) -> Result<Answer, Refusal> {
        let failed = |why: String| Refusal::Failed { why };
        let expr = promql::parse(text).map_err(|error| failed(refused(text, &error)))?;
        let step_ms = i64::try_from(step.ms()).unwrap_or(i64::MAX);
        let series =
            promql::evaluate_range(&expr, &self.store, from_ms, to_ms, step_ms, &self.engine)
                .map_err(|error| failed(refused(text, &error)))?;
        let series = series.into_iter().map(|series| Series {
            labels: series.labels,
            points: series
                .points
                .into_iter()
                .map(|(at_ms, value)| Point {
                    at: server_time(moment(at_ms)),
                    value,
                })
                .collect(),
        });
        Ok(Answer::Series {
            series: series.collect(),
        })
    }
}

fn refused(text: &str, error: &impl std::fmt::Display) -> String {
    format!("Prometheus cannot evaluate `{text}`: {error}")
}
