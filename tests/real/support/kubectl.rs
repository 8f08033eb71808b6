//! The cluster, as `kubectl` sees it.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::wait::until;
use crate::skip::skipped;

/// When `kubectl` gives up a request.
const REQUEST: &str = "--request-timeout=20s";
/// How long a new namespace may take to have its service account.
const READY: Duration = Duration::from_secs(20);

/// How many namespaces there are already.
static NAMESPACES: AtomicU32 = AtomicU32::new(0);

/// Two namespaces of a test's own: one for firedrill's lock, one in which things are changed.
pub(crate) struct Namespaces {
    pub(crate) lock: String,
    pub(crate) changed: String,
}

impl Namespaces {
    /// New, empty ones; none without a cluster.
    pub(crate) fn new() -> Option<Self> {
        let there = std::env::var_os("KUBECONFIG").is_some();
        if !there {
            skipped("no cluster: set KUBECONFIG (kind, k3d, or the test cluster)");
            return None;
        }
        let number = NAMESPACES.fetch_add(1, Ordering::Relaxed);
        let name = |role: &str| format!("firedrill-{role}-{}-{number}", std::process::id());
        let namespaces = Self {
            lock: name("lock"),
            changed: name("test"),
        };
        for namespace in [&namespaces.lock, &namespaces.changed] {
            kubectl(&["create", "namespace", namespace]);
            // What is created before the service account is there may be refused.
            until("the namespace is ready", READY, || {
                let account = ["--namespace", namespace, "get", "serviceaccount", "default"];
                run(&account, None).ok()
            });
        }
        Some(namespaces)
    }

    /// A command about the namespace in which things are changed.
    pub(crate) fn kubectl(&self, arguments: &[&str]) -> String {
        let mut all = vec!["--namespace", &*self.changed];
        all.extend(arguments);
        kubectl(&all)
    }

    /// Creates an object there.
    pub(crate) fn create(&self, object: &Value) {
        let arguments = ["--namespace", &self.changed, "create", "--filename", "-"];
        run(&arguments, Some(&object.to_string())).unwrap_or_else(|error| panic!("{error}"));
    }

    /// An object as it is now, with everything.
    pub(crate) fn object(&self, kind: &str, name: &str) -> Value {
        let show = [
            "get",
            kind,
            name,
            "--output",
            "json",
            "--show-managed-fields",
        ];
        serde_json::from_str(&self.kubectl(&show)).unwrap()
    }

    /// An object without what changes by being written: who wrote it, how often, and the state that
    /// follows.
    pub(crate) fn essence(&self, kind: &str, name: &str) -> Value {
        let mut object = self.object(kind, name);
        let metadata = object["metadata"].as_object_mut().unwrap();
        for own in ["resourceVersion", "generation", "managedFields"] {
            metadata.remove(own);
        }
        if let Some(annotations) = metadata
            .get_mut("annotations")
            .and_then(Value::as_object_mut)
        {
            // Counted by the controllers of Deployments and of Rollouts.
            annotations.remove("deployment.kubernetes.io/revision");
            annotations.remove("rollout.argoproj.io/revision");
            if annotations.is_empty() {
                metadata.remove("annotations");
            }
        }
        object.as_object_mut().unwrap().remove("status");
        object
    }
}

impl Drop for Namespaces {
    fn drop(&mut self) {
        for namespace in [&self.lock, &self.changed] {
            let gone = ["delete", "namespace", namespace, "--wait=false"];
            // A test that failed has said why already.
            let _ = run(&gone, None);
        }
    }
}

/// What a command says; it must succeed.
#[track_caller]
pub(crate) fn kubectl(arguments: &[&str]) -> String {
    match run(arguments, None) {
        Ok(said) => said,
        Err(error) => panic!("{error}"),
    }
}

/// What a command says, or why it failed.
pub(crate) fn run(arguments: &[&str], input: Option<&str>) -> Result<String, String> {
    let told = || format!("kubectl {}", arguments.join(" "));
    let mut child = Command::new("kubectl")
        .arg(REQUEST)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", told()))?;
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(input.unwrap_or_default().as_bytes())
        .unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("{}: {}", told(), text(&output.stderr)))
    }
}

/// A ConfigMap with these keys.
pub(crate) fn config_map(name: &str, data: &Value) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name},
        "data": data,
    })
}

/// A Deployment of two containers that runs no pods.
pub(crate) fn deployment(name: &str, env: &Value) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "annotations": {"owner": "somebody"}},
        "spec": {
            "replicas": 0,
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [
                    {"name": "sidecar", "image": "localhost/nothing:1"},
                    {"name": "gateway", "image": "localhost/nothing:1", "env": env},
                ]},
            },
        },
    })
}
