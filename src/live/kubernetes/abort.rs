//! Who aborted a roll-out of Argo Rollouts.
//!
//! An aborted version stays in the Rollout's spec; that it is held back stands in the status. Who did
//! that is told by three witnesses together: who owns `status.abort` in `managedFields`, what became of
//! the AnalysisRun of this version, and whether it came to a result at all.

use kube::api::{Api, DynamicObject, ListParams};
use kube::core::ApiResource;
use serde_json::Value;

use super::Kubernetes;
use super::call::Kind;
use super::found::written_by;
use super::spot::Spot;
use crate::world::ObjectKind;

/// What the gate is called in a drill's `taken_back`.
const GATE: &str = "argo-rollouts";
/// What the controller calls itself where a cluster keeps who wrote what: its program's name, in the
/// official image and where it was built by hand.
const CONTROLLERS: [&str; 2] = ["rollouts-controller", "argo-rollouts"];
/// The annotation by which Rollout and AnalysisRun say to which revision they belong.
const REVISION: &str = "rollout.argoproj.io/revision";
/// The label by which an AnalysisRun says which version it analyses.
const VERSION: &str = "rollouts-pod-template-hash";
/// More AnalysisRuns of one version are not read.
const MOST: u32 = 100;

impl Kubernetes {
    /// Who keeps the new version of a Rollout from being rolled out; none if nobody does.
    pub(super) async fn aborted_by(&self, spot: &Spot<'_>, object: &Value) -> Option<String> {
        if spot.object.kind != ObjectKind::Rollout || object["status"]["abort"] != true {
            return None;
        }
        let owner = written_by(object, &["f:status".to_owned(), "f:abort".to_owned()]);
        let owner = owner.unwrap_or_else(|| "somebody".to_owned());
        if !CONTROLLERS.contains(&&*owner) {
            return Some(owner);
        }
        let version = object["status"]["currentPodHash"].as_str()?;
        // The same version may have been analysed before: in an earlier drill, for one.
        let revision = object["metadata"]["annotations"][REVISION].clone();
        let runs: Api<DynamicObject> = Api::namespaced_with(
            self.client.clone(),
            &spot.object.namespace,
            &ApiResource {
                group: "argoproj.io".to_owned(),
                version: "v1alpha1".to_owned(),
                api_version: "argoproj.io/v1alpha1".to_owned(),
                kind: "AnalysisRun".to_owned(),
                plural: "analysisruns".to_owned(),
            },
        );
        let wanted = ListParams::default()
            .labels(&format!("{VERSION}={version}"))
            .limit(MOST);
        let listed = self.aside(self.call(Kind::Read, || runs.list(&wanted)));
        Some(match listed.await {
            Ok(runs) => {
                let own = runs.items.iter().filter(|run| {
                    let annotations = run.metadata.annotations.as_ref();
                    let of = annotations.and_then(|all| all.get(REVISION));
                    revision.as_str() == of.map(String::as_str)
                });
                verdict(own.map(|run| &run.data["status"]["phase"]))
            }
            Err(failure) => format!("{GATE}, for a reason that cannot be read: {}", failure.why),
        })
    }
}

/// The gate, if an analysis failed; else why it cannot be its merit.
fn verdict<'a>(phases: impl Iterator<Item = &'a Value>) -> String {
    let phases: Vec<&str> = phases.filter_map(Value::as_str).collect();
    if phases.contains(&"Failed") {
        GATE.to_owned()
    } else if phases.contains(&"Error") {
        format!("{GATE}, since its analysis could measure nothing")
    } else {
        format!("{GATE}, without an analysis that failed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_analysis_that_failed_is_the_gates_merit() {
        let of = |phases: &[&str]| {
            let phases: Vec<Value> = phases.iter().map(|phase| (*phase).into()).collect();
            verdict(phases.iter())
        };
        assert_eq!(of(&["Successful", "Failed"]), "argo-rollouts");
        for phases in [&["Error"][..], &["Successful"], &[]] {
            assert_ne!(of(phases), "argo-rollouts", "{phases:?}");
        }
    }
}
