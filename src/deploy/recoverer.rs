//! The recoverer: one pod that puts back what drills leave, and tells how they stand.

use serde_json::{Value, json};

use super::lasting::Lasting;
use super::pod::{Container, Files, healthz, secret_env, spec, target_path};
use super::words::{METRICS_PORT, RECOVERER};
use super::{Form, Order, seconds};
use crate::base::Duration;
use crate::drill::debt::Patience;
use crate::spec::Target;

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
    let by_themselves = order.drills.iter().filter(|drill| drill.schedule.is_some());
    for drill in by_themselves.filter(|_| order.form != Form::Recoverer) {
        arguments.extend(["--expect".to_owned(), drill.name.clone()]);
    }
    let container = Container {
        arguments,
        env: secret_env(&known(order.target)),
        ports: vec![json!({"name": "metrics", "containerPort": METRICS_PORT})],
        files: Files::default().with_target(),
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

/// What it has to know of a target: it goes to who keeps places and to nobody else, and so has the way in
/// there alone.
pub(super) fn known(target: &Target) -> Target {
    let mut known = target.clone();
    known.gateway.key = None;
    known.gateway.runaway_key = None;
    known.gateway.headers.clear();
    known.probes.clear();
    known.notify = None;
    for server in [&mut known.prometheus, &mut known.alertmanager] {
        server.auth = None;
        server.headers.clear();
    }
    known
}
