//! The files that pods read, and the room for those that they write.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::words::{DRILL, DRILLS, REPORTS, TARGET};
use super::{Order, metadata};
use crate::base::Problem;

/// A ConfigMap holds no more than this.
const BYTES_MAX: usize = 1 << 20;

/// The drills, the target, and a volume for reports.
pub(super) fn objects(order: &Order<'_>, lock: &str) -> Result<[Value; 3], Box<Problem>> {
    Ok([
        drills(order, lock)?,
        targets(std::slice::from_ref(order), lock)?,
        reports(order, lock),
    ])
}

/// The drills and the files beside them.
pub(super) fn drills(order: &Order<'_>, namespace: &str) -> Result<Value, Box<Problem>> {
    let files = (order.files.iter()).map(|(path, text)| (key(path), &**text));
    let hint = "deploy the drills in two parts, or build them into the image";
    config_map(namespace, DRILLS, ("the drills' files", hint), files)
}

/// The target files.
pub(super) fn targets(orders: &[Order<'_>], namespace: &str) -> Result<Value, Box<Problem>> {
    let files = (orders.iter()).map(|order| (file_of_target(order), order.target_text));
    let hint = "name fewer clusters at a time";
    config_map(namespace, TARGET, ("the target files", hint), files)
}

/// The room for reports.
pub(super) fn reports(order: &Order<'_>, namespace: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": metadata(namespace, REPORTS, DRILL),
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": order.storage}},
        },
    })
}

fn config_map<'a>(
    namespace: &str,
    name: &str,
    (what, hint): (&str, &str),
    files: impl Iterator<Item = (String, &'a str)>,
) -> Result<Value, Box<Problem>> {
    let data: BTreeMap<String, &str> = files.collect();
    let bytes: usize = data.values().map(|text| text.len()).sum();
    if bytes > BYTES_MAX {
        return Err(Box::new(
            Problem::error(
                "deploy/too-large",
                format!("{what} have {bytes} bytes, and a ConfigMap holds {BYTES_MAX}"),
            )
            .hint(hint),
        ));
    }
    Ok(json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(namespace, name, DRILL),
        "data": data,
    }))
}

/// The target file's name; the target is called so in reports.
pub(super) fn file_of_target(order: &Order<'_>) -> String {
    format!("{}.yaml", order.target.name)
}

/// Where each key of the drills' ConfigMap is mounted: keys have no slashes.
pub(super) fn items(order: &Order<'_>) -> Vec<Value> {
    let paths = order.files.iter().map(|(path, _)| path);
    paths
        .map(|path| json!({"key": key(path), "path": path}))
        .collect()
}

fn key(path: &str) -> String {
    path.replace('/', "_")
}
