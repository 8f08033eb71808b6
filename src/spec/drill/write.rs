//! A drill as text, with everything that its file left out. Read again, it is the same drill.

mod fault;
mod questions;

use std::fmt::{self, Display};

use super::{
    Abort, AlertPromise, AlertRole, Drill, Expect, Recovery, ServicePromise, ServiceWindow, Traffic,
};
use crate::base::{Labels, Ratio};

impl Display for Drill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "drill: {}", self.kind)?;
        writeln!(f, "title: {}", quoted(&self.title))?;
        writeln!(f, "hypothesis: {}", quoted(&self.hypothesis))?;
        let incident = self.incident;
        writeln!(
            f,
            "incident: {{class: {}, severity: {}}}",
            incident.class, incident.severity
        )?;
        if let Some(runbook) = &self.runbook {
            writeln!(f, "runbook: {}", quoted(runbook))?;
        }
        if let Some(schedule) = &self.schedule {
            writeln!(f, "schedule: {}", quoted(&schedule.to_string()))?;
        }
        write_traffic(f, &self.traffic)?;
        if let Some(questions) = &self.questions {
            questions::write(f, questions)?;
        }
        let steady = &self.steady;
        writeln!(
            f,
            "steady: {{for: {}, success: \"{}\", p95: \"{}\"}}",
            steady.length, steady.success, steady.p95
        )?;
        fault::write(f, &self.fault)?;
        fault::write_effective(f, &self.effective)?;
        write_abort(f, self.abort.as_ref())?;
        write_expect(f, &self.expect)?;
        write_recovery(f, &self.recovery)?;
        writeln!(
            f,
            "limits: {{spend: {}, tokens: {}}}",
            self.limits.spend, self.limits.tokens
        )
    }
}

fn write_traffic(f: &mut fmt::Formatter<'_>, traffic: &Traffic) -> fmt::Result {
    write!(
        f,
        "traffic: {{model: {}, rate: {}, streaming: {}, timeout: {}, max_tokens: {}",
        quoted(&traffic.model),
        traffic.rate,
        traffic.streaming,
        traffic.timeout,
        traffic.max_tokens
    )?;
    if traffic.hot > Ratio::default() {
        let questions = traffic.hot_questions;
        write!(f, ", hot: {}, hot_questions: {questions}", traffic.hot)?;
    }
    writeln!(f, "}}")
}

fn write_recovery(f: &mut fmt::Formatter<'_>, recovery: &Recovery) -> fmt::Result {
    write!(f, "recovery: {{within: {}", recovery.within)?;
    if let Some(bound) = recovery.cache_hit_ratio {
        write!(f, ", cache_hit_ratio: \"{bound}\"")?;
    }
    writeln!(f, "}}")
}

fn write_abort(f: &mut fmt::Formatter<'_>, abort: Option<&Abort>) -> fmt::Result {
    match abort {
        None => writeln!(f, "abort: never"),
        Some(Abort { limit, length }) => writeln!(
            f,
            "abort: {{signal: {}, is: \"{}\", for: {length}}}",
            limit.signal(),
            limit.bound()
        ),
    }
}

fn write_expect(f: &mut fmt::Formatter<'_>, expect: &Expect) -> fmt::Result {
    writeln!(f, "expect:")?;
    if !expect.mitigation.is_empty() {
        writeln!(f, "  mitigation:")?;
    }
    for mitigation in &expect.mitigation {
        writeln!(
            f,
            "    - {{signal: {}, is: \"{}\", within: {}}}",
            mitigation.limit.signal(),
            mitigation.limit.bound(),
            mitigation.within
        )?;
    }
    if let Some(taken_back) = &expect.taken_back {
        let (by, within) = (quoted(&taken_back.by), taken_back.within);
        writeln!(f, "  taken_back: {{by: {by}, within: {within}}}")?;
    }
    if !expect.alerts.is_empty() {
        writeln!(f, "  alerts:")?;
    }
    for alert in &expect.alerts {
        writeln!(f, "    - {{{}}}", alert_keys(alert))?;
    }
    if !expect.service.is_empty() {
        writeln!(f, "  service:")?;
    }
    for service in &expect.service {
        writeln!(f, "    - {{{}}}", service_keys(service))?;
    }
    if let Some(other) = &expect.no_other_pages {
        writeln!(
            f,
            "  no_other_pages: {{matching: {}}}",
            mapping(&other.labels)
        )?;
    }
    Ok(())
}

fn alert_keys(promise: &AlertPromise) -> String {
    let mut keys = vec![format!("alert: {}", quoted(&promise.alert))];
    if !promise.labels.is_empty() {
        keys.push(format!("labels: {}", mapping(&promise.labels)));
    }
    match &promise.role {
        AlertRole::Backstop => keys.push("quiet_if_mitigated: true".to_owned()),
        AlertRole::Fires {
            within,
            pages,
            resolves,
        } => {
            keys.push(format!("fires: {within}"));
            keys.extend(pages.as_ref().map(|pages| {
                let receiver = quoted(&pages.receiver);
                format!("pages: {{receiver: {receiver}, within: {}}}", pages.within)
            }));
            keys.extend(resolves.map(|resolves| format!("resolves: {resolves}")));
        }
    }
    keys.join(", ")
}

fn service_keys(promise: &ServicePromise) -> String {
    let window = match promise.window {
        ServiceWindow::DuringFault => "during: fault".to_owned(),
        ServiceWindow::AfterMitigation => "after: mitigation".to_owned(),
        ServiceWindow::DuringRecovery => "during: recovery".to_owned(),
    };
    let bounds = [
        ("success", text(promise.success)),
        ("p95", text(promise.p95)),
        ("bad_seconds", text(promise.bad_seconds)),
        ("attempts_per_request", text(promise.attempts_per_request)),
        ("wrong_answers", text(promise.wrong_answers)),
        ("cost_factor", text(promise.cost_factor)),
        ("spend", text(promise.spend)),
    ];
    let mut keys = vec![window];
    keys.extend(promise.worst.map(|worst| format!("worst: {worst}")));
    let written = bounds
        .into_iter()
        .filter_map(|(key, bound)| Some(format!("{key}: \"{}\"", bound?)));
    keys.extend(written);
    keys.join(", ")
}

fn text(bound: Option<impl Display>) -> Option<String> {
    bound.map(|bound| bound.to_string())
}

fn mapping(labels: &Labels) -> String {
    let pairs: Vec<String> = labels
        .iter()
        .map(|(name, value)| format!("{}: {}", quoted(name), quoted(value)))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

/// Text as YAML reads it: bare where nothing in it could mean something else.
fn quoted(text: &str) -> String {
    let bare = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/'))
        && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
            .contains(&text.to_ascii_lowercase().as_str());
    if bare {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}
