//! Manifests: many objects in one text.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::kubectl::{kubectl, run};
use crate::support::until;

/// The objects of a text.
pub(super) fn objects(yaml: &str) -> Vec<Value> {
    let documents = yaml.split("\n---\n");
    let read =
        |text: &str| serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    let objects = documents.map(read);
    objects.filter(|object: &Value| !object.is_null()).collect()
}

pub(super) fn apply(objects: &[Value], how: &[&str]) -> Result<String, String> {
    let list = json!({"apiVersion": "v1", "kind": "List", "items": objects}).to_string();
    run(
        &[&["apply", "--filename", "-"][..], how].concat(),
        Some(&list),
    )
}

/// The test cluster has no volumes: reports are read off the log.
pub(super) fn without_volumes(objects: &mut Vec<Value>) {
    for object in objects.iter_mut() {
        if object["kind"] == "CronJob" {
            let pod = &mut object["spec"]["jobTemplate"]["spec"]["template"]["spec"];
            let volumes = pod["volumes"].as_array_mut().unwrap();
            let reports = volumes
                .iter_mut()
                .find(|volume| volume["name"] == "reports");
            *reports.unwrap() = json!({"name": "reports", "emptyDir": {}});
        }
    }
    objects.retain(|object| object["kind"] != "PersistentVolumeClaim");
}

/// How a job ended, once it has.
pub(super) fn ended(namespace: &str, job: &str, limit: Duration) -> Value {
    let show = ["--namespace", namespace, "get", "job", job, "--output=json"];
    until("the job ends", limit, || {
        let job: Value = serde_json::from_str(&kubectl(&show)).unwrap();
        let conditions = job["status"]["conditions"].as_array()?;
        let is_over = |kind: &Value| kind == "Failed" || kind == "Complete";
        let over = conditions.iter().any(|one| is_over(&one["type"]));
        over.then(|| job["status"].clone())
    })
}
