//! What `firedrill deploy` prints, in a real cluster: the API server accepts it, the recoverer runs and
//! tells, and a job of a `CronJob` does what it is told with the rights that it was given.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::manifests::{apply, ended, objects, without_volumes};
use crate::skip::skipped;
use crate::support::kubectl::{Namespaces, deployment, kubectl, run};
use crate::support::{new_folder, program_image, shipped, until, write};

/// How long pods may take, on a busy machine.
const STARTED: Duration = Duration::from_secs(120);

/// What is printed for these namespaces, as objects.
fn printed(namespaces: &Namespaces, image: &str, more: &[&str]) -> Vec<Value> {
    let target = ["--target", "targets/staging.yaml"];
    printed_for(
        namespaces,
        image,
        &["staging"],
        &[&target[..], more].concat(),
    )
}

/// The same for targets of these names, which are all the same.
pub(super) fn printed_for(
    namespaces: &Namespaces,
    image: &str,
    targets: &[&str],
    more: &[&str],
) -> Vec<Value> {
    let folder = new_folder("deployed");
    // Nobody listens there: a run that comes so far has asked everybody else.
    let nobody = "{url: \"http://127.0.0.1:9\"}";
    let text = format!(
        "environment: staging\nprometheus: {nobody}\nalertmanager: {nobody}\n\
         kubernetes: {{namespace: {}, namespaces: [{}]}}\ngateway: {nobody}\n\
         sink: {{listen: \"0.0.0.0:9097\"}}\nprofile: reference\n",
        namespaces.lock, namespaces.changed
    );
    for target in targets {
        write(&folder.join(format!("targets/{target}.yaml")), &text);
    }
    let here = format!("  namespace: {}\n", namespaces.changed);
    for path in [
        "cache-disable.yaml",
        "alertmanager.yaml",
        "profiles/reference.yaml",
    ] {
        let text = shipped(&format!("drills/{path}")).replace("  namespace: ai\n", &here);
        write(&folder.join("drills").join(path), &text);
    }
    let output = Command::new(env!("CARGO_BIN_EXE_firedrill"))
        .current_dir(&folder)
        .args(["deploy", "drills", "--image", image])
        // The API server of the test cluster, and kind's.
        .args(["--api-port", "443,6443,16443"])
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let yaml = String::from_utf8(output.stdout).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    objects(&yaml)
}

/// The operator's kinds are left out: a cluster without the operator refuses them.
#[test]
fn the_api_server_accepts_all_of_it() {
    let Some(namespaces) = Namespaces::new() else {
        return;
    };
    let forms = ["cronjobs", "scheduler", "recoverer"]
        .map(|form| printed(&namespaces, "firedrill:latest", &["--form", form]));
    for objects in forms {
        let said = apply(&objects, &["--dry-run=server"]).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(said.lines().count(), objects.len(), "{said}");
        for line in said.lines() {
            assert!(line.ends_with("(server dry run)"), "{line}");
        }
    }
}

#[test]
fn the_overlay_of_the_repository_is_rendered() {
    if std::env::var_os("KUBECONFIG").is_none() {
        skipped("no cluster, and so no `kubectl`");
        return;
    }
    let overlay = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/overlays/example");
    let rendered = kubectl(&["kustomize", &overlay.display().to_string()]);
    assert!(rendered.contains("image: registry.example.org/sre/firedrill:0.1.0"));
    assert!(!rendered.contains("timeZone: UTC"), "{rendered}");
    assert!(rendered.contains("http://gateway.llm:8080"));
    assert_eq!(rendered.matches("suspend: true").count(), 1);
}

#[test]
fn a_job_of_the_cron_job_runs_with_its_rights_and_the_recoverer_tells_how_it_ended() {
    let (Some(namespaces), Some(image)) = (Namespaces::new(), program_image()) else {
        return;
    };
    let env = json!([{"name": "CACHE_ENABLED", "value": "true"}]);
    namespaces.create(&deployment("llm-gateway", &env));
    let mut objects = printed(&namespaces, &image, &[]);
    without_volumes(&mut objects);
    apply(&objects, &[]).unwrap_or_else(|error| panic!("{error}"));
    let lock = |arguments: &[&str]| {
        kubectl(&[&["--namespace", &*namespaces.lock][..], arguments].concat())
    };
    let pods = || {
        let found = lock(&[
            "get",
            "pods",
            "--selector=app.kubernetes.io/component=recoverer",
            "--output=jsonpath={.items[*].metadata.name}",
        ]);
        found.split_whitespace().next().map(str::to_owned)
    };
    lock(&[
        "rollout",
        "status",
        "deployment/firedrill-recoverer",
        "--timeout=100s",
    ]);
    let recoverer = pods().expect("the recoverer's pod");
    let page = |path: &str| {
        let at = format!(
            "/api/v1/namespaces/{}/pods/{recoverer}:9098/proxy/{path}",
            namespaces.lock
        );
        run(&["get", "--raw", &at], None)
    };
    until("the recoverer has looked", STARTED, || {
        let metrics = page("metrics").ok()?;
        metrics.contains("firedrill_debts_owed 0").then_some(())
    });
    assert_eq!(page("healthz").as_deref(), Ok("ok\n"));
    lock(&[
        "create",
        "job",
        "by-hand",
        "--from=cronjob/firedrill-cache-disable",
    ]);
    let status = ended(&namespaces.lock, "by-hand", STARTED);
    let said = lock(&["logs", "job/by-hand"]);
    // It may do all that it has to, and finds no Prometheus: nothing was injected.
    assert!(
        said.contains("ERROR  cache-disable on target staging"),
        "{said}"
    );
    assert!(
        said.contains("look/telemetry") || said.contains("Prometheus"),
        "{said}"
    );
    assert!(!said.contains("look/no-right"), "{said}");
    assert!(!said.contains("WARNING"), "how it ended is kept: {said}");
    assert_eq!(status["failed"], 1, "and is not run again: {status}");
    until("the recoverer tells how it ended", STARTED, || {
        let metrics = page("metrics").ok()?;
        let line = r#"firedrill_drill_last_outcome{drill="cache-disable",outcome="error"} 1"#;
        metrics.contains(line).then_some(())
    });
}
