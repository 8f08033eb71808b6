//! What `firedrill deploy --fleet` prints, in a real cluster: each index of its job is another cluster,
//! which it enters by a kubeconfig of its own.

use std::time::Duration;

use serde_json::{Value, json};

use super::deployed::printed_for;
use super::manifests::{apply, ended, without_volumes};
use crate::support::kubectl::{Namespaces, deployment, kubectl, run};
use crate::support::program_image;

const FLEET: &str = "firedrill-fleet";
/// How long both pods may take together, on a busy machine.
const OVER: Duration = Duration::from_secs(180);

/// The namespace has a name of its own; it goes with this.
struct Fleet;

impl Drop for Fleet {
    fn drop(&mut self) {
        // A test that failed has said why already.
        let _ = run(&["delete", "namespace", FLEET, "--timeout=60s"], None);
    }
}

fn in_fleet(arguments: &[&str]) -> String {
    kubectl(&[&["--namespace", FLEET][..], arguments].concat())
}

/// A kubeconfig that leads to this cluster from the inside, as the account that runs drills.
fn kubeconfig(namespaces: &Namespaces) -> String {
    let view = ["config", "view", "--raw", "--minify", "--output", "json"];
    let mut config: Value = serde_json::from_str(&kubectl(&view)).unwrap();
    let address = "--output=jsonpath={.spec.clusterIP}";
    let address = kubectl(&[
        "--namespace",
        "default",
        "get",
        "service",
        "kubernetes",
        address,
    ]);
    config["clusters"][0]["cluster"]["server"] = format!("https://{address}").into();
    let token = [
        "create",
        "token",
        "firedrill-drill",
        "--namespace",
        &namespaces.lock,
    ];
    config["users"][0]["user"] = json!({"token": kubectl(&token).trim()});
    config.to_string()
}

#[test]
fn each_index_drills_its_own_cluster_and_one_that_cannot_be_entered_ends_no_other() {
    let (Some(namespaces), Some(image)) = (Namespaces::new(), program_image()) else {
        return;
    };
    let env = json!([{"name": "CACHE_ENABLED", "value": "true"}]);
    namespaces.create(&deployment("llm-gateway", &env));
    // What a cluster is given, applied to it.
    let form = ["--target", "targets/near.yaml", "--form", "recoverer"];
    let given = printed_for(&namespaces, &image, &["near"], &form);
    apply(&given, &[]).unwrap_or_else(|error| panic!("{error}"));
    let fleet = ["--fleet", "targets", "--at-once", "2"];
    let mut objects = printed_for(&namespaces, &image, &["away", "near"], &fleet);
    let said = apply(&objects[..1], &[]).unwrap_or_else(|error| panic!("{error}"));
    let _fleet = Fleet;
    assert!(said.contains(FLEET), "{said}");
    apply(&objects, &["--dry-run=server"]).unwrap_or_else(|error| panic!("{error}"));
    without_volumes(&mut objects);
    apply(&objects, &[]).unwrap_or_else(|error| panic!("{error}"));
    // The other one has no Secret yet.
    let secret = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "firedrill-near", "namespace": FLEET},
        "stringData": {"kubeconfig": kubeconfig(&namespaces)},
    });
    apply(&[secret], &[]).unwrap_or_else(|error| panic!("{error}"));
    in_fleet(&["create", "job", "by-hand", "--from=cronjob/firedrill-fleet"]);
    let status = ended(FLEET, "by-hand", OVER);
    assert_eq!(status["failedIndexes"], "0,1", "{status}");
    assert_eq!(status["failed"], 2, "nothing is run again: {status}");
    let log = |index: &str| {
        let pod = format!("--selector=batch.kubernetes.io/job-completion-index={index}");
        in_fleet(&["logs", &pod, "--tail=-1"])
    };
    let away = log("0");
    assert!(
        away.contains("there is neither a kubeconfig nor a service account"),
        "{away}"
    );
    // It may do all that it has to, and finds no Prometheus: nothing was injected.
    let near = log("1");
    assert!(
        near.contains("ERROR  cache-disable on target near"),
        "{near}"
    );
    assert!(near.contains("Prometheus"), "{near}");
    assert!(!near.contains("look/no-right"), "{near}");
    assert!(!near.contains("WARNING"), "how it ended is kept: {near}");
    let kept = [
        "--namespace",
        &*namespaces.lock,
        "get",
        "configmap",
        "firedrill-ended",
        "--output=json",
    ];
    let kept: Value = serde_json::from_str(&kubectl(&kept)).unwrap();
    assert!(kept["data"].to_string().contains("cache-disable"), "{kept}");
}
