//! What a stage writes for its servers and for the drill.

use std::net::Ipv4Addr;
use std::path::Path;

use regex::Regex;

use super::files::{shipped, write};
use super::kubectl::Namespaces;
use super::pace::{Pace, with_hold};
use super::ports;
use super::setup::Setup;

/// What the platform, and the target, are called.
const ENVIRONMENT: &str = "drill-stage";

/// The shipped files of alert rules.
pub(super) const ALERTS: [&str; 6] = [
    "cache",
    "cost",
    "detection",
    "provider",
    "quality",
    "service",
];

/// Where each server listens, all of them but a platform in a cluster on 127.0.0.1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ports {
    /// Where the gateway, the primary and the secondary are.
    pub(super) hosts: [Ipv4Addr; 3],
    /// The primary's own pod, which is what policies know.
    pub(super) primary_pod: Ipv4Addr,
    pub(super) gateway: u16,
    pub(super) primary: u16,
    pub(super) secondary: u16,
    /// The primary in a bad version of its model.
    pub(super) primary_bad: u16,
    /// The cache's store, and the proxy before it.
    pub(super) store: u16,
    pub(super) to_store: u16,
    pub(super) toxiproxy: u16,
    /// The proxies between the gateway and its providers.
    pub(super) to_primary: u16,
    pub(super) to_secondary: u16,
    pub(super) prometheus: u16,
    pub(super) alertmanager: u16,
    pub(super) sink: u16,
    pub(super) tap: u16,
}

impl Ports {
    pub(super) fn free() -> Self {
        Self {
            hosts: [Ipv4Addr::LOCALHOST; 3],
            primary_pod: Ipv4Addr::LOCALHOST,
            gateway: ports::free(),
            primary: ports::free(),
            secondary: ports::free(),
            primary_bad: ports::free(),
            store: ports::free(),
            to_store: ports::free(),
            toxiproxy: ports::free(),
            to_primary: ports::free(),
            to_secondary: ports::free(),
            prometheus: ports::free(),
            alertmanager: ports::free(),
            sink: ports::free(),
            tap: ports::free(),
        }
    }
}

/// Writes everything into a folder: `drills/`, `target.yaml`, and the servers' own files.
pub(super) fn write_all(folder: &Path, ports: &Ports, setup: &Setup, cluster: Option<&Namespaces>) {
    let pace = Pace::new(setup.factor);
    let drills = folder.join("drills");
    for name in ALERTS {
        let file = format!("alerts/{name}.yaml");
        let rules = pace.rules(&shipped(&format!("drills/{file}")));
        write(&drills.join(file), &rules);
    }
    let profile = "profiles/reference.yaml";
    let text = pace.profile(&shipped(&format!("drills/{profile}")));
    write(&drills.join(profile), &text);
    let file = format!("{}.yaml", setup.drill);
    let drill = pace.drill(&shipped(&format!("drills/{file}")));
    let drill = match setup.hold {
        Some(hold) => with_hold(&drill, hold),
        None => drill,
    };
    let drill = match setup.fault {
        Some(fault) => with_fault(&drill, fault, ports),
        None => drill,
    };
    let drill = match cluster {
        Some(namespaces) => in_a_cluster(&drill, &namespaces.changed),
        None => without_a_cluster(&drill, ports),
    };
    write(&drills.join(file), &drill);
    write(&folder.join("key"), "firedrill");
    write(&folder.join("runaway-key"), "firedrill-runaway");
    let routes = pace.routes(&shipped("drills/alertmanager.yaml"), ports.sink, ports.tap);
    write(&drills.join("alertmanager.yaml"), &routes);
    write(
        &folder.join("target.yaml"),
        &target(folder, ports, pace, cluster),
    );
    write(
        &folder.join("prometheus.yml"),
        &prometheus(folder, ports, pace),
    );
    let loaded = if setup.misrouted {
        misroute(&routes)
    } else {
        routes
    };
    write(&folder.join("alertmanager.yml"), &loaded);
}

/// The same drill with another fault, and what callers see of it. `PRIMARY` is the
/// primary's pod.
pub(super) fn with_fault(drill: &str, (fault, effective): (&str, &str), ports: &Ports) -> String {
    let primary = ports.primary_pod.to_string();
    let fault = fault.replace("PRIMARY", &primary);
    let lines = drill.lines().map(|line| match line.split_once(':') {
        Some(("fault", _)) => format!("fault: {fault}"),
        Some(("effective", _)) => format!("effective: {effective}"),
        _ => line.to_owned(),
    });
    lines.map(|line| line + "\n").collect()
}

/// The same drill where there is no cluster: a bad version is what the primary's proxy leads to.
fn without_a_cluster(drill: &str, ports: &Ports) -> String {
    let setting = "via: config-map, namespace: ai, name: llm-gateway, key: chat_model, \
                   value: chat-v2-bad";
    let proxy = format!(
        "via: toxiproxy, proxy: provider-primary, failure: reroute, to: \"127.0.0.1:{}\"",
        ports.primary_bad
    );
    drill.replace(setting, &proxy)
}

/// The same drill in a namespace of the test's own. At ten times the pace a pod starts no faster, and
/// has no more of the machine, which it shares with whatever other tests start: it is sent fewer
/// requests, and may answer later.
pub(super) fn in_a_cluster(drill: &str, namespace: &str) -> String {
    let object = Regex::new(r"namespace: ai(, name: |, deployment: |\n  deployment: )").unwrap();
    // What Toxiproxy does is in no namespace.
    let is_object = !drill.contains("via: toxiproxy");
    assert_eq!(object.is_match(drill), is_object, "{drill}");
    let drill = object.replace(drill, format!("namespace: {namespace}$1"));
    let effective = Regex::new(r"(?m)^(effective: .*within): \w+").unwrap();
    assert!(effective.is_match(&drill), "{drill}");
    let drill = effective.replace(&drill, "$1: 25s");
    assert!(drill.contains("rate: 100/s"), "{drill}");
    drill
        .replace("rate: 100/s", "rate: 40/s")
        .replace(
            "success: \">= 99%\", p95: \"<= 400ms\"",
            "success: \">= 97%\", p95: \"<= 900ms\"",
        )
        .replace("<= 300ms", "<= 900ms")
}

/// Somebody sends what is for on-call to the team's chat, and what is for the chat to the tickets.
fn misroute(routes: &str) -> String {
    let led = |routes: &str, severity: &str, from: &str, to: &str| {
        let right = format!("- matchers: [severity{severity}]\n      receiver: {from}");
        assert!(routes.contains(&right), "{routes}");
        routes.replace(&right, &right.replace(from, to))
    };
    let routes = led(routes, "=\"sev3\"", "team-chat", "ticket-queue");
    led(&routes, "=~\"sev1|sev2\"", "ai-oncall", "team-chat")
}

fn prometheus(folder: &Path, ports: &Ports, pace: Pace) -> String {
    let (alerts, every) = (folder.join("drills/alerts"), pace.interval(15_000));
    let (gateway, secondary, alertmanager) = (ports.gateway, ports.secondary, ports.alertmanager);
    let [at_gateway, _, at_secondary] = ports.hosts;
    format!(
        r#"global:
  scrape_interval: {every}
  scrape_timeout: 1s
  evaluation_interval: {every}
  external_labels: {{environment: {ENVIRONMENT}}}
rule_files: ["{}/*.yaml"]
alerting:
  alertmanagers:
    - static_configs: [{{targets: ["127.0.0.1:{alertmanager}"]}}]
scrape_configs:
  - job_name: llm-gateway
    static_configs: [{{targets: ["{at_gateway}:{gateway}"]}}]
  - job_name: kube-state-metrics
    metrics_path: /kube/metrics
    static_configs: [{{targets: ["{at_gateway}:{gateway}"]}}]
  - job_name: llm-inference
    static_configs: [{{targets: ["{at_secondary}:{secondary}"]}}]
"#,
        alerts.display()
    )
}

fn target(folder: &Path, ports: &Ports, pace: Pace, cluster: Option<&Namespaces>) -> String {
    let folder = folder.display();
    let keeper = match cluster {
        Some(Namespaces { lock, changed }) => {
            format!("kubernetes: {{namespace: {lock}, namespaces: [{changed}]}}")
        }
        None => format!(
            "toxiproxy: {{url: \"http://127.0.0.1:{}\"}}",
            ports.toxiproxy
        ),
    };
    let [host, at_primary, _] = ports.hosts;
    // Without a proxy the primary is asked where it is.
    let primary = match cluster {
        Some(_) => format!("{at_primary}:{}", ports.primary),
        None => format!("127.0.0.1:{}", ports.to_primary),
    };
    let Ports {
        gateway,
        prometheus,
        alertmanager,
        sink,
        ..
    } = ports;
    let (call, poll) = if pace.is_as_shipped() {
        ("5s".to_owned(), "5s".to_owned())
    } else {
        ("1s".to_owned(), pace.length(5_000))
    };
    let lease = if pace.is_as_shipped() { "15s" } else { "4s" };
    format!(
        r#"environment: {ENVIRONMENT}
prometheus: {{url: "http://127.0.0.1:{prometheus}"}}
alertmanager: {{url: "http://127.0.0.1:{alertmanager}"}}
{keeper}
gateway:
  url: "http://{host}:{gateway}"
  key: {{file: "{folder}/key"}}
  runaway_key: {{file: "{folder}/runaway-key"}}
sink: {{listen: "127.0.0.1:{sink}", path: /}}
probes:
  provider-primary: {{url: "http://{primary}", model: chat}}
profile: reference
timing: {{call: {call}, poll: {poll}, lease: {lease}}}
"#
    )
}
