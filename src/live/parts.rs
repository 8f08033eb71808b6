//! Everything that the asks of a run share.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::alertmanager::Alertmanager;
use super::client::{Chat, Purse, Question};
use super::clock::Clock;
use super::kubernetes::Kubernetes;
use super::prometheus::Prometheus;
use super::settings::{Credentials, Endpoint, Gateway, Limits, Settings};
use super::sink::Arrivals;
use super::toxiproxy::Toxiproxy;
use crate::base::Duration;
use crate::world::{Answer, Caller, Refusal};

/// Tokens that the answer to a probe may have: enough for one word.
const PROBE_TOKENS: u32 = 8;

/// Clients for every server of a target, and our place on the timeline.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) target: String,
    pub(super) environment_label: Option<String>,
    pub(super) clock: Clock,
    /// When a call to a server is given up.
    pub(super) call: Duration,
    pub(super) prometheus: Prometheus,
    pub(super) alertmanager: Alertmanager,
    pub(super) kubernetes: Option<Kubernetes>,
    pub(super) toxiproxy: Option<Toxiproxy>,
    gateway: Option<Arc<Chat>>,
    /// The gateway with the key of the caller who uses too much.
    runaway: Option<Arc<Chat>>,
    /// What the callers of the run may still use.
    pub(super) purse: Arc<Purse>,
    pub(super) arrivals: Option<Arrivals>,
    /// Whether the run was told that drills are halted.
    pub(super) told_halt: AtomicBool,
    probes: BTreeMap<String, (Chat, String)>,
}

impl Parts {
    /// Clients as the settings want them; the error says what is wrong with these.
    pub(super) fn new(
        settings: &Settings,
        clock: Clock,
        kubernetes: Option<Kubernetes>,
        arrivals: Option<Arrivals>,
    ) -> Result<Self, String> {
        let limits = &settings.limits;
        let toxiproxy = settings.toxiproxy.as_ref();
        let gateway = settings.gateway.as_ref();
        let mut probes = BTreeMap::new();
        for (name, at) in &settings.probes {
            let chat = Chat::probe(name, &at.endpoint, limits)?;
            probes.insert(name.clone(), (chat, at.model.clone()));
        }
        Ok(Self {
            target: settings.target.clone(),
            environment_label: settings.environment_label.clone(),
            clock,
            call: limits.call,
            prometheus: Prometheus::new(&settings.prometheus, limits)?,
            alertmanager: Alertmanager::new(&settings.alertmanager, limits)?,
            kubernetes,
            toxiproxy: toxiproxy
                .map(|endpoint| Toxiproxy::new(endpoint, limits))
                .transpose()?,
            gateway: gateway
                .map(|gateway| front_door(gateway, &gateway.endpoint, limits))
                .transpose()?,
            runaway: gateway
                .and_then(|gateway| Some((gateway, gateway.runaway_key.clone()?)))
                .map(|(gateway, key)| {
                    let mut endpoint = gateway.endpoint.clone();
                    endpoint.credentials = Credentials::Bearer(key);
                    front_door(gateway, &endpoint, limits)
                })
                .transpose()?,
            purse: Arc::default(),
            arrivals,
            told_halt: AtomicBool::new(false),
            probes,
        })
    }

    /// The way to the gateway of one of the drill's callers; the error says what the target lacks.
    pub(super) fn door(&self, caller: Caller) -> Result<Arc<Chat>, String> {
        let (door, lacks) = match caller {
            Caller::Ordinary | Caller::Examiner => (
                &self.gateway,
                "the target has no gateway: name its URL there",
            ),
            Caller::Runaway => (
                &self.runaway,
                "the target has no key for the caller who uses too much: name one in \
                 `gateway.runaway_key`, so that nobody else is blocked by its limits",
            ),
        };
        door.clone().ok_or_else(|| lacks.to_owned())
    }

    /// One request straight at a place.
    pub(super) async fn probe(&self, name: &str, limit: Duration) -> Result<Answer, Refusal> {
        let (chat, model) = self.probes.get(name).ok_or_else(|| Refusal::Failed {
            why: format!("the target has no probe `{name}`: name its URL and model there"),
        })?;
        let asked = self.clock.now();
        let question = Question {
            model,
            prompt: format!(
                "firedrill probe {}: answer with one word",
                Clock::wall().unix_ms()
            ),
            max_tokens: Some(PROBE_TOKENS),
            stream: false,
            uncached: true,
        };
        let outcome = chat.knock(&question, limit).await;
        Ok(Answer::Probe {
            outcome,
            took: self.clock.now().since(asked),
        })
    }
}

fn front_door(
    gateway: &Gateway,
    endpoint: &Endpoint,
    limits: &Limits,
) -> Result<Arc<Chat>, String> {
    Chat::gateway(endpoint, &gateway.tells, limits).map(Arc::new)
}
