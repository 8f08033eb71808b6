//! How far the pods of a Deployment are behind what it asks for.

use serde_json::Value;

/// What the roll-out of a Deployment is waiting for, by the same signs as `kubectl rollout status`;
/// none once it is over.
pub(super) fn waits_for(deployment: &Value) -> Option<String> {
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
        let told = |all, new, ready| waits_for(&deployment(all, new, ready));
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
        let told = waits_for(&stale);
        assert!(told.is_some_and(|told| told.contains("has not seen the change")));
    }

    #[test]
    fn no_pods_at_all_can_be_what_is_wanted() {
        let mut none = json!({
            "metadata": {"generation": 2},
            "spec": {"replicas": 0},
            "status": {"observedGeneration": 2},
        });
        assert_eq!(waits_for(&none), None);
        none["status"]["replicas"] = 2.into();
        assert!(waits_for(&none).is_some());
    }

    #[test]
    fn a_roll_out_that_exceeded_its_deadline_says_so() {
        let mut late = deployment(4, 1, 3);
        late["status"]["conditions"] = json!([{
            "type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded",
            "message": "ReplicaSet \"chat-6f\" has timed out progressing.",
        }]);
        let told = waits_for(&late);
        assert!(told.is_some_and(|told| told.ends_with("has timed out progressing.")));
    }
}
