//! What the README installs in a cluster: the stand-in platform with its monitoring and its drills, and
//! a drill that is started by hand.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::manifests::{apply, ended, objects, without_volumes};
use crate::skip::skipped;
use crate::support::kubectl::{config_map, kubectl, run};
use crate::support::{platform_image, program_image, server_images, until, wall_ms};

/// What is installed.
const FOLDER: &str = "deploy/stand-in";
/// Where Debian's Alertmanager has its templates.
const TEMPLATES: &str = "/usr/share/prometheus/alertmanager";
/// How long pods may take, on a busy machine.
const STARTED: &str = "--timeout=120s";
/// The longest run.
const RUN: Duration = Duration::from_secs(240);
/// The Services that others name.
const SERVICES: [(&str, &str); 7] = [
    ("ai", "toxiproxy"),
    ("ai", "prometheus"),
    ("ai", "alertmanager"),
    ("ai", "llm-gateway"),
    ("ai", "provider-primary"),
    ("ai", "provider-secondary"),
    ("firedrill", "firedrill-sink"),
];

/// What is running then.
const DEPLOYMENTS: [(&str, &str); 7] = [
    ("ai", "toxiproxy"),
    ("ai", "prometheus"),
    ("ai", "alertmanager"),
    ("ai", "llm-gateway"),
    ("ai", "provider-primary"),
    ("ai", "provider-secondary"),
    ("firedrill", "firedrill-recoverer"),
];

/// The two namespaces, which have names of their own; both go with it.
struct Installed;

impl Drop for Installed {
    fn drop(&mut self) {
        for namespace in ["ai", "firedrill"] {
            // A test that failed has said why already.
            let _ = run(&["delete", "namespace", namespace, "--timeout=60s"], None);
        }
    }
}

/// The manifests with images that the cluster has, at its API server's own port.
fn rendered() -> Option<String> {
    if std::env::var_os("KUBECONFIG").is_none() {
        skipped("no cluster: set KUBECONFIG (kind, k3d, or the test cluster)");
        return None;
    }
    let [prometheus, alertmanager, toxiproxy] = server_images()?;
    let images = [
        ("localhost/platform:1", platform_image()?),
        ("localhost/firedrill:1", program_image()?),
        ("docker.io/prom/prometheus:v3.5.0", prometheus),
        ("docker.io/prom/alertmanager:v0.28.1", alertmanager),
        ("ghcr.io/shopify/toxiproxy:2.12.0", toxiproxy),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let mut text = kubectl(&["kustomize", &folder.display().to_string()]);
    for (named, there) in images {
        assert!(text.contains(named), "{named}");
        text = text.replace(named, &there);
    }
    let ports = "--output=jsonpath={.subsets[0].ports[0].port}";
    let port = kubectl(&["get", "endpoints", "kubernetes", ports]);
    Some(text.replace("port: 6443", &format!("port: {port}")))
}

fn is_first(object: &Value) -> bool {
    object["kind"] == "Namespace" || object["kind"] == "Service"
}

/// The test cluster has no DNS: the Services' names become their addresses.
fn with_addresses(mut text: String) -> String {
    for (namespace, name) in SERVICES {
        let address = "--output=jsonpath={.spec.clusterIP}";
        let address = kubectl(&["--namespace", namespace, "get", "service", name, address]);
        let named = format!("{name}.{namespace}:");
        assert!(text.contains(&named), "nobody names {named}");
        text = text.replace(&named, &format!("{address}:"));
    }
    text
}

/// Debian's Alertmanager reads its templates from files, which an image of its program alone lacks.
fn with_templates(objects: &mut Vec<Value>) {
    let read = |name: &str| std::fs::read_to_string(format!("{TEMPLATES}/{name}")).ok();
    let (Some(all), Some(mails)) = (read("default.tmpl"), read("email.tmpl")) else {
        return;
    };
    let mut of_alertmanager = objects.iter_mut().filter(|object| {
        object["kind"] == "Deployment" && object["metadata"]["name"] == "alertmanager"
    });
    let pod = &mut of_alertmanager.next().unwrap()["spec"]["template"]["spec"];
    let volume = json!({"name": "templates", "configMap": {"name": "templates"}});
    pod["volumes"].as_array_mut().unwrap().push(volume);
    let mounts = &mut pod["containers"][0]["volumeMounts"];
    let mount = json!({"name": "templates", "mountPath": TEMPLATES});
    mounts.as_array_mut().unwrap().push(mount);
    let mut templates = config_map(
        "templates",
        &json!({"default.tmpl": all, "email.tmpl": mails}),
    );
    templates["metadata"]["namespace"] = "ai".into();
    objects.push(templates);
}

/// Installs all of it, and waits until it runs.
fn install() -> Option<Installed> {
    let text = rendered()?;
    let installed = Installed;
    let first: Vec<Value> = objects(&text).into_iter().filter(is_first).collect();
    apply(&first, &[]).unwrap_or_else(|error| panic!("{error}"));
    let mut all = objects(&with_addresses(text));
    without_volumes(&mut all);
    with_templates(&mut all);
    apply(&all, &[]).unwrap_or_else(|error| panic!("{error}"));
    for (namespace, name) in DEPLOYMENTS {
        let deployment = format!("deployment/{name}");
        kubectl(&[
            "--namespace",
            namespace,
            "rollout",
            "status",
            &deployment,
            STARTED,
        ]);
    }
    until("the gateway's requests are counted", RUN, || {
        let query = "/api/v1/namespaces/ai/services/prometheus:9090/proxy/api/v1/query";
        let counted = format!("{query}?query=llm_requests_total");
        let said = run(&["get", "--raw", &counted], None).ok()?;
        said.contains("__name__").then_some(())
    });
    Some(installed)
}

/// Starts a drill as the README says, and fails unless it passes; how many seconds that took.
fn passes(drill: &str) -> i64 {
    let begun = wall_ms();
    let from = format!("--from=cronjob/firedrill-{drill}");
    kubectl(&["--namespace", "firedrill", "create", "job", drill, &from]);
    ended("firedrill", drill, RUN);
    let job = format!("job/{drill}");
    let said = kubectl(&["--namespace", "firedrill", "logs", &job]);
    assert!(said.contains(&format!("PASS  {drill} on target")), "{said}");
    (wall_ms() - begun) / 1_000
}

#[test]
fn the_readme_installs_a_platform_and_drills_it() {
    let begun = wall_ms();
    let Some(_installed) = install() else {
        return;
    };
    println!("installed after {} s", (wall_ms() - begun) / 1_000);
    let took = passes("provider-blackhole");
    println!("the drill took {took} s");
}

#[test]
#[ignore = "takes five minutes; the drills are run elsewhere, too"]
fn each_drill_of_the_stand_in_passes() {
    let Some(_installed) = install() else {
        return;
    };
    for drill in ["cache-disable", "bad-model-rollout", "provider-blackhole"] {
        println!("{drill} took {} s", passes(drill));
    }
}
