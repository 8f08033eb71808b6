//! The recoverer: one pod that puts back what drills leave, and tells how they stand.

use serde_json::{Value, json};

use super::pod::{Container, healthz, spec, target_path};
use super::words::{METRICS_PORT, RECOVERER, labelled, own};
use super::{Order, metadata, seconds};
use crate::base::Duration;
use crate::drill::debt::Patience;

/// A pod that is slow to hear of its end.
const AROUND: Duration = Duration::from_secs(30);

pub(super) fn objects(order: &Order<'_>, lock: &str) -> [Value; 2] {
    let mut arguments = vec![
        "recover".to_owned(),
        "--watch".to_owned(),
        "--target".to_owned(),
        target_path(order),
        "--listen".to_owned(),
        format!("0.0.0.0:{METRICS_PORT}"),
    ];
    let drills = order.drills.iter().filter(|drill| drill.schedule.is_some());
    for drill in drills {
        arguments.extend(["--expect".to_owned(), drill.name.clone()]);
    }
    let container = Container {
        arguments,
        env: env(order),
        ports: vec![json!({"name": "metrics", "containerPort": METRICS_PORT})],
        mounts: Vec::new(),
        volumes: Vec::new(),
        resources: json!({
            "requests": {"cpu": "10m", "memory": "24Mi"},
            "limits": {"memory": "96Mi"},
        }),
        liveness: Some(healthz()),
    };
    // One try to put something back, to its end.
    let grace = order.target.timing.call * u64::from(Patience::CALLS) + AROUND;
    let deployment = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata(lock, &own(RECOVERER), RECOVERER),
        "spec": {
            // Two of them do each other no harm, and no good.
            "replicas": 1,
            "selector": {"matchLabels": labelled(RECOVERER)},
            "template": {
                "metadata": {"labels": labelled(RECOVERER)},
                "spec": spec(order, RECOVERER, container, seconds(grace)),
            },
        },
    });
    let service = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(lock, &own(RECOVERER), RECOVERER),
        "spec": {
            "selector": labelled(RECOVERER),
            "ports": [{"name": "metrics", "port": METRICS_PORT, "targetPort": "metrics"}],
        },
    });
    [deployment, service]
}

/// It goes to who keeps places and to nobody else, and so has the way in there alone.
fn env(order: &Order<'_>) -> Vec<Value> {
    let mut keeper = order.target.clone();
    keeper.gateway.key = None;
    keeper.gateway.runaway_key = None;
    keeper.gateway.headers.clear();
    keeper.probes.clear();
    keeper.notify = None;
    for server in [&mut keeper.prometheus, &mut keeper.alertmanager] {
        server.auth = None;
        server.headers.clear();
    }
    super::pod::secret_env(&keeper)
}
