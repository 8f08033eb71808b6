//! A `CronJob` for each drill that has a schedule, and what every pod that runs drills has.

use serde_json::{Value, json};

use super::files::items;
use super::pod::{Container, Files, secret_env, spec, target_path};
use super::words::{DRILL, DRILLS, REPORTS, labelled, own};
use super::{Order, metadata, seconds};
use crate::base::Duration;
use crate::drill::fault;
use crate::drill::plan::Timing;
use crate::spec::Drill;
use crate::spec::drill::Cron;

/// Where the drills are.
pub(super) const DRILLS_AT: &str = "/etc/firedrill/drills";
/// Where results are written.
pub(super) const REPORTS_AT: &str = "/reports";
/// A pod that starts late, results that are written, somebody who is told.
const AROUND: Duration = Duration::from_mins(5);
/// From a signal to the first try of putting back: the answer that is under way.
const SIGNAL: Duration = Duration::from_secs(30);
/// A drill that cannot be started for so long is left to its next time.
pub(super) const STARTED_WITHIN: u64 = 600;

pub(super) fn objects(order: &Order<'_>, lock: &str) -> Vec<Value> {
    let scheduled = order.drills.iter().filter_map(|drill| {
        let schedule = drill.schedule.as_ref()?;
        Some(of_drill(order, lock, drill, schedule))
    });
    scheduled.collect()
}

/// How long a pod that runs a drill has to end: longer than putting back takes.
pub(super) fn grace(order: &Order<'_>, drill: &Drill) -> Duration {
    let changes = fault::changes(&drill.fault.via, |_| None).len();
    let changes = u64::try_from(changes).unwrap_or(u64::MAX);
    Timing::at(order.target, drill).undo_at_most() * changes.max(1) + SIGNAL
}

/// How long a pod that runs a drill may be there at the most.
pub(super) fn deadline(order: &Order<'_>, drill: &Drill) -> Duration {
    Timing::at(order.target, drill).over_within(drill) + AROUND
}

fn of_drill(order: &Order<'_>, lock: &str, drill: &Drill, schedule: &Cron) -> Value {
    cron_job(
        &metadata(lock, &own(&drill.name), DRILL),
        json!({
            "schedule": schedule.to_string(),
            "timeZone": order.time_zone,
            // The lock forbids it as well; so it is not even tried.
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": STARTED_WITHIN,
        }),
        json!({
            // A verdict is a verdict: nothing is run again to get another one.
            "backoffLimit": 0,
            "activeDeadlineSeconds": seconds(deadline(order, drill)),
        }),
        (DRILL, pod(order, drill)),
    )
}

/// A `CronJob`: when it is due, and what its jobs and their pods are, of which none is started again.
pub(super) fn cron_job(
    metadata: &Value,
    mut spec: Value,
    mut job: Value,
    (component, mut pod): (&str, Value),
) -> Value {
    pod["restartPolicy"] = "Never".into();
    job["template"] = json!({"metadata": {"labels": labelled(component)}, "spec": pod});
    spec["jobTemplate"] = json!({"spec": job});
    spec["successfulJobsHistoryLimit"] = 3.into();
    spec["failedJobsHistoryLimit"] = 3.into();
    json!({
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": metadata,
        "spec": spec,
    })
}

fn pod(order: &Order<'_>, drill: &Drill) -> Value {
    let container = container(
        order,
        [
            "run",
            &format!("{DRILLS_AT}/{}.yaml", drill.name),
            "--target",
            &target_path(order),
            "--reports",
            REPORTS_AT,
        ],
    );
    spec(order, DRILL, container, seconds(grace(order, drill)))
}

/// A container that runs drills: their files, the room for reports, the sink.
pub(super) fn container<const N: usize>(order: &Order<'_>, arguments: [&str; N]) -> Container {
    let (runs, days) = order.keep;
    let (runs, days) = (runs.to_string(), days.to_string());
    let keep = ["--keep", &runs, "--keep-days", &days];
    let arguments = arguments.into_iter().chain(keep);
    Container {
        arguments: arguments.map(str::to_owned).collect(),
        env: secret_env(order.target),
        ports: vec![json!({"name": "sink", "containerPort": order.target.sink.listen.port()})],
        files: with_drills(order)
            .with("reports", json!({"mountPath": REPORTS_AT}), reports())
            .with_target(),
        resources: resources(),
        liveness: None,
    }
}

/// The drills' files at their paths.
pub(super) fn with_drills(order: &Order<'_>) -> Files {
    let drills = json!({"configMap": {"name": DRILLS, "items": items(order)}});
    Files::default().read("drills", DRILLS_AT, drills)
}

/// The volume for reports.
pub(super) fn reports() -> Value {
    json!({"persistentVolumeClaim": {"claimName": REPORTS}})
}

/// What a run of drills may use.
pub(super) fn resources() -> Value {
    json!({
        "requests": {"cpu": "100m", "memory": "64Mi"},
        "limits": {"memory": "256Mi"},
    })
}
