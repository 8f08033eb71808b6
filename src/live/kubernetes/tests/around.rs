//! What is read around the places.

use super::*;
use crate::base::ServerTime;
use crate::world::{EgressPolicy, Found};

/// Answers requests until the read is over: each with what stands in the script under a part of its
/// URL, or its end where that is followed by a `$`; what is not there is refused.
async fn read(place: &Place, script: &[(&str, Value)]) -> Result<Option<Found>, Refusal> {
    let (kubernetes, mut server) = cluster();
    let answering = async {
        loop {
            answer_from(&mut server, script).await;
        }
    };
    tokio::select! {
        found = kubernetes.read(place) => {
            let answer = found?;
            let Answer::Found { found } = answer else {
                panic!("{answer:?}")
            };
            Ok(found)
        }
        () = answering => unreachable!(),
    }
}

async fn answer_from(server: &mut Server, script: &[(&str, Value)]) {
    let Some((request, respond)) = server.next_request().await else {
        return std::future::pending().await;
    };
    let asked = request.uri().to_string();
    let fits = |part: &str| match part.strip_suffix('$') {
        Some(end) => asked.ends_with(end),
        None => asked.contains(part),
    };
    let known = script.iter().find(|(part, _)| fits(part));
    let (status, body) = match known {
        Some((_, body)) => (200, body.clone()),
        None => (403, refused(403, "Forbidden")),
    };
    let response = Response::builder()
        .status(status)
        .body(Body::from(body.to_string().into_bytes()));
    respond.send_response(response.expect("a response"));
}

fn metadata(name: &str) -> Value {
    json!({"name": name, "namespace": "ai", "uid": "u1", "resourceVersion": "7"})
}

fn list(kind: &str, items: &Value) -> Value {
    json!({"kind": kind, "apiVersion": "v1", "metadata": {}, "items": items})
}

fn rollout(status: &Value) -> Value {
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout",
        "metadata": {
            "name": "chat", "namespace": "ai", "uid": "u1", "resourceVersion": "7",
            "annotations": {"rollout.argoproj.io/revision": "2"},
            "managedFields": [
                {"manager": "us", "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1",
                 "fieldsV1": {"f:spec": {"f:template": {}}}},
                {"manager": status["by"], "subresource": "status", "time": "2026-01-01T00:01:00Z",
                 "fieldsType": "FieldsV1", "fieldsV1": {"f:status": {"f:abort": {}}}},
            ],
        },
        "spec": {"template": {"spec": {"containers": [{"name": "server", "image": "bad:1"}]}}},
        "status": status,
    })
}

fn image() -> Place {
    let container = "server".into();
    Place::cluster(ObjectKind::Rollout, "ai", "chat", Part::Image { container })
}

#[tokio::test]
async fn who_aborted_a_roll_out_is_told_by_its_analysis() {
    let run = |revision: &str, phase: &str| {
        let mut described = metadata("chat");
        described["annotations"] = json!({"rollout.argoproj.io/revision": revision});
        json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AnalysisRun",
            "metadata": described, "status": {"phase": phase},
        })
    };
    // The same version failed in an earlier drill.
    let runs = |phase: &str| {
        list(
            "AnalysisRunList",
            &json!([run("1", "Failed"), run("2", phase)]),
        )
    };
    let aborted = |by: &str| rollout(&json!({"abort": true, "currentPodHash": "abc", "by": by}));
    for (by, phase, who) in [
        ("rollouts-controller", "Failed", "argo-rollouts"),
        (
            "rollouts-controller",
            "Error",
            "argo-rollouts, since its analysis could measure nothing",
        ),
        ("kubectl-patch", "Successful", "kubectl-patch"),
        (
            "kubectl-argo-rollouts",
            "Successful",
            "kubectl-argo-rollouts",
        ),
    ] {
        let script = [
            ("/rollouts/chat", aborted(by)),
            (
                "/analysisruns?&labelSelector=rollouts-pod-template-hash%3Dabc",
                runs(phase),
            ),
        ];
        let found = read(&image(), &script).await.unwrap().unwrap();
        assert_eq!(found.withheld_by.as_deref(), Some(who));
        // The bad version stays in the spec, whoever wrote the template as a whole.
        assert_eq!(found.content, Content::Is("bad:1".into()));
        assert_eq!(found.by.as_deref(), Some("us"));
    }
    let goes_on = [("/rollouts/chat", rollout(&json!({"currentPodHash": "abc"})))];
    let found = read(&image(), &goes_on).await.unwrap().unwrap();
    assert_eq!(found.withheld_by, None);
}

#[tokio::test]
async fn an_autoscaler_is_named_and_hinders_nobody_who_may_not_read_it() {
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata("store"),
        "spec": {"replicas": 3},
    });
    let place = Place::cluster(ObjectKind::Deployment, "ai", "store", Part::Replicas);
    let scaler = |kind: &str, name: &str| {
        json!({"metadata": metadata("keeps-three"),
               "spec": {"maxReplicas": 3, "scaleTargetRef": {"kind": kind, "name": name}}})
    };
    let others = [
        scaler("StatefulSet", "store"),
        scaler("Deployment", "other"),
    ];
    let ours = [&others[..], &[scaler("Deployment", "store")]].concat();
    for (scalers, named) in [(&others[..], None), (&ours, Some("keeps-three"))] {
        let script = [
            ("/deployments/store", deployment.clone()),
            (
                "/horizontalpodautoscalers",
                list("HorizontalPodAutoscalerList", &json!(scalers)),
            ),
        ];
        let found = read(&place, &script).await.unwrap().unwrap();
        assert_eq!(found.claims.scaled_by.as_deref(), named);
    }
    let found = read(&place, &[("/deployments/store", deployment)]).await;
    assert_eq!(found.unwrap().unwrap().content, Content::Is(3.into()));
}

/// A namespace with a bit of everything, whose ConfigMap objects may not be listed.
fn namespace() -> Vec<(&'static str, Value)> {
    let written = |name: &str, manager: &str, time: &str| {
        let mut described = metadata(name);
        described["managedFields"] = json!([
            {"manager": manager, "time": time, "fieldsType": "FieldsV1", "fieldsV1": {}},
            {"manager": "a-controller", "subresource": "status", "time": "2026-01-02T11:59:00Z"},
        ]);
        json!({"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata",
               "metadata": described})
    };
    let policy = |name: &str, types: Value| {
        json!({"metadata": metadata(name), "spec": {
            "podSelector": {"matchLabels": {"app": "gateway"}}, "policyTypes": types}})
    };
    vec![
        (
            "/namespaces/ai/deployments",
            list(
                "PartialObjectMetadataList",
                &json!([
                    written("llm-gateway", "helm", "2026-01-02T09:00:00Z"),
                    written("long-ago", "helm", "2026-01-01T11:00:00Z"),
                    written("our-own", "firedrill", "2026-01-02T11:00:00Z"),
                ]),
            ),
        ),
        (
            "/resourcequotas",
            list(
                "ResourceQuotaList",
                &json!([{"metadata": metadata("small"), "status": {
                    "hard": {"pods": "4", "limits.cpu": "2"}, "used": {"pods": "4", "limits.cpu": "1"},
                }}]),
            ),
        ),
        (
            "/poddisruptionbudgets",
            list(
                "PodDisruptionBudgetList",
                &json!([{"metadata": metadata("two"), "status": {
                    "disruptionsAllowed": 0, "expectedPods": 2, "currentHealthy": 1, "desiredHealthy": 2,
                }}]),
            ),
        ),
        (
            "/networkpolicies",
            list(
                "NetworkPolicyList",
                &json!([
                    policy("cut", json!(["Egress"])),
                    policy("open", json!(["Egress"])),
                    policy("in", json!(["Ingress"])),
                ]),
            ),
        ),
        (
            "/namespaces/ai$",
            json!({
                "apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata",
                "metadata": {"name": "ai", "labels": {"environment": "staging"}},
            }),
        ),
    ]
}

#[tokio::test]
async fn what_surrounds_a_place_is_told_and_what_may_not_be_read_is_not_known() {
    let (kubernetes, mut server) = cluster();
    let script = namespace();
    let places = [Place::cluster(
        ObjectKind::NetworkPolicy,
        "ai",
        "cut",
        Part::Spec,
    )];
    let noon = ServerTime::from_unix_ms(1_767_355_200_000);
    let answering = async {
        loop {
            answer_from(&mut server, &script).await;
        }
    };
    let found = tokio::select! {
        found = kubernetes.surroundings(&places, noon) => found.unwrap(),
        () = answering => unreachable!(),
    };
    assert_eq!(found.environments, [("ai".into(), Some("staging".into()))]);
    let [recent] = &*found.recent else {
        panic!("{:?}", found.recent)
    };
    assert_eq!(
        (&*recent.by, recent.ago),
        ("helm", Duration::from_mins(180))
    );
    assert_eq!(recent.object, "Deployment `ai/llm-gateway`");
    let [quota, budget] = &*found.tight else {
        panic!("{:?}", found.tight)
    };
    assert!(
        quota.contains("`ai/small` is used up: 4 of pods"),
        "{quota}"
    );
    assert!(
        budget.contains("1 of 2 are healthy, and 2 must be"),
        "{budget}"
    );
    let open = EgressPolicy {
        name: "ai/open".into(),
        labels: [("app".to_owned(), "gateway".to_owned())].into(),
    };
    assert_eq!(found.policies, [open]);
    let [unknown] = &*found.unknown else {
        panic!("{:?}", found.unknown)
    };
    assert!(
        unknown.contains("which ConfigMaps of `ai` changed lately"),
        "{unknown}"
    );
    // Outside of the cluster there is nothing around.
    let toxic = Place::Toxic { proxy: "p".into() };
    assert_eq!(kubernetes.surroundings(&[toxic], noon).await, None);
}
