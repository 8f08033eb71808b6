//! The set of drills that is built into the program.

use crate::base::Source;

macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../drills/", $path))),)+]
    };
}

/// Their paths and texts.
pub(super) const FILES: &[(&str, &str)] = files![
    "alertmanager.yaml",
    "alerts/cache.yaml",
    "alerts/cost.yaml",
    "alerts/detection.yaml",
    "alerts/provider.yaml",
    "alerts/quality.yaml",
    "alerts/service.yaml",
    "policy.yaml",
    "profiles/reference.yaml",
    "profiles/bifrost.yaml",
    "profiles/envoy-ai-gateway.yaml",
    "profiles/kong.yaml",
    "profiles/kserve.yaml",
    "profiles/litellm.yaml",
    "profiles/llm-d.yaml",
    "profiles/nim.yaml",
    "profiles/opentelemetry-genai.yaml",
    "profiles/portkey.yaml",
    "profiles/tensorzero.yaml",
    "profiles/triton.yaml",
    "profiles/vllm.yaml",
    "inventory.yaml",
    "runbooks/cache-failure.md",
    "runbooks/cost-spike.md",
    "runbooks/latency.md",
    "runbooks/model-outage.md",
    "runbooks/provider-errors.md",
    "runbooks/quality-regression.md",
    "runbooks/safety-incident.md",
    "provider-blackhole.yaml",
    "bad-model-rollout.yaml",
    "bad-model-unsafe.yaml",
    "runaway-tokens.yaml",
    "cache-disable.yaml",
    "cache-outage.yaml",
];

/// The files below a folder of the built-in set; those at its top for the empty name.
pub(super) fn below(folder: &str) -> Vec<Source> {
    FILES
        .iter()
        .filter(|(path, _)| path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder)
        .map(|(path, text)| Source::new(format!("built-in/{path}"), *text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_is_built_in() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/drills");
        for folder in ["", "alerts", "profiles", "runbooks"] {
            let on_disk = std::fs::read_dir(format!("{root}/{folder}"))
                .unwrap()
                .filter(|entry| {
                    entry
                        .as_ref()
                        .unwrap()
                        .path()
                        .extension()
                        .is_some_and(|e| e == "yaml" || e == "md")
                })
                .count();
            assert_eq!(below(folder).len(), on_disk, "in drills/{folder}");
        }
    }
}
