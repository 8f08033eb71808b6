//! Names that several manifests have in common.

use serde_json::{Value, json};

/// Everything of ours.
pub(super) const NAME: &str = "firedrill";
/// What runs drills: its service account, its Roles, its label.
pub(super) const DRILL: &str = "drill";
/// What puts back what they leave.
pub(super) const RECOVERER: &str = "recoverer";
/// What runs all drills in one process.
pub(super) const SCHEDULER: &str = "scheduler";
/// The Secret that holds what the target file names as variables.
pub(super) const SECRET: &str = "firedrill-secrets";
/// The Service through which Alertmanager reaches a drill.
pub(super) const SINK: &str = "firedrill-sink";
/// The ConfigMap of the drills and the files beside them.
pub(super) const DRILLS: &str = "firedrill-drills";
/// The ConfigMap of the target.
pub(super) const TARGET: &str = "firedrill-target";
/// Where reports are kept.
pub(super) const REPORTS: &str = "firedrill-reports";
/// The port of `/metrics` and `/healthz`.
pub(super) const METRICS_PORT: u16 = 9098;

/// The name of something of one of the two.
pub(super) fn own(component: &str) -> String {
    format!("{NAME}-{component}")
}

/// The labels by which pods are found.
pub(super) fn labelled(component: &str) -> Value {
    json!({
        "app.kubernetes.io/name": NAME,
        "app.kubernetes.io/component": component,
    })
}
