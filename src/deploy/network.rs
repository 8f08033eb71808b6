//! Who reaches our pods, and whom they reach.
//!
//! A policy is about pods, after kube-proxy has put a pod in the place of its Service: the port in
//! the URL of a Service says nothing about it, and no file of ours knows the pods' own ports. So
//! pods are let out to whole namespaces: those that the target's servers are in. What is not in the
//! cluster is reached at the port of its URL, which is the real one.

use std::collections::BTreeSet;
use std::slice;

use serde_json::{Value, json};

use super::pod::doors;
use super::words::{DRILL, METRICS_PORT, RECOVERER, SINK, labelled, own};
use super::{Form, Order, metadata};

/// The label that every namespace has, with its own name.
const NAMESPACE: &str = "kubernetes.io/metadata.name";
/// The port of webhooks.
const HTTPS: u16 = 443;
/// Where name servers' pods listen: everybody's, and those of `OpenShift`.
const DNS: [u16; 2] = [53, 5353];

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Callers {
    /// Every pod of the cluster.
    Cluster,
    /// Whoever finds the way: to a policy other clusters are no pods.
    Anywhere,
}

pub(super) fn objects(order: &Order<'_>, lock: &str) -> [Value; 3] {
    let sink = order.target.sink.listen.port();
    let mut ports = BTreeSet::from([sink]);
    if order.form == Form::Scheduler {
        ports.insert(METRICS_PORT);
    }
    [
        sink_service(lock, SINK, sink, &labelled(DRILL)),
        of_drills(slice::from_ref(order), lock, Callers::Cluster, &ports),
        of_recoverer(order, lock),
    ]
}

/// The Service through which pages reach the pods with these labels.
pub(super) fn sink_service(namespace: &str, name: &str, port: u16, pods: &Value) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(namespace, name, DRILL),
        "spec": {
            "selector": pods,
            "ports": [{"name": "sink", "port": port, "targetPort": port}],
        },
    })
}

/// The policy of the pods that run drills of these targets, and are reached at these ports.
pub(super) fn of_drills(
    orders: &[Order<'_>],
    namespace: &str,
    callers: Callers,
    ports: &BTreeSet<u16>,
) -> Value {
    let ways = Ways::to_all(orders, namespace);
    policy(namespace, DRILL, (callers, ports), &ways)
}

/// The policy of the recoverer, which goes to the API server and to Toxiproxy.
pub(super) fn of_recoverer(order: &Order<'_>, lock: &str) -> Value {
    let mut ways = Ways::default();
    ways.add_servers(
        order,
        lock,
        order.target.toxiproxy.iter().map(|it| &*it.url),
    );
    let ports = BTreeSet::from([METRICS_PORT]);
    policy(lock, RECOVERER, (Callers::Cluster, &ports), &ways)
}

/// Where pods that run drills are let out to, for people.
pub(super) fn opened(orders: &[Order<'_>], lock: &str) -> String {
    let ways = Ways::to_all(orders, lock);
    let ports: Vec<String> = ways.ports.iter().map(u16::to_string).collect();
    let namespaces: Vec<&str> = ways.namespaces.iter().map(|name| &**name).collect();
    format!(
        "the namespaces {}, and elsewhere to the ports {}",
        namespaces.join(", "),
        ports.join(", ")
    )
}

/// Where pods may go.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ways {
    /// To every pod of these.
    namespaces: BTreeSet<String>,
    /// To whatever listens there, in the cluster and elsewhere.
    ports: BTreeSet<u16>,
}

impl Ways {
    /// To the targets' servers, and to their webhooks, whose URLs are secrets: behind HTTPS' port.
    fn to_all(orders: &[Order<'_>], lock: &str) -> Self {
        let mut ways = Self::default();
        for order in orders {
            let everybody = doors(order.target);
            ways.add_servers(order, lock, everybody.iter().map(|door| door.url));
            ways.ports.extend(order.target.notify.iter().map(|_| HTTPS));
        }
        ways
    }

    /// And to the API server and what is behind these URLs.
    fn add_servers<'a>(
        &mut self,
        order: &Order<'_>,
        lock: &str,
        urls: impl Iterator<Item = &'a str>,
    ) {
        self.ports.extend(order.api_ports);
        for url in urls {
            self.add(url, lock);
        }
    }

    fn add(&mut self, url: &str, lock: &str) {
        let Some((host, port)) = host_and_port(url) else {
            return;
        };
        let is_address = host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok();
        let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
        match labels[..] {
            _ if is_address => drop(self.ports.insert(port)),
            // A Service beside us.
            [_] => drop(self.namespaces.insert(lock.to_owned())),
            [_, namespace, "svc", ..] => drop(self.namespaces.insert(namespace.to_owned())),
            // `gateway.ai` is a Service, and `example.org` is not; nobody can tell.
            [_, namespace] => {
                self.namespaces.insert(namespace.to_owned());
                self.ports.insert(port);
            }
            _ => drop(self.ports.insert(port)),
        }
    }
}

fn tcp(port: u16) -> Value {
    json!({"protocol": "TCP", "port": port})
}

/// From these callers to these ports; to where these ways lead.
fn policy(
    lock: &str,
    component: &str,
    (callers, ports): (Callers, &BTreeSet<u16>),
    ways: &Ways,
) -> Value {
    let mut ingress = json!({"ports": ports.iter().copied().map(tcp).collect::<Vec<_>>()});
    if callers == Callers::Cluster {
        ingress["from"] = json!([{"namespaceSelector": {}}]);
    }
    let both = |port: u16| ["UDP", "TCP"].map(|name| json!({"protocol": name, "port": port}));
    let dns: Vec<Value> = DNS.into_iter().flat_map(both).collect();
    let mut egress = vec![
        json!({"ports": dns}),
        json!({"ports": ways.ports.iter().copied().map(tcp).collect::<Vec<_>>()}),
    ];
    let namespaces = ways
        .namespaces
        .iter()
        .map(|name| json!({"namespaceSelector": {"matchLabels": {NAMESPACE: name}}}));
    let namespaces: Vec<Value> = namespaces.collect();
    // An empty list would be everywhere.
    if !namespaces.is_empty() {
        egress.push(json!({"to": namespaces}));
    }
    json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata(lock, &own(component), component),
        "spec": {
            "podSelector": {"matchLabels": labelled(component)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [ingress],
            "egress": egress,
        },
    })
}

/// The host and the port of a URL, which the target's reader has found to be one.
fn host_and_port(url: &str) -> Option<(&str, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split('/').next()?;
    let default = if scheme == "https" { 443 } else { 80 };
    // An address of IPv6 has colons of its own.
    let (host, written) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        Some(_) | None => (authority, None),
    };
    let written = written.and_then(|port| port.parse().ok());
    Some((host, written.unwrap_or(default)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_of_a_url_is_written_or_the_schemes() {
        for (url, host, port) in [
            ("http://prometheus:9090/prefix", "prometheus", 9090),
            ("https://prometheus/a:1", "prometheus", 443),
            ("http://[fd00::1]:8474", "[fd00::1]", 8474),
            ("http://[fd00::1]", "[fd00::1]", 80),
            ("http://gateway", "gateway", 80),
        ] {
            assert_eq!(host_and_port(url), Some((host, port)), "{url}");
        }
    }

    #[test]
    fn a_service_is_reached_at_whatever_port_its_pods_have_and_others_at_the_urls() {
        let ways = |url: &str| {
            let mut ways = Ways::default();
            ways.add(url, "firedrill");
            let namespaces: Vec<String> = ways.namespaces.into_iter().collect();
            (
                namespaces.join(","),
                ways.ports.into_iter().collect::<Vec<u16>>(),
            )
        };
        let is = |namespace: &str, ports: &[u16]| (namespace.to_owned(), ports.to_vec());
        assert_eq!(ways("http://gateway:80"), is("firedrill", &[]));
        assert_eq!(ways("http://gateway.ai.svc:80"), is("ai", &[]));
        assert_eq!(ways("http://gateway.ai.svc.cluster.local."), is("ai", &[]));
        assert_eq!(ways("http://gateway.ai:80"), is("ai", &[80]));
        assert_eq!(ways("https://prometheus.example.org"), is("", &[443]));
        assert_eq!(ways("http://10.0.0.1:9090"), is("", &[9090]));
        assert_eq!(ways("http://[fd00::1]:9090"), is("", &[9090]));
    }
}
