//! The drills of the stand-in platform in a cluster: the shipped ones, ten times as fast.

use std::collections::BTreeMap;

use super::config::{ALERTS, in_a_cluster};
use super::files::shipped;
use super::pace::{SHORT, with_hold};

/// Where Alertmanager reaches a drill, in the shipped routes and in the cluster.
const SINK: [&str; 2] = [
    "http://127.0.0.1:9097/",
    "http://firedrill-sink.firedrill:9097/",
];

/// The files of `deploy/stand-in/drills`, by their paths there.
pub(crate) fn short_drills() -> BTreeMap<String, String> {
    let alerts = ALERTS.map(|name| format!("alerts/{name}.yaml"));
    let drills = [
        ("cache-disable", "75s"),
        ("bad-model-rollout", "90s"),
        ("provider-blackhole", "60s"),
    ];
    let read = |path: &str| shipped(&format!("drills/{path}"));
    let alerts = alerts.into_iter().map(|path| {
        let text = SHORT.rules(&read(&path));
        (path, text)
    });
    let drills = drills.into_iter().map(|(name, hold)| {
        let path = format!("{name}.yaml");
        let text = with_hold(&SHORT.drill(&read(&path)), hold);
        (path, in_a_cluster(&text, "ai"))
    });
    let profile = "profiles/reference.yaml".to_owned();
    let profile = (profile.clone(), SHORT.profile(&read(&profile)));
    let routes = SHORT.lengths(&read("alertmanager.yaml"));
    assert!(routes.contains(SINK[0]), "{routes}");
    let routes = (
        "alertmanager.yaml".to_owned(),
        routes.replace(SINK[0], SINK[1]),
    );
    let all = alerts.chain(drills).chain([profile, routes]);
    all.map(|(path, text)| {
        let note =
            format!("# Made of `drills/{path}`, ten times as fast. The tests make it anew.\n");
        (path, note + &text)
    })
    .collect()
}
