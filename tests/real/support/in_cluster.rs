//! The stand-in platform in a real cluster, out of the manifest that people install.

use std::net::Ipv4Addr;
use std::path::Path;

use serde_json::Value;

use super::config::Ports;
use super::files::{shipped, write};
use super::images::platform_image;
use super::kubectl::{Namespaces, kubectl, run};
use super::pace::{Pace, SHORT};
use super::relay::Relay;
use super::runner::KUBECONFIG;
use super::setup::Setup;

/// How long pods may take until they serve.
const READY: &str = "--timeout=60s";
/// The objects that drills change there.
const CHANGED: [(&str, &str); 4] = [
    ("configmap", "llm-gateway"),
    ("deployment", "llm-gateway"),
    ("deployment", "provider-primary"),
    ("networkpolicy", "firedrill-cut"),
];
/// What runs there.
const DEPLOYMENTS: [&str; 3] = ["provider-primary", "provider-secondary", "llm-gateway"];

/// A platform in a namespace of its own.
pub(crate) struct InCluster {
    pub(super) namespaces: Namespaces,
    at_rest: Vec<Value>,
    /// Between the runner and the API server.
    pub(super) api_server: Relay,
}

impl InCluster {
    /// Installs the platform at this pace, and waits until it serves; none without a cluster.
    pub(super) fn start(folder: &Path, pace: Pace, setup: &Setup) -> Option<Self> {
        let namespaces = Namespaces::new()?;
        let image = platform_image()?;
        let manifest = shipped("deploy/stand-in/platform/platform.yaml")
            .replace("localhost/platform:1", &image)
            .replace(
                "--settings=ai/",
                &format!("--settings={}/", namespaces.changed),
            )
            .replace(
                &format!("--time-scale={}", SHORT.scale()),
                &scaled(pace, setup.weakness),
            );
        let apply = [
            "--namespace",
            &namespaces.changed,
            "apply",
            "--filename",
            "-",
        ];
        run(&apply, Some(&manifest)).unwrap_or_else(|error| panic!("{error}"));
        rolled_out(&namespaces);
        let at_rest = objects(&namespaces);
        let api_server = through_a_relay(&folder.join(KUBECONFIG));
        Some(Self {
            namespaces,
            at_rest,
            api_server,
        })
    }

    /// The places of the parts, behind their Services.
    pub(super) fn ports(&self) -> Ports {
        let service = |name| self.address(&["service", name], "{.spec.clusterIP}");
        Ports {
            hosts: [
                service("llm-gateway"),
                service("provider-primary"),
                service("provider-secondary"),
            ],
            primary_pod: self.address(
                &["pod", "--selector=app=provider-primary"],
                "{.items[0].status.podIP}",
            ),
            gateway: 8080,
            primary: 8001,
            secondary: 8002,
            ..Ports::free()
        }
    }

    /// The address that stands at this path of what is got.
    fn address(&self, what: &[&str], path: &str) -> Ipv4Addr {
        let output = format!("--output=jsonpath={path}");
        let show = [&["get"], what, &[&*output]].concat();
        self.namespaces.kubectl(&show).parse().unwrap()
    }

    /// Waits until the Deployment as it is now serves, and no pod before it.
    #[track_caller]
    pub(super) fn rolled_out(&self) {
        rolled_out(&self.namespaces);
    }

    /// Whether an object is not as it was when the platform was installed.
    pub(crate) fn is_changed(&self) -> bool {
        objects(&self.namespaces) != self.at_rest
    }

    /// Fails unless every object is as it was, and nothing is owed.
    #[track_caller]
    pub(crate) fn nothing_is_left(&self, when: &str) {
        assert_eq!(objects(&self.namespaces), self.at_rest, "{when}");
        let receipts = [
            "get",
            "configmap",
            "--selector=firedrill/receipt",
            "--output=name",
        ];
        assert_eq!(self.namespaces.kubectl(&receipts), "", "{when}");
    }
}

/// Opens a relay to the API server, and writes a kubeconfig that leads there.
fn through_a_relay(path: &Path) -> Relay {
    let view = ["config", "view", "--raw", "--minify", "--output", "json"];
    let mut config: Value = serde_json::from_str(&kubectl(&view)).unwrap();
    let cluster = &mut config["clusters"][0]["cluster"];
    let server = cluster["server"].as_str().unwrap();
    let relay = Relay::to(server.trim_start_matches("https://").trim_end_matches('/'));
    cluster["server"] = format!("https://127.0.0.1:{}", relay.port()).into();
    // A name that the certificate of every API server has.
    cluster["tls-server-name"] = "kubernetes".into();
    write(path, &config.to_string());
    relay
}

#[track_caller]
fn rolled_out(namespaces: &Namespaces) {
    for deployment in DEPLOYMENTS {
        let deployment = format!("deployment/{deployment}");
        namespaces.kubectl(&["rollout", "status", &deployment, READY]);
    }
}

fn scaled(pace: Pace, weakness: Option<&str>) -> String {
    let scale = format!("--time-scale={}", pace.scale());
    match weakness {
        Some(weakness) => format!("{scale}\n            - --weakness={weakness}"),
        None => scale,
    }
}

fn objects(namespaces: &Namespaces) -> Vec<Value> {
    let objects = CHANGED.into_iter();
    objects
        .map(|(kind, name)| namespaces.essence(kind, name))
        .collect()
}
