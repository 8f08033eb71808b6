//! Putting a weakness into rules, routing and silences.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Weakness;
use super::setup::{Setup, SetupError, first};
use super::weakness::ALERT;
use crate::alerts::routing::{Matcher, Routing, Silence};
use crate::alerts::rules::{AlertRule, Rule, RuleFile};
use crate::base::{At, Duration, Source};
use crate::promql;

/// How long `FallbackServing` waits where that is the weakness.
const TOO_SLOW: Duration = Duration::from_mins(8);
/// The receiver to which `FallbackServing` is misrouted.
const CHAT: &str = "team-chat";
/// An alert that always fires.
const MAINTENANCE: &str = "MaintenanceAnnounced";

/// Puts a weakness into the setup, as far as it is not the platform's own.
pub(super) fn apply(setup: &mut Setup, weakness: Weakness) -> Result<(), SetupError> {
    let has_alert = setup
        .rules
        .iter()
        .any(|file| file.alerts().any(|(_, alert)| *alert.name == *ALERT));
    if weakness.needs_the_alert() && !has_alert {
        return Err(SetupError::NoSuchAlert(weakness));
    }
    let failed = |why: String| SetupError::Weakness(weakness, why);
    match weakness {
        Weakness::AlertNeverMatches => rewrite(setup, |expr| {
            format!("({expr}) and on (job) up{{job=\"llm-inference\"}}")
        })
        .map_err(failed),
        Weakness::AlreadyFiring => rewrite(setup, |expr| {
            format!(
                "({expr}) or on () label_replace(vector(1), \"provider\", \"primary\", \"\", \"\")"
            )
        })
        .map_err(failed),
        Weakness::AlertTooSlow => edit(setup, &mut |alert| {
            alert.hold = TOO_SLOW;
            Ok(())
        })
        .map_err(failed),
        Weakness::Silenced => {
            setup.silences.push(forgotten());
            Ok(())
        }
        Weakness::Misrouted => reroute(setup, misroute).map_err(failed),
        Weakness::Inhibited => {
            let rules = announce().map_err(failed)?;
            setup.rules.push(Arc::new(rules));
            reroute(setup, inhibit).map_err(failed)
        }
        Weakness::NoFallback
        | Weakness::SlowFallback
        | Weakness::NoTimeout
        | Weakness::RetryStorm
        | Weakness::NoGate
        | Weakness::GateOnlyWarns
        | Weakness::GateWithoutTraffic
        | Weakness::GateTooSlow
        | Weakness::GitopsTakesBack
        | Weakness::PersonTakesBack
        | Weakness::QuotaAboveBudget
        | Weakness::QuotaCountsLate
        | Weakness::FallbackOutsideQuota
        | Weakness::BudgetBlocksHealthy
        | Weakness::RunawayStarvesOthers
        | Weakness::CacheStoreHangs
        | Weakness::Stampede
        | Weakness::CacheWrongAnswers
        | Weakness::HealthyFallbackBlamed
        | Weakness::Status429
        | Weakness::StuckGauge
        | Weakness::CounterBornLate
        | Weakness::MetricRenamed
        | Weakness::SameAccount
        | Weakness::NameDoesNotResolve
        | Weakness::PodsRestart
        | Weakness::TelemetryGap
        | Weakness::FaultReverted
        | Weakness::UndoFails => Ok(()),
    }
}

fn forgotten() -> Silence {
    Silence {
        id: "7d1a4b1e-forgotten".to_owned(),
        matchers: vec![Matcher::equal("alertname", ALERT)],
        starts: At::START - Duration::from_mins(60),
        ends: At::START + Duration::from_mins(8 * 60),
        created_by: "on-call".to_owned(),
        comment: "noise during the migration, remove afterwards".to_owned(),
    }
}

/// Changes the alert wherever it is.
fn edit(
    setup: &mut Setup,
    change: &mut impl FnMut(&mut AlertRule) -> Result<(), String>,
) -> Result<(), String> {
    for file in &mut setup.rules {
        for group in &mut Arc::make_mut(file).groups {
            for rule in &mut Arc::make_mut(group).rules {
                match rule {
                    Rule::Alert(alert) if *alert.name == *ALERT => change(alert)?,
                    Rule::Alert(_) | Rule::Record(_) => {}
                }
            }
        }
    }
    Ok(())
}

/// Gives the alert another expression.
fn rewrite(setup: &mut Setup, text: impl Fn(&str) -> String) -> Result<(), String> {
    edit(setup, &mut |alert| {
        // A comment at the end of the text would swallow what follows it.
        let text = text(&alert.query.expr.to_string());
        alert.query.expr = promql::parse(&text).map_err(|error| error.to_string())?;
        alert.query.text = text;
        Ok(())
    })
}

/// Gives Alertmanager another configuration: what it says it has loaded is what it does.
fn reroute(setup: &mut Setup, change: impl Fn(&mut Value)) -> Result<(), String> {
    let mut config: Value =
        serde_yaml::from_str(&setup.routing_text).map_err(|error| error.to_string())?;
    change(&mut config);
    let text = serde_yaml::to_string(&config).map_err(|error| error.to_string())?;
    let source = Source::new("alertmanager.yaml", text);
    let routing = Routing::parse(&source).map_err(|problems| first(&problems).to_owned())?;
    setup.routing = Arc::new(routing);
    setup.routing_text = source.text;
    Ok(())
}

fn misroute(config: &mut Value) {
    let chat = json!({"receiver": CHAT, "matchers": [format!("alertname=\"{ALERT}\"")]});
    change_list(&mut config["route"], "routes", |routes| {
        routes.insert(0, chat);
    });
    change_list(config, "receivers", |receivers| {
        if !receivers.iter().any(|receiver| receiver["name"] == CHAT) {
            let url = "http://chat.example.com/hooks/team";
            receivers.push(json!({"name": CHAT, "webhook_configs": [{"url": url}]}));
        }
    });
}

fn inhibit(config: &mut Value) {
    let rule = json!({
        "source_matchers": [format!("alertname=\"{MAINTENANCE}\"")],
        "target_matchers": [format!("alertname=\"{ALERT}\"")],
    });
    change_list(config, "inhibit_rules", |rules| rules.push(rule));
}

/// Changes the list under this key; it is empty if there is none.
fn change_list(value: &mut Value, key: &str, change: impl FnOnce(&mut Vec<Value>)) {
    let mut list = match value[key].take() {
        Value::Array(list) => list,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Vec::new()
        }
    };
    change(&mut list);
    value[key] = Value::Array(list);
}

/// A rule whose alert always fires.
fn announce() -> Result<RuleFile, String> {
    let text = format!(
        "groups:\n- name: maintenance\n  rules:\n  - alert: {MAINTENANCE}\n    expr: vector(1)\n    \
         labels: {{severity: info}}\n"
    );
    RuleFile::parse(&Source::new("maintenance.yaml", text))
        .map_err(|problems| first(&problems).to_owned())
}
