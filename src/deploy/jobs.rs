//! A `CronJob` for each drill that has a schedule.

use serde_json::{Value, json};

use super::files::items;
use super::pod::{Container, secret_env, spec, target_path};
use super::words::{DRILL, DRILLS, REPORTS, labelled, own};
use super::{Order, metadata, seconds};
use crate::base::Duration;
use crate::drill::plan::Timing;
use crate::spec::Drill;
use crate::spec::drill::Cron;

/// Where the drills are.
const DRILLS_AT: &str = "/etc/firedrill/drills";
/// Where results are written.
const REPORTS_AT: &str = "/reports";
/// A pod that starts late, a look at everything, results that are written.
const AROUND: Duration = Duration::from_mins(5);
/// From a signal to the first try of putting back: the answer that is under way.
const SIGNAL: Duration = Duration::from_secs(30);
/// A drill that cannot be started for so long is left to its next time.
const STARTED_WITHIN: u64 = 600;

pub(super) fn objects(order: &Order<'_>, lock: &str) -> Vec<Value> {
    let scheduled = order.drills.iter().filter_map(|drill| {
        let schedule = drill.schedule.as_ref()?;
        Some(cron_job(order, lock, drill, schedule))
    });
    scheduled.collect()
}

fn cron_job(order: &Order<'_>, lock: &str, drill: &Drill, schedule: &Cron) -> Value {
    let undo = Timing {
        call: order.target.timing.call,
        ..Timing::default()
    }
    .undo_at_most();
    let whole = drill.lasts_at_most() + drill.effective.within + undo + AROUND;
    json!({
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": metadata(lock, &own(&drill.name), DRILL),
        "spec": {
            "schedule": schedule.to_string(),
            "timeZone": order.time_zone,
            // The lock forbids it as well; so it is not even tried.
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": STARTED_WITHIN,
            "successfulJobsHistoryLimit": 3,
            "failedJobsHistoryLimit": 3,
            "jobTemplate": {"spec": {
                // A verdict is a verdict: nothing is run again to get another one.
                "backoffLimit": 0,
                "activeDeadlineSeconds": seconds(whole),
                "template": {
                    "metadata": {"labels": labelled(DRILL)},
                    "spec": pod(order, drill, seconds(undo + SIGNAL)),
                },
            }},
        },
    })
}

fn pod(order: &Order<'_>, drill: &Drill, grace: u64) -> Value {
    let mut env = vec![json!({
        "name": "POD_NAME",
        "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}},
    })];
    env.extend(secret_env(order.target));
    let container = Container {
        arguments: vec![
            "run".to_owned(),
            format!("{DRILLS_AT}/{}.yaml", drill.name),
            "--target".to_owned(),
            target_path(order),
            "--out".to_owned(),
            format!("{REPORTS_AT}/$(POD_NAME)"),
        ],
        env,
        ports: vec![json!({"name": "sink", "containerPort": order.target.sink.listen.port()})],
        mounts: vec![
            json!({"name": "drills", "mountPath": DRILLS_AT, "readOnly": true}),
            json!({"name": "reports", "mountPath": REPORTS_AT}),
        ],
        volumes: vec![
            json!({"name": "drills", "configMap": {"name": DRILLS, "items": items(order)}}),
            json!({"name": "reports", "persistentVolumeClaim": {"claimName": REPORTS}}),
        ],
        resources: json!({
            "requests": {"cpu": "100m", "memory": "64Mi"},
            "limits": {"memory": "256Mi"},
        }),
        liveness: None,
    };
    let mut pod = spec(order, DRILL, container, grace);
    pod["restartPolicy"] = "Never".into();
    pod
}
