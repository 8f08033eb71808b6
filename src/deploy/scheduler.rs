//! The other form: one scheduler that runs all drills, and waits between them.

use serde_json::{Value, json};

use super::jobs::{self, DRILLS_AT, REPORTS_AT};
use super::lasting::Lasting;
use super::pod::{healthz, spec};
use super::words::{DRILL, METRICS_PORT, SCHEDULER};
use super::{Order, seconds};

pub(super) fn objects(order: &Order<'_>, lock: &str) -> [Value; 2] {
    let mut container = jobs::container(
        order,
        [
            "schedule",
            DRILLS_AT,
            "--target",
            &super::pod::target_path(order),
            "--time-zone",
            order.time_zone,
            "--out",
            REPORTS_AT,
            "--listen",
            &format!("0.0.0.0:{METRICS_PORT}"),
        ],
    );
    let metrics = json!({"name": "metrics", "containerPort": METRICS_PORT});
    container.ports.push(metrics);
    // A restart is what helps a scheduler that hangs. That it is out of its Service would not, and
    // would keep away the pages of a drill that still listens: so there is no probe for readiness.
    container.liveness = Some(healthz());
    let drills = order.drills.iter().filter(|drill| drill.schedule.is_some());
    let grace = drills.map(|drill| jobs::grace(order, drill)).max();
    let pod = spec(order, DRILL, container, seconds(grace.unwrap_or_default()));
    let scheduler = Lasting {
        name: SCHEDULER,
        component: DRILL,
        // The history has one writer, and the old one puts back before the new one begins.
        alone: true,
        pod,
    };
    scheduler.objects(lock)
}
