//! Real servers around the stand-in platform, for one test.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use second_client::client::Client;
use second_client::proxy::ProxyPack;
use serde_json::{Value, json};

use super::config::{Ports, write_all};
use super::files::{new_folder, write};
use super::http::{get, post, query, text};
use super::in_cluster::InCluster;
use super::kubectl::Namespaces;
use super::pace::Pace;
use super::process::{Process, Signal};
use super::programs::{Programs, programs};
use super::runner::{Finished, KUBECONFIG, Runner};
use super::setup::Setup;
use super::tap::{Notified, Tap};
use super::wait::{until, until_told};
use super::watcher::Watcher;

/// How long a server may take to be ready.
const READY: Duration = Duration::from_secs(20);
/// How long the platform may take until it is measured and nothing is wrong with it.
const CALM: Duration = Duration::from_secs(90);

/// Where the platform is; it ends with this.
enum Platform {
    Here(#[expect(dead_code, reason = "it ends with this")] Process),
    InCluster(Box<InCluster>),
}

/// The servers; they end with this.
pub(crate) struct Stage {
    folder: PathBuf,
    drill: &'static str,
    firing: Option<&'static str>,
    ports: Ports,
    tap: Tap,
    runs: u32,
    pace: Pace,
    // In the order in which they end.
    _prometheus: Process,
    alertmanager: Process,
    platform: Platform,
    toxiproxy: Process,
    _store: Process,
}

impl Stage {
    /// Starts every server and waits until the platform is measured and nothing is wrong with it;
    /// none if a server is not installed.
    pub(crate) fn start(setup: &Setup) -> Option<Self> {
        let programs = programs()?;
        let folder = new_folder(setup.name);
        let pace = Pace::new(setup.factor);
        let cluster = if setup.in_cluster {
            Some(Box::new(InCluster::start(&folder, pace, setup)?))
        } else {
            None
        };
        let ports = cluster
            .as_ref()
            .map_or_else(Ports::free, |cluster| cluster.ports());
        let namespaces = cluster.as_ref().map(|cluster| &cluster.namespaces);
        write_all(&folder, &ports, setup, namespaces);
        let tap = Tap::open(ports.tap);
        // The proxies stand before anybody goes through them.
        let store = start_store(&programs, &ports);
        let toxiproxy = start_toxiproxy(&programs, &ports);
        let platform = match cluster {
            Some(cluster) => Platform::InCluster(cluster),
            None => Platform::Here(start_platform(&programs, &ports, pace, setup.weakness)),
        };
        let alertmanager = start_alertmanager(&programs, &ports, &folder);
        let prometheus = start_prometheus(&programs, &ports, &folder);
        let stage = Self {
            folder,
            drill: setup.drill,
            firing: setup.firing,
            ports,
            tap,
            runs: 0,
            pace,
            _prometheus: prometheus,
            alertmanager,
            platform,
            toxiproxy,
            _store: store,
        };
        stage.calm();
        Some(stage)
    }

    /// Waits until the platform is measured and no alert is pending or firing but the one that
    /// always is.
    #[track_caller]
    pub(crate) fn calm(&self) {
        // Four scrapes at any pace: a rate needs two.
        let measured = format!(
            "sum(rate(llm_requests_total[{}]))",
            self.pace.length(60_000)
        );
        if let Platform::InCluster(cluster) = &self.platform {
            cluster.rolled_out();
        }
        until_told("the platform is measured and calm", CALM, || {
            if self.value(&measured).is_none_or(|rate| rate <= 0.0) {
                return Err(format!("{measured} is not above 0"));
            }
            if !self.breakers_are_closed() {
                return Err("a breaker is open".into());
            }
            let alerts = get(&self.prometheus("/api/v1/alerts"))?;
            let active = alerts["data"]["alerts"].as_array().unwrap();
            let is_expected = |alert: &Value| {
                let firing = alert["state"] == "firing";
                firing
                    && self
                        .firing
                        .is_some_and(|name| alert["labels"]["alertname"] == name)
            };
            let others = active.iter().find(|alert| !is_expected(alert));
            match (self.firing, others) {
                (_, Some(alert)) => Err(format!("an alert is active: {alert}")),
                (Some(name), None) if active.is_empty() => Err(format!("{name} does not fire")),
                _ => Ok(()),
            }
        });
    }

    /// Waits until a provider that does not answer is not asked any more; at once where another thing is
    /// broken.
    #[track_caller]
    pub(crate) fn mitigated(&self) {
        if self.drill == "provider-blackhole" {
            until("a breaker opens", READY, || {
                (!self.breakers_are_closed()).then_some(())
            });
        }
    }

    fn breakers_are_closed(&self) -> bool {
        self.value("max(llm_circuit_breaker_open)")
            .is_some_and(|open| open < 0.5)
    }

    /// A page of Prometheus'.
    pub(crate) fn prometheus(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.ports.prometheus)
    }

    /// A page of Alertmanager's.
    pub(crate) fn alertmanager(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.ports.alertmanager)
    }

    /// A page of Toxiproxy's.
    pub(crate) fn toxiproxy_page(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.ports.toxiproxy)
    }

    /// The first value of an expression now, as Prometheus says.
    pub(crate) fn value(&self, expression: &str) -> Option<f64> {
        let answer = query(&self.prometheus("/api/v1/query"), &[("query", expression)]).ok()?;
        answer["data"]["result"][0]["value"][1]
            .as_str()?
            .parse()
            .ok()
    }

    /// Toxiproxy, as an independent client sees it. It waits by blocking.
    pub(crate) fn toxiproxy(&self) -> Client {
        Client::new(("127.0.0.1", self.ports.toxiproxy))
    }

    /// Every alert that was notified.
    pub(crate) fn notified(&self) -> Vec<Notified> {
        self.tap.notified()
    }

    /// Sets a silence on an alert for the rest of the test.
    pub(crate) fn silence(&self, alert: &str) {
        let status = get(&self.alertmanager("/api/v2/status")).unwrap();
        let starts = status["uptime"].as_str().unwrap();
        let silence = json!({
            "matchers": [{"name": "alertname", "value": alert, "isRegex": false, "isEqual": true}],
            "startsAt": starts,
            "endsAt": "2100-01-01T00:00:00Z",
            "createdBy": "a colleague",
            "comment": "too loud",
        });
        let set = post(&self.alertmanager("/api/v2/silences"), &silence).unwrap();
        assert!(set["silenceID"].is_string(), "{set}");
    }

    /// Keeps Alertmanager from answering, until it is let go.
    pub(crate) fn freeze_alertmanager(&mut self) {
        self.alertmanager.signal(Signal::Stop);
    }

    /// Lets Alertmanager go on.
    pub(crate) fn thaw_alertmanager(&mut self) {
        self.alertmanager.signal(Signal::Continue);
    }

    /// Keeps whoever keeps places and receipts from answering the runner, until it is let go: the API
    /// server, or Toxiproxy, which then passes nothing on either.
    pub(crate) fn freeze_keeper(&mut self) {
        match &self.platform {
            Platform::InCluster(cluster) => cluster.api_server.shut(true),
            Platform::Here(_) => self.toxiproxy.signal(Signal::Stop),
        }
    }

    /// Lets it go on.
    pub(crate) fn thaw_keeper(&mut self) {
        match &self.platform {
            Platform::InCluster(cluster) => cluster.api_server.shut(false),
            Platform::Here(_) => self.toxiproxy.signal(Signal::Continue),
        }
    }

    /// The cluster that the platform is in.
    #[track_caller]
    pub(crate) fn cluster(&self) -> &Namespaces {
        match &self.platform {
            Platform::InCluster(cluster) => &cluster.namespaces,
            Platform::Here(_) => panic!("the platform is not in a cluster"),
        }
    }

    /// Starts the drill.
    pub(crate) fn drill(&mut self) -> Runner {
        self.runs += 1;
        Runner::start(&self.folder, self.drill, self.runs)
    }

    /// Puts back what was left, and waits for the end of that.
    pub(crate) fn recover(&self) -> Finished {
        super::runner::with_target(&self.folder, "recover", &[])
    }

    /// Has somebody watch who puts back what runs leave.
    pub(crate) fn watch(&self) -> Watcher {
        Watcher::start(&self.folder)
    }

    /// Halts all drills, or lets them run again.
    pub(crate) fn halt(&self, arguments: &[&str]) -> Finished {
        super::runner::with_target(&self.folder, "halt", arguments)
    }

    /// Starts the drill as somebody else in the cluster: with the token of this service account.
    pub(crate) fn drill_as(&mut self, account: &str) -> Runner {
        let token = self.cluster().kubectl(&["create", "token", account]);
        let ours = std::fs::read_to_string(self.folder.join(KUBECONFIG)).unwrap();
        let mut config: Value = serde_json::from_str(&ours).unwrap();
        config["users"][0]["user"] = json!({ "token": token.trim() });
        let path = self.folder.join("kubeconfig-of-another");
        write(&path, &config.to_string());
        self.runs += 1;
        Runner::with(&self.folder, (self.drill, self.runs), |command| {
            command.env("KUBECONFIG", path);
        })
    }

    /// Whether one of the proxies, or of the objects in the cluster, is not as it is at rest.
    pub(crate) fn is_broken(&self) -> bool {
        if let Platform::InCluster(cluster) = &self.platform {
            return cluster.is_changed();
        }
        let now = self.proxies();
        let at_rest = self.proxies_at_rest();
        at_rest.iter().any(|proxy| !now.contains(proxy))
    }

    /// Fails unless everything is as it was.
    #[track_caller]
    pub(crate) fn nothing_is_left(&self, when: &str) {
        if let Platform::InCluster(cluster) = &self.platform {
            return cluster.nothing_is_left(when);
        }
        assert_eq!(self.proxies(), self.proxies_at_rest(), "{when}");
    }

    /// What Toxiproxy holds now, by name.
    fn proxies(&self) -> Vec<Value> {
        let proxies = self.toxiproxy().all().unwrap();
        let mut proxies: Vec<Value> = proxies
            .values()
            .map(|proxy| serde_json::to_value(&proxy.proxy_pack).unwrap())
            .collect();
        proxies.sort_by_key(|proxy| proxy["name"].to_string());
        proxies
    }

    /// Three proxies, enabled, without toxics, and no other; each leads to its server.
    fn proxies_at_rest(&self) -> Vec<Value> {
        let ports = &self.ports;
        let at = |port: u16| format!("127.0.0.1:{port}");
        let at_rest = |name: &str, listen: u16, upstream: u16| {
            json!({
                "name": name,
                "listen": at(listen),
                "upstream": at(upstream),
                "enabled": true,
                "toxics": [],
            })
        };
        vec![
            at_rest("cache-store", ports.to_store, ports.store),
            at_rest("provider-primary", ports.to_primary, ports.primary),
            at_rest("provider-secondary", ports.to_secondary, ports.secondary),
        ]
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // What a failed test wrote is evidence.
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn start_store(programs: &Programs, ports: &Ports) -> Process {
    let mut command = Command::new(&programs.redis);
    command
        .args(["--port", &ports.store.to_string(), "--bind", "127.0.0.1"])
        // Nothing is written to disk.
        .args(["--save", "", "--appendonly", "no"]);
    let server = Process::start("Redis", &mut command);
    let at = ("127.0.0.1", ports.store);
    until("Redis is ready", READY, || {
        std::net::TcpStream::connect(at).ok()
    });
    server
}

fn start_toxiproxy(programs: &Programs, ports: &Ports) -> Process {
    let port = ports.toxiproxy.to_string();
    let mut command = Command::new(&programs.toxiproxy);
    // It tells of every connection otherwise.
    command.env("LOG_LEVEL", "warn");
    let server = Process::start(
        "Toxiproxy",
        command.args(["-host", "127.0.0.1", "-port", &port]),
    );
    let version = format!("http://127.0.0.1:{port}/version");
    until("Toxiproxy is ready", READY, || text(&version).ok());
    let pack = |name: &str, listen: u16, upstream: u16| {
        let at = |port: u16| format!("127.0.0.1:{port}");
        ProxyPack::new(name.into(), at(listen), at(upstream))
    };
    let proxies = vec![
        pack("provider-primary", ports.to_primary, ports.primary),
        pack("provider-secondary", ports.to_secondary, ports.secondary),
        pack("cache-store", ports.to_store, ports.store),
    ];
    let client = Client::new(("127.0.0.1", ports.toxiproxy));
    assert_eq!(client.populate(proxies).unwrap().len(), 3);
    server
}

fn start_platform(
    programs: &Programs,
    ports: &Ports,
    pace: Pace,
    weakness: Option<&str>,
) -> Process {
    let at = |port: u16| format!("127.0.0.1:{port}");
    let url = |port: u16| format!("http://{}", at(port));
    let mut command = Command::new(&programs.platform);
    command
        .args(["--gateway-listen", &at(ports.gateway)])
        .args(["--primary-listen", &at(ports.primary)])
        .args(["--secondary-listen", &at(ports.secondary)])
        .args(["--primary-bad-listen", &at(ports.primary_bad)])
        .args(["--parts", "gateway,primary,secondary,primary-bad"])
        .args(["--cache-store", &format!("redis://{}", at(ports.to_store))])
        .args([
            "--gate",
            &format!("{},provider-primary", url(ports.toxiproxy)),
        ])
        .args(["--primary-url", &url(ports.to_primary)])
        .args(["--secondary-url", &url(ports.to_secondary)])
        // Fewer callers than usual: they are many enough for rates, and leave room on two cores.
        .args(["--background", "5/s", "--time-scale", &pace.scale()]);
    if let Some(weakness) = weakness {
        command.args(["--weakness", weakness]);
    }
    let platform = Process::start("the platform", &mut command);
    let health = url(ports.gateway) + "/healthz";
    until("the gateway is ready", READY, || text(&health).ok());
    platform
}

fn start_alertmanager(programs: &Programs, ports: &Ports, folder: &std::path::Path) -> Process {
    let mut command = Command::new(&programs.alertmanager);
    command
        .arg(format!(
            "--config.file={}",
            folder.join("alertmanager.yml").display()
        ))
        .arg(format!(
            "--storage.path={}",
            folder.join("alertmanager").display()
        ))
        .arg(format!(
            "--web.listen-address=127.0.0.1:{}",
            ports.alertmanager
        ))
        // Alone: it looks for no others.
        .arg("--cluster.listen-address=");
    let server = Process::start("Alertmanager", &mut command);
    let ready = format!("http://127.0.0.1:{}/-/ready", ports.alertmanager);
    until("Alertmanager is ready", READY, || text(&ready).ok());
    server
}

fn start_prometheus(programs: &Programs, ports: &Ports, folder: &std::path::Path) -> Process {
    let mut command = Command::new(&programs.prometheus);
    command
        .arg(format!(
            "--config.file={}",
            folder.join("prometheus.yml").display()
        ))
        .arg(format!(
            "--storage.tsdb.path={}",
            folder.join("prometheus").display()
        ))
        .arg(format!(
            "--web.listen-address=127.0.0.1:{}",
            ports.prometheus
        ));
    let server = Process::start("Prometheus", &mut command);
    let ready = format!("http://127.0.0.1:{}/-/ready", ports.prometheus);
    until("Prometheus is ready", READY, || text(&ready).ok());
    server
}
