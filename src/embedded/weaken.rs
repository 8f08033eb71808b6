//! Putting a weakness into rules, routing and silences.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Weakness;
use super::setup::{Setup, SetupError, first};
use super::weakness::{ALERTS, Telling};
use crate::alerts::routing::{Matcher, Routing, Silence};
use crate::alerts::rules::{AlertRule, Rule, RuleFile};
use crate::base::{At, Duration, Source};
use crate::promql;

/// How long the alert on the mitigation waits where that is the weakness.
const TOO_SLOW: Duration = Duration::from_mins(8);
/// An alert that always fires.
const MAINTENANCE: &str = "MaintenanceAnnounced";

/// Puts a weakness into the setup, as far as it is not the platform's own.
pub(super) fn apply(setup: &mut Setup, weakness: Weakness) -> Result<(), SetupError> {
    let has_alert = setup.rules.iter().any(|file| {
        file.alerts()
            .any(|(_, alert)| telling(&alert.name).is_some())
    });
    if weakness.needs_the_alert() && !has_alert {
        return Err(SetupError::NoSuchAlert(weakness));
    }
    let failed = |why: String| SetupError::Weakness(weakness, why);
    match weakness {
        Weakness::AlertNeverMatches => rewrite(setup, |_, expr| {
            format!("({expr}) and on (job) up{{job=\"llm-inference\"}}")
        })
        .map_err(failed),
        Weakness::AlreadyFiring => rewrite(setup, |telling, expr| {
            let (label, value) = telling.label;
            format!(
                "({expr}) or on () label_replace(vector(1), \"{label}\", \"{value}\", \"\", \"\")"
            )
        })
        .map_err(failed),
        Weakness::AlertTooSlow => edit(setup, &mut |_, alert| {
            alert.hold = TOO_SLOW;
            Ok(())
        })
        .map_err(failed),
        Weakness::AlertFlaps => flap(setup).map_err(failed),
        Weakness::Silenced => {
            setup.silences.extend(ALERTS.iter().map(forgotten));
            Ok(())
        }
        Weakness::Misrouted => reroute(setup, misroute).map_err(failed),
        Weakness::Inhibited => {
            let rules = announce().map_err(failed)?;
            setup.rules.push(Arc::new(rules));
            reroute(setup, inhibit).map_err(failed)
        }
        Weakness::Platform(_)
        | Weakness::TelemetryGap
        | Weakness::FaultReverted
        | Weakness::UndoFails => Ok(()),
    }
}

/// The alert on a mitigation that has this name.
fn telling(name: &str) -> Option<&'static Telling> {
    ALERTS.iter().find(|telling| telling.alert == name)
}

fn forgotten(telling: &Telling) -> Silence {
    Silence {
        id: format!("7d1a4b1e-{}-forgotten", telling.alert.to_lowercase()),
        matchers: vec![Matcher::equal("alertname", telling.alert)],
        starts: At::START - Duration::from_mins(60),
        ends: At::START + Duration::from_mins(8 * 60),
        created_by: "on-call".to_owned(),
        comment: "noise during the migration, remove afterwards".to_owned(),
    }
}

/// Changes the alerts on mitigations wherever they are.
fn edit(
    setup: &mut Setup,
    change: &mut impl FnMut(&'static Telling, &mut AlertRule) -> Result<(), String>,
) -> Result<(), String> {
    for file in &mut setup.rules {
        for group in &mut Arc::make_mut(file).groups {
            for rule in &mut Arc::make_mut(group).rules {
                if let Rule::Alert(alert) = rule
                    && let Some(telling) = telling(&alert.name)
                {
                    change(telling, alert)?;
                }
            }
        }
    }
    Ok(())
}

/// Lets the alerts fire at once, and not in every third minute.
fn flap(setup: &mut Setup) -> Result<(), String> {
    rewrite(setup, |_, expr| {
        format!("({expr}) unless on () (minute() % 3 == 2)")
    })?;
    edit(setup, &mut |_, alert| {
        alert.hold = Duration::ZERO;
        Ok(())
    })
}

/// Gives the alerts another expression.
fn rewrite(setup: &mut Setup, text: impl Fn(&Telling, &str) -> String) -> Result<(), String> {
    edit(setup, &mut |telling, alert| {
        // A comment at the end of the text would swallow what follows it.
        let text = text(telling, &alert.query.expr.to_string());
        let expr = promql::parse(&text).map_err(|error| error.to_string())?;
        alert.query.expr = Arc::new(expr);
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
    for telling in &ALERTS {
        let name = telling.astray;
        let matchers = [format!("alertname=\"{}\"", telling.alert)];
        let astray = json!({"receiver": name, "matchers": matchers});
        change_list(&mut config["route"], "routes", |routes| {
            routes.insert(0, astray);
        });
        change_list(config, "receivers", |receivers| {
            if !receivers.iter().any(|receiver| receiver["name"] == name) {
                let url = format!("http://{name}.example.com/hooks/team");
                receivers.push(json!({"name": name, "webhook_configs": [{"url": url}]}));
            }
        });
    }
}

fn inhibit(config: &mut Value) {
    let rule = json!({
        "source_matchers": [format!("alertname=\"{MAINTENANCE}\"")],
        "target_matchers": [format!("alertname=~\"{}\"", ALERTS.map(|one| one.alert).join("|"))],
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
