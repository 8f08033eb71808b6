//! Who reaches our pods, and whom they reach.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::pod::doors;
use super::words::{DRILL, METRICS_PORT, RECOVERER, SINK, labelled, own};
use super::{Order, metadata};

pub(super) fn objects(order: &Order<'_>, lock: &str) -> [Value; 3] {
    let sink = order.target.sink.listen.port();
    let keeper = order.target.toxiproxy.iter().map(|server| &*server.url);
    let everybody = doors(order.target);
    [
        json!({
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata(lock, SINK, DRILL),
            "spec": {
                "selector": labelled(DRILL),
                "ports": [{"name": "sink", "port": sink, "targetPort": "sink"}],
            },
        }),
        policy(
            lock,
            DRILL,
            sink,
            &egress(order, everybody.iter().map(|door| door.url)),
        ),
        policy(lock, RECOVERER, METRICS_PORT, &egress(order, keeper)),
    ]
}

/// The ports to which pods are let out, for people.
pub(super) fn opened(order: &Order<'_>) -> String {
    let everybody = doors(order.target);
    let ports = egress(order, everybody.iter().map(|door| door.url));
    let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
    ports.join(", ")
}

/// From anywhere in the cluster to one port; to anywhere at these.
fn policy(lock: &str, component: &str, port: u16, egress: &BTreeSet<u16>) -> Value {
    let tcp = |port: &u16| json!({"protocol": "TCP", "port": port});
    json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata(lock, &own(component), component),
        "spec": {
            "podSelector": {"matchLabels": labelled(component)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{
                "from": [{"namespaceSelector": {}}],
                "ports": [tcp(&port)],
            }],
            "egress": [
                {"ports": [
                    {"protocol": "UDP", "port": 53},
                    {"protocol": "TCP", "port": 53},
                ]},
                {"ports": egress.iter().map(tcp).collect::<Vec<_>>()},
            ],
        },
    })
}

/// The API server's ports, and those of these URLs.
fn egress<'a>(order: &Order<'_>, urls: impl Iterator<Item = &'a str>) -> BTreeSet<u16> {
    let api = order.api_ports.iter().copied();
    api.chain(urls.filter_map(port)).collect()
}

/// The port of a URL, which the target's reader has found to be one.
fn port(url: &str) -> Option<u16> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    let written = host.rsplit_once(':').map(|(_, port)| port);
    let default = if scheme == "https" { 443 } else { 80 };
    Some(
        written
            .and_then(|port| port.parse().ok())
            .unwrap_or(default),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_of_a_url_is_written_or_the_schemes() {
        assert_eq!(port("http://prometheus:9090/prefix"), Some(9090));
        assert_eq!(port("https://prometheus/a:1"), Some(443));
        assert_eq!(port("http://[fd00::1]:8474"), Some(8474));
        assert_eq!(port("http://gateway"), Some(80));
    }
}
