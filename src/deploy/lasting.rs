//! A pod that goes on and tells of itself: a Deployment of one, and a Service for its metrics.

use serde_json::{Value, json};

use super::metadata;
use super::words::{METRICS_PORT, labelled, own};

/// What goes on.
pub(super) struct Lasting<'a> {
    /// What it is called.
    pub(super) name: &'a str,
    /// The component whose pods these are.
    pub(super) component: &'a str,
    /// Whether the pod before must be gone when the next begins.
    pub(super) alone: bool,
    /// The pod's spec.
    pub(super) pod: Value,
}

impl Lasting<'_> {
    /// Both objects, in this namespace.
    pub(super) fn objects(self, namespace: &str) -> [Value; 2] {
        let metadata = metadata(namespace, &own(self.name), self.component);
        let labels = labelled(self.component);
        let mut deployment = json!({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata,
            "spec": {
                "replicas": 1,
                "selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": self.pod},
            },
        });
        if self.alone {
            deployment["spec"]["strategy"] = json!({"type": "Recreate"});
        }
        let service = json!({
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata,
            "spec": {
                "selector": labels,
                "ports": [{"name": "metrics", "port": METRICS_PORT, "targetPort": "metrics"}],
            },
        });
        [deployment, service]
    }
}
