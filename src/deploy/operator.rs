//! For clusters with the Prometheus operator: its kinds are refused where it is not installed.

use serde_json::{Value, json};

use super::words::{NAME, RECOVERER, SINK, labelled, own};
use super::{Form, Order, metadata};
use crate::base::Problem;

/// firedrill's own alerts, the very file that is tested.
const ALERTS: &str = include_str!("../../deploy/alerts/firedrill.yaml");

pub(super) fn objects(order: &Order<'_>, lock: &str) -> Result<Vec<Value>, Box<Problem>> {
    let groups: Value = serde_yaml::from_str(ALERTS).map_err(|error| {
        Problem::error(
            "deploy/alerts",
            format!("firedrill's own alerts are not YAML: {error}"),
        )
    })?;
    let mut objects = vec![
        json!({
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": metadata(lock, NAME, RECOVERER),
            "spec": groups,
        }),
        json!({
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PodMonitor",
            "metadata": metadata(lock, &own(RECOVERER), RECOVERER),
            "spec": {
                // The recoverer, and the scheduler if there is one: other pods have no such port.
                "selector": {"matchLabels": {"app.kubernetes.io/name": NAME}},
                "podMetricsEndpoints": [{"port": "metrics"}],
            },
        }),
    ];
    // Somebody outside of the cluster has a sink of their own.
    if order.form != Form::Recoverer {
        objects.push(sink(order, lock));
    }
    Ok(objects)
}

/// What makes Alertmanager notify the drills. The operator adds a matcher `namespace="…"` to every route,
/// so that alerts without that label are lost, unless the Alertmanager says
/// `alertmanagerConfigMatcherStrategy: {type: None}`. The annotation says so to who reads it.
fn sink(order: &Order<'_>, lock: &str) -> Value {
    let sink = &order.target.sink;
    let url = format!(
        "http://{SINK}.{lock}:{}{}/{NAME}",
        sink.listen.port(),
        sink.path
    );
    json!({
        "apiVersion": "monitoring.coreos.com/v1alpha1",
        "kind": "AlertmanagerConfig",
        "metadata": {
            "name": NAME,
            "namespace": lock,
            "labels": labelled(RECOVERER),
            "annotations": {
                "firedrill/needs": "alertmanagerConfigMatcherStrategy: {type: None} in the \
                    Alertmanager: else alerts without a namespace label never come here",
            },
        },
        "spec": {
            "route": {
                "receiver": NAME,
                "groupBy": ["..."],
                "groupWait": "0s",
                "matchers": [
                    {"name": "alertname", "matchType": "=", "value": "FiredrillHeartbeat"},
                ],
            },
            "receivers": [
                {"name": NAME, "webhookConfigs": [{"url": url, "sendResolved": true}]},
            ],
        },
    })
}
