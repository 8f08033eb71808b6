//! The stand-in platform in a real cluster, out of the manifest that people install.

use std::net::Ipv4Addr;
use std::time::Duration;

use serde_json::Value;

use super::config::Ports;
use super::files::shipped;
use super::kubectl::{Namespaces, run};
use super::pace::Pace;
use super::wait::until;
use crate::skip::skipped;

/// The variable that names the image of the stand-in platform, which the cluster has already.
const IMAGE: &str = "FIREDRILL_PLATFORM_IMAGE";
/// How long pods may take until they serve.
const READY: Duration = Duration::from_secs(60);
/// The objects that drills change there.
const CHANGED: [(&str, &str); 2] = [("configmap", "llm-gateway"), ("deployment", "llm-gateway")];

/// A platform in a namespace of its own.
pub(crate) struct InCluster {
    pub(super) namespaces: Namespaces,
    at_rest: Vec<Value>,
}

impl InCluster {
    /// Installs the platform at this pace, and waits until it serves; none without a cluster.
    pub(super) fn start(pace: Pace, weakness: Option<&str>) -> Option<Self> {
        let namespaces = Namespaces::new()?;
        let image = std::env::var_os(IMAGE);
        let Some(image) = image.and_then(|image| image.into_string().ok()) else {
            skipped(&format!(
                "no image of the stand-in platform: build the example `platform`, load it into the \
                 cluster, and name it in {IMAGE}"
            ));
            return None;
        };
        let manifest = shipped("deploy/stand-in/platform.yaml")
            .replace("localhost/platform:1", &image)
            .replace(
                "--settings=ai/",
                &format!("--settings={}/", namespaces.changed),
            )
            .replace("--background=20/s", "--background=5/s")
            .replace("--time-scale=1", &scaled(pace, weakness));
        let apply = [
            "--namespace",
            &namespaces.changed,
            "apply",
            "--filename",
            "-",
        ];
        run(&apply, Some(&manifest)).unwrap_or_else(|error| panic!("{error}"));
        until("the platform serves", READY, || {
            let shown = namespaces.object("deployment", "llm-gateway");
            (shown["status"]["availableReplicas"] == 1).then_some(())
        });
        let at_rest = objects(&namespaces);
        Some(Self {
            namespaces,
            at_rest,
        })
    }

    /// Where its Service is.
    pub(super) fn host(&self) -> Ipv4Addr {
        let service = self.namespaces.object("service", "llm-gateway");
        service["spec"]["clusterIP"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap()
    }

    /// The places of the parts behind the Service.
    pub(super) fn ports(&self) -> Ports {
        Ports {
            host: self.host(),
            gateway: 8080,
            primary: 8001,
            secondary: 8002,
            ..Ports::free()
        }
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

fn scaled(pace: Pace, weakness: Option<&str>) -> String {
    let mut arguments = format!("--time-scale={}", pace.scale());
    if let Some(weakness) = weakness {
        arguments += &format!("\n            - --weakness={weakness}");
    }
    arguments
}

fn objects(namespaces: &Namespaces) -> Vec<Value> {
    let objects = CHANGED.into_iter();
    objects
        .map(|(kind, name)| namespaces.essence(kind, name))
        .collect()
}
