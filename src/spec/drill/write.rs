//! A drill as text, with everything that its file left out. Read again, it is the same drill.

use std::fmt::{self, Display};

use super::{
    Abort, AlertPromise, AlertRole, Drill, Expect, Failure, ServicePromise, ServiceWindow, Shows,
    Via,
};
use crate::base::Labels;

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
            writeln!(f, "schedule: {}", quoted(schedule))?;
        }
        let traffic = &self.traffic;
        writeln!(
            f,
            "traffic: {{model: {}, rate: {}, streaming: {}, timeout: {}, max_tokens: {}}}",
            quoted(&traffic.model),
            traffic.rate,
            traffic.streaming,
            traffic.timeout,
            traffic.max_tokens
        )?;
        let steady = &self.steady;
        writeln!(
            f,
            "steady: {{for: {}, success: \"{}\", p95: \"{}\"}}",
            steady.length, steady.success, steady.p95
        )?;
        write_fault(f, self)?;
        write_abort(f, self.abort.as_ref())?;
        write_expect(f, &self.expect)?;
        writeln!(f, "recovery: {{within: {}}}", self.recovery.within)?;
        writeln!(
            f,
            "limits: {{spend: {}, tokens: {}}}",
            self.limits.spend, self.limits.tokens
        )
    }
}

fn write_fault(f: &mut fmt::Formatter<'_>, drill: &Drill) -> fmt::Result {
    let Via::Toxiproxy { proxy, failure } = &drill.fault.via else {
        return Ok(());
    };
    let failure = match failure {
        Failure::Hang => "hang".to_owned(),
        Failure::Refuse => "refuse".to_owned(),
        Failure::Reset => "reset".to_owned(),
        Failure::Slow { latency } => format!("slow, latency: {latency}"),
        Failure::CutStream { after_bytes } => format!("cut-stream, after: {after_bytes}"),
        Failure::Reroute { to } => format!("reroute, to: {}", quoted(to)),
    };
    writeln!(
        f,
        "fault: {{via: toxiproxy, proxy: {}, failure: {failure}, hold: {}}}",
        quoted(proxy),
        drill.fault.hold
    )?;
    let within = drill.effective.within;
    match &drill.effective.shows {
        Shows::Probe { probe, fails } => writeln!(
            f,
            "effective: {{probe: {}, fails: \"{fails}\", within: {within}}}",
            quoted(probe)
        ),
        Shows::Signal { limit } => writeln!(
            f,
            "effective: {{signal: {}, is: \"{}\", within: {within}}}",
            limit.signal(),
            limit.bound()
        ),
    }
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
    let keys = [
        Some(window),
        promise.success.map(|bound| format!("success: \"{bound}\"")),
        promise.p95.map(|bound| format!("p95: \"{bound}\"")),
        promise
            .bad_seconds
            .map(|bound| format!("bad_seconds: \"{bound}\"")),
        promise
            .attempts_per_request
            .map(|bound| format!("attempts_per_request: \"{bound}\"")),
    ];
    let written: Vec<String> = keys.into_iter().flatten().collect();
    written.join(", ")
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
