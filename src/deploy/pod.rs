//! What all of our pods have in common: they may do nothing that they do not need.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::files::file_of_target;
use super::words::{SECRET, TARGET, own};
use super::{Order, words};
use crate::spec::Target;
use crate::spec::target::{Auth, HeaderValue, Secret};

/// Nobody in particular, as in distroless images.
const NOBODY: u32 = 65_532;
/// Where the target file is.
pub(super) const TARGET_AT: &str = "/etc/firedrill/target";

/// A container of a pod, before it is told what to do.
pub(super) struct Container {
    pub(super) arguments: Vec<String>,
    pub(super) env: Vec<Value>,
    pub(super) ports: Vec<Value>,
    /// What it finds in its file system.
    pub(super) files: Files,
    pub(super) resources: Value,
    pub(super) liveness: Option<Value>,
}

/// Mounts, and the volumes for them.
#[derive(Default)]
pub(super) struct Files {
    mounts: Vec<Value>,
    volumes: Vec<Value>,
}

impl Files {
    /// With something that may only be read.
    pub(super) fn read(self, name: &str, at: &str, volume: Value) -> Self {
        let mount = json!({"mountPath": at, "readOnly": true});
        self.with(name, mount, volume)
    }

    /// With a volume of this name, mounted so.
    pub(super) fn with(mut self, name: &str, mut mount: Value, mut volume: Value) -> Self {
        mount["name"] = name.into();
        volume["name"] = name.into();
        self.mounts.push(mount);
        self.volumes.push(volume);
        self
    }

    /// With the target file at its path.
    pub(super) fn with_target(self) -> Self {
        self.read("target", TARGET_AT, json!({"configMap": {"name": TARGET}}))
    }
}

/// The path of the target file in every pod.
pub(super) fn target_path(order: &Order<'_>) -> String {
    format!("{TARGET_AT}/{}", file_of_target(order))
}

/// Asks a program whether it goes on; one that does not is started anew.
pub(super) fn healthz() -> Value {
    json!({
        "httpGet": {"path": "/healthz", "port": "metrics"},
        "periodSeconds": 20,
        "failureThreshold": 3,
    })
}

/// A pod of this component, that has so many seconds to end.
pub(super) fn spec(order: &Order<'_>, component: &str, container: Container, grace: u64) -> Value {
    let Files { mounts, volumes } = container.files;
    let mut inside = json!({
        "name": words::NAME,
        "image": order.image,
        "imagePullPolicy": "IfNotPresent",
        "args": container.arguments,
        "env": container.env,
        "ports": container.ports,
        "volumeMounts": mounts,
        "resources": container.resources,
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": true,
            "capabilities": {"drop": ["ALL"]},
        },
    });
    if let Some(probe) = container.liveness {
        inside["livenessProbe"] = probe;
    }
    json!({
        "serviceAccountName": own(component),
        // Variables for every Service of the namespace are none of our settings.
        "enableServiceLinks": false,
        "terminationGracePeriodSeconds": grace,
        "securityContext": {
            "runAsNonRoot": true,
            "runAsUser": NOBODY,
            "runAsGroup": NOBODY,
            "fsGroup": NOBODY,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [inside],
        "volumes": volumes,
    })
}

/// The variables of the target file, out of the Secret.
pub(super) fn secret_env(target: &Target) -> Vec<Value> {
    let variable = |name: String| {
        json!({
            "name": name,
            "valueFrom": {"secretKeyRef": {"name": SECRET, "key": name}},
        })
    };
    secrets(target).into_iter().map(variable).collect()
}

/// The variables that the target file names.
pub(super) fn secrets(target: &Target) -> BTreeSet<String> {
    let named = |secret: Secret| match secret {
        Secret::Env(name) => Some(name),
        Secret::File(_) => None,
    };
    all(target).into_iter().filter_map(named).collect()
}

/// The files that it names: secrets and certificates.
pub(super) fn secret_files(target: &Target) -> BTreeSet<PathBuf> {
    let named = |secret: Secret| match secret {
        Secret::File(path) => Some(path),
        Secret::Env(_) => None,
    };
    let notify = target.notify.iter();
    let webhook = notify.flat_map(|it| {
        [&it.tls.ca, &it.tls.cert, &it.tls.key]
            .into_iter()
            .flatten()
    });
    let tls = doors(target).into_iter().flat_map(|door| door.tls);
    let tls = tls.chain(webhook.map(PathBuf::as_path)).map(Path::to_owned);
    all(target)
        .into_iter()
        .filter_map(named)
        .chain(tls)
        .collect()
}

fn all(target: &Target) -> Vec<Secret> {
    let doors = doors(target).into_iter().flat_map(|door| door.secrets);
    let webhook = target.notify.iter().map(|notify| &notify.url);
    doors.chain(webhook).cloned().collect()
}

/// Where a pod goes: a URL, and what it takes to get in.
pub(super) struct Door<'a> {
    pub(super) url: &'a str,
    secrets: Vec<&'a Secret>,
    tls: Vec<&'a Path>,
}

/// Every server of a target.
pub(super) fn doors(target: &Target) -> Vec<Door<'_>> {
    let servers = [&target.prometheus, &target.alertmanager];
    let servers = servers.into_iter().chain(&target.toxiproxy).map(|server| {
        let secret = server.auth.as_ref().map(|auth| match auth {
            Auth::Bearer(secret) => secret,
            Auth::Basic { password, .. } => password,
        });
        (
            &*server.url,
            secret.into_iter().collect::<Vec<_>>(),
            &server.headers,
            &server.tls,
        )
    });
    let gateway = &target.gateway;
    let keys = gateway.key.iter().chain(&gateway.runaway_key).collect();
    let gateway = (&*gateway.url, keys, &gateway.headers, &gateway.tls);
    let probes = target.probes.values().map(|probe| {
        (
            &*probe.url,
            probe.key.iter().collect::<Vec<_>>(),
            &probe.headers,
            &probe.tls,
        )
    });
    servers
        .chain([gateway])
        .chain(probes)
        .map(|(url, mut secrets, headers, tls)| {
            secrets.extend(headers.values().filter_map(|value| match value {
                HeaderValue::Secret(secret) => Some(secret),
                HeaderValue::Text(_) => None,
            }));
            let paths = [&tls.ca, &tls.cert, &tls.key].into_iter().flatten();
            Door {
                url,
                secrets,
                tls: paths.map(PathBuf::as_path).collect(),
            }
        })
        .collect()
}
