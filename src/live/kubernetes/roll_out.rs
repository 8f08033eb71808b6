//! How far pods are behind what their object asks for.

use serde_json::Value;

use crate::world::ObjectKind;

/// What a roll-out is waiting for; none once it is over, or of an object that has none.
pub(super) fn waits_for(kind: ObjectKind, object: &Value) -> Option<String> {
    match kind {
        ObjectKind::Deployment => pods(object),
        ObjectKind::InferenceService => model(object),
        ObjectKind::ConfigMap
        | ObjectKind::Rollout
        | ObjectKind::HttpRoute
        | ObjectKind::NetworkPolicy
        | ObjectKind::NetworkChaos => None,
    }
}

/// What an `InferenceService` is waiting for, by what KServe tells of it (its API's `v1beta1`): the model
/// that it serves is another until the new one is loaded. Not every version of KServe tells which
/// generation it has seen.
fn model(service: &Value) -> Option<String> {
    let (metadata, status) = (&service["metadata"], &service["status"]);
    let seen = status["observedGeneration"].as_u64();
    if seen.is_some_and(|seen| Some(seen) < metadata["generation"].as_u64()) {
        return Some("KServe has not seen the change".to_owned());
    }
    let model = &status["modelStatus"];
    if let Some(state) = model["transitionStatus"].as_str()
        && state != "UpToDate"
    {
        let why = model["lastFailureInfo"]["message"].as_str();
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        return Some(format!("the model is {state}{why}"));
    }
    let mut conditions = status["conditions"].as_array().into_iter().flatten();
    let ready = conditions.find(|condition| condition["type"] == "Ready");
    match ready {
        Some(ready) if ready["status"] == "True" => None,
        Some(ready) => {
            let why = ready["message"].as_str().or(ready["reason"].as_str());
            let why = why.map_or_else(String::new, |why| format!(": {why}"));
            Some(format!("it is not ready{why}"))
        }
        None => Some("KServe has not told yet whether it is ready".to_owned()),
    }
}

/// What a Deployment is waiting for, by the same signs as `kubectl rollout status`.
fn pods(deployment: &Value) -> Option<String> {
    let (metadata, status) = (&deployment["metadata"], &deployment["status"]);
    let count = |value: &Value| value.as_u64().unwrap_or(0);
    if count(&status["observedGeneration"]) < count(&metadata["generation"]) {
        return Some("the Deployment's controller has not seen the change".to_owned());
    }
    // The API server fills it in, so that it is never missing there.
    let wanted = deployment["spec"]["replicas"].as_u64().unwrap_or(1);
    let [all, new, ready] =
        ["replicas", "updatedReplicas", "availableReplicas"].map(|name| count(&status[name]));
    let late = deadline_exceeded(status);
    let why = late.map_or_else(String::new, |late| format!(": {late}"));
    if new < wanted {
        Some(format!("new pods: {new} of {wanted}{why}"))
    } else if all > new {
        Some(format!("old pods that are still there: {}{why}", all - new))
    } else if ready < new {
        Some(format!("new pods that are ready: {ready} of {new}{why}"))
    } else {
        None
    }
}

/// What the controller says of a roll-out that exceeded its own deadline.
fn deadline_exceeded(status: &Value) -> Option<&str> {
    let mut conditions = status["conditions"].as_array()?.iter();
    let late = conditions.find(|condition| condition["reason"] == "ProgressDeadlineExceeded")?;
    late["message"].as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A Deployment of three pods: how many there are, are new, and are ready.
    fn deployment(all: u64, new: u64, ready: u64) -> Value {
        json!({
            "metadata": {"generation": 4},
            "spec": {"replicas": 3},
            "status": {
                "observedGeneration": 4, "replicas": all, "updatedReplicas": new,
                "availableReplicas": ready,
            },
        })
    }

    #[test]
    fn a_roll_out_is_over_when_there_are_only_new_pods_and_all_are_ready() {
        let told = |all, new, ready| pods(&deployment(all, new, ready));
        assert_eq!(told(3, 3, 3), None);
        assert_eq!(told(4, 1, 3).as_deref(), Some("new pods: 1 of 3"));
        assert_eq!(
            told(4, 3, 3).as_deref(),
            Some("old pods that are still there: 1")
        );
        assert_eq!(
            told(3, 3, 2).as_deref(),
            Some("new pods that are ready: 2 of 3")
        );
    }

    #[test]
    fn what_the_controller_has_not_seen_says_nothing_of_the_change() {
        let mut stale = deployment(3, 3, 3);
        stale["metadata"]["generation"] = 5.into();
        let told = pods(&stale);
        assert!(told.is_some_and(|told| told.contains("has not seen the change")));
    }

    #[test]
    fn no_pods_at_all_can_be_what_is_wanted() {
        let mut none = json!({
            "metadata": {"generation": 2},
            "spec": {"replicas": 0},
            "status": {"observedGeneration": 2},
        });
        assert_eq!(pods(&none), None);
        none["status"]["replicas"] = 2.into();
        assert!(pods(&none).is_some());
    }

    #[test]
    fn a_roll_out_that_exceeded_its_deadline_says_so() {
        let mut late = deployment(4, 1, 3);
        late["status"]["conditions"] = json!([{
            "type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded",
            "message": "ReplicaSet \"chat-6f\" has timed out progressing.",
        }]);
        let told = pods(&late);
        assert!(told.is_some_and(|told| told.ends_with("has timed out progressing.")));
    }

    fn inference_service(status: &Value) -> Value {
        json!({"metadata": {"generation": 4}, "status": status})
    }

    #[test]
    fn a_model_is_rolled_out_when_kserve_has_loaded_it_and_is_ready() {
        let ready = |status: &str| json!([{"type": "Ready", "status": status, "reason": "ModelLoadFailed"}]);
        let told = |status: &Value| model(&inference_service(status));
        let done =
            json!({"conditions": ready("True"), "modelStatus": {"transitionStatus": "UpToDate"}});
        assert_eq!(told(&done), None);
        // A version that tells neither the generation nor of the model.
        assert_eq!(told(&json!({"conditions": ready("True")})), None);
        let mut stale = done.clone();
        stale["observedGeneration"] = 3.into();
        assert!(told(&stale).is_some_and(|told| told.contains("has not seen the change")));
        // The model before is served meanwhile, so that it is ready all the time.
        let mut loading = done.clone();
        loading["modelStatus"]["transitionStatus"] = "InProgress".into();
        assert_eq!(told(&loading).as_deref(), Some("the model is InProgress"));
        let mut failed = done.clone();
        failed["modelStatus"] = json!({
            "transitionStatus": "BlockedByFailedLoad",
            "lastFailureInfo": {"message": "no such bucket"},
        });
        let words = "the model is BlockedByFailedLoad: no such bucket";
        assert_eq!(told(&failed).as_deref(), Some(words));
        let mut not_ready = done;
        not_ready["conditions"] = ready("False");
        assert_eq!(
            told(&not_ready).as_deref(),
            Some("it is not ready: ModelLoadFailed")
        );
        assert!(told(&json!({})).is_some());
    }
}
