//! The recoverer: one pod that puts back what drills leave, and tells how they stand.

use serde_json::{Value, json};

use super::lasting::Lasting;
use super::pod::{Container, healthz, spec, target_path};
use super::words::{METRICS_PORT, RECOVERER};
use super::{Order, seconds};
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
    let recoverer = Lasting {
        name: RECOVERER,
        component: RECOVERER,
        // Two of them do each other no harm.
        alone: false,
        pod: spec(order, RECOVERER, container, seconds(grace)),
    };
    recoverer.objects(lock)
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
