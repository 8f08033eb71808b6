//! Argo Rollouts as a real gate: who aborted a bad version, as its controller leaves it behind.
//!
//! Canaries are judged by an analysis whose measurement is a pod that fails, so that these tests need
//! nothing but a controller in the cluster.

use std::time::Duration;

use firedrill::world::{Content, Found, ObjectKind, Part, Place, ReceiptId};
use serde_json::{Value, json};

use super::room::{Room, run, text};
use crate::support::kubectl::Namespaces;
use crate::support::{platform_image, program_image, until_told};

/// How long the controller may take, pods included, on a busy machine.
const DECIDED: Duration = Duration::from_secs(120);
const NAME: &str = "chat-model";

/// What the analysis measures.
#[derive(Clone, Copy, Debug)]
enum Gate {
    /// A pod that fails.
    Fails,
    /// A Prometheus where nobody listens.
    IsBlind,
    /// A pod that goes on for ever: somebody else must decide.
    Waits,
}

impl Gate {
    fn provider(self, image: &str) -> Value {
        let job = |script: &str| {
            let container = json!({
                "name": "measure", "image": image, "imagePullPolicy": "Never",
                "command": ["/bin/sh", "-c", script],
            });
            let pod = json!({"restartPolicy": "Never", "containers": [container]});
            json!({"job": {"spec": {"backoffLimit": 0, "template": {"spec": pod}}}})
        };
        match self {
            Self::Fails => job("exit 1"),
            Self::IsBlind => {
                json!({"prometheus": {"address": "http://127.0.0.1:9", "query": "up"}})
            }
            Self::Waits => job("sleep 3600"),
        }
    }
}

/// A Rollout that serves a good version, and a gate for the next.
struct Canary {
    namespaces: Namespaces,
    bad: String,
    place: Place,
}

impl Canary {
    fn start(gate: Gate) -> Option<Self> {
        let namespaces = Namespaces::new()?;
        let (good, bad) = (platform_image()?, program_image()?);
        let mut metric = gate.provider(&good);
        metric = json!({
            "name": "bad-answers", "provider": metric, "consecutiveErrorLimit": 0,
            "successCondition": "true",
        });
        if !matches!(gate, Gate::IsBlind) {
            // What a pod comes to is no expression.
            metric.as_object_mut().unwrap().remove("successCondition");
        }
        namespaces.create(&json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AnalysisTemplate",
            "metadata": {"name": "quality"}, "spec": {"metrics": [metric]},
        }));
        namespaces.create(&rollout(&good));
        let part = Part::Image {
            container: "server".into(),
        };
        let place = Place::cluster(ObjectKind::Rollout, &namespaces.changed, NAME, part);
        let canary = Self {
            namespaces,
            bad,
            place,
        };
        canary.until("the good version serves", |status| {
            status["phase"] == "Healthy"
        });
        Some(canary)
    }

    fn status(&self) -> Value {
        self.namespaces.object("rollouts.argoproj.io", NAME)["status"].clone()
    }

    #[track_caller]
    fn until(&self, what: &str, is: impl Fn(&Value) -> bool) {
        until_told(what, DECIDED, || {
            let status = self.status();
            if is(&status) {
                return Ok(());
            }
            Err(format!("{}: {}", status["phase"], status["message"]))
        });
    }

    /// Rolls the bad version out as a run does, has it decided upon, and puts the good one back.
    async fn rolled_out(&self, decided: impl AsyncFnOnce(&Self)) -> Found {
        let mut room = Room::new(&self.namespaces).await;
        let essence = || self.namespaces.essence("rollouts.argoproj.io", NAME);
        let (before, found) = (essence(), room.read(&self.place).await.unwrap());
        assert_eq!(found.withheld_by, None);
        let mark = ReceiptId::new(&run(), 1);
        let ours = text(&self.bad);
        self.write(&mut room, ours.clone(), Some(&mark)).await;
        decided(self).await;
        let seen = room.read(&self.place).await.unwrap();
        assert_eq!(seen.content, ours, "an aborted version stays in the spec");
        self.write(&mut room, found.content, None).await;
        assert_eq!(essence(), before);
        let restored = room.read(&self.place).await.unwrap();
        assert_eq!(restored.withheld_by, None, "nothing is held back any more");
        seen
    }

    /// Writes as a run does: read again where the controller has written meanwhile.
    async fn write(&self, room: &mut Room, content: Content, mark: Option<&ReceiptId>) {
        super::places::written(room, &self.place, |_| content.clone(), mark).await;
        if mark.is_none() {
            // The controller forgets the abort when it sees the version of before.
            self.until("the good version serves again", |status| {
                status["phase"] == "Healthy" && status["abort"] != true
            });
        }
    }

    fn is_aborted(&self) {
        self.until("it is aborted", |status| status["abort"] == true);
    }
}

/// Half of its pods are the new version's while that is analysed.
fn rollout(image: &str) -> Value {
    let container = json!({
        "name": "server", "image": image, "imagePullPolicy": "Never",
        "command": ["/bin/sh", "-c", "sleep 3600"],
    });
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": {"name": NAME},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": {"app": NAME}},
            "template": {
                "metadata": {"labels": {"app": NAME}},
                "spec": {"terminationGracePeriodSeconds": 0, "containers": [container]},
            },
            "strategy": {"canary": {"steps": [
                {"setWeight": 50},
                {"analysis": {"templates": [{"templateName": "quality"}]}},
            ]}},
        },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "wants Argo Rollouts in the cluster"]
async fn the_gate_is_told_from_one_that_could_not_measure() {
    let Some(canary) = Canary::start(Gate::Fails) else {
        return;
    };
    let seen = canary.rolled_out(async |canary| canary.is_aborted()).await;
    assert_eq!(seen.withheld_by.as_deref(), Some("argo-rollouts"));

    let blind = Canary::start(Gate::IsBlind).unwrap();
    let seen = blind.rolled_out(async |canary| canary.is_aborted()).await;
    let by = seen.withheld_by.unwrap();
    assert_eq!(
        by,
        "argo-rollouts, since its analysis could measure nothing"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "wants Argo Rollouts in the cluster"]
async fn a_person_who_aborts_is_not_the_gate() {
    let Some(canary) = Canary::start(Gate::Waits) else {
        return;
    };
    let aborted = async |canary: &Canary| {
        canary.until("the new version is analysed", |status| {
            status["canary"]["currentStepAnalysisRunStatus"]["status"] == "Running"
        });
        canary.namespaces.kubectl(&[
            "patch",
            "rollouts.argoproj.io",
            NAME,
            "--subresource=status",
            "--type=merge",
            "--patch",
            r#"{"status":{"abort":true}}"#,
        ]);
        canary.is_aborted();
    };
    let seen = canary.rolled_out(aborted).await;
    assert_eq!(seen.withheld_by.as_deref(), Some("kubectl-patch"));
}
