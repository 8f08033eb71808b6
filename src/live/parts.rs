//! Everything that the asks of a run share.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::alertmanager::Alertmanager;
use super::client::{Chat, Question};
use super::clock::Clock;
use super::prometheus::Prometheus;
use super::settings::Settings;
use super::sink::Arrivals;
use super::toxiproxy::Toxiproxy;
use crate::base::Duration;
use crate::world::{Answer, Refusal};

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
    pub(super) toxiproxy: Option<Toxiproxy>,
    pub(super) gateway: Option<Arc<Chat>>,
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
            toxiproxy: toxiproxy
                .map(|endpoint| Toxiproxy::new(endpoint, limits))
                .transpose()?,
            gateway: gateway
                .map(|gateway| {
                    let served_by = gateway.served_by.as_deref();
                    Chat::gateway(&gateway.endpoint, served_by, limits).map(Arc::new)
                })
                .transpose()?,
            arrivals,
            told_halt: AtomicBool::new(false),
            probes,
        })
    }

    /// Toxiproxy, if the target has one.
    pub(super) fn toxiproxy(&self) -> Result<&Toxiproxy, Refusal> {
        self.toxiproxy.as_ref().ok_or_else(|| Refusal::Failed {
            why: no_toxiproxy(),
        })
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
        };
        let ending = chat.ask(&question, limit).await;
        Ok(Answer::Probe {
            outcome: ending.outcome,
            took: self.clock.now().since(asked),
        })
    }
}

/// Why nothing can be broken or locked.
pub(super) fn no_toxiproxy() -> String {
    "the target has no Toxiproxy: name its URL there".to_owned()
}
