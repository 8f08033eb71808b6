//! The files that pods read, and the room for those that they write.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::words::{DRILL, DRILLS, REPORTS, TARGET};
use super::{Order, metadata};
use crate::base::Problem;

/// A ConfigMap holds no more than this.
const BYTES_MAX: usize = 1 << 20;

pub(super) fn objects(order: &Order<'_>, lock: &str) -> Result<[Value; 3], Box<Problem>> {
    let bytes: usize = order.files.iter().map(|(_, text)| text.len()).sum();
    if bytes > BYTES_MAX {
        return Err(Box::new(
            Problem::error(
                "deploy/too-large",
                format!("the drills' files have {bytes} bytes, and a ConfigMap holds {BYTES_MAX}"),
            )
            .hint("deploy the drills in two parts, or build them into the image"),
        ));
    }
    let drills: BTreeMap<String, &str> = (order.files.iter())
        .map(|(path, text)| (key(path), &**text))
        .collect();
    Ok([
        json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(lock, DRILLS, DRILL),
            "data": drills,
        }),
        json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(lock, TARGET, DRILL),
            "data": {file_of_target(order): order.target_text},
        }),
        json!({
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": metadata(lock, REPORTS, DRILL),
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": order.storage}},
            },
        }),
    ])
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
