//! The Lease, where somebody writes it at the same moment.

use super::*;

const LEASE: &str = "/apis/coordination.k8s.io/v1/namespaces/firedrill/leases/firedrill";

fn lease(version: &str, holder: &str) -> Value {
    json!({
        "metadata": {"name": "firedrill", "namespace": "firedrill", "resourceVersion": version},
        "spec": {"holderIdentity": holder, "leaseDurationSeconds": 30},
    })
}

/// Answers a read of the Lease, and the write that follows.
async fn read_and_write(
    server: &mut Server,
    read: &Value,
    (code, written): (u16, &Value),
) -> Value {
    let (asked, _) = answer(server, 200, read).await;
    assert_eq!(asked, format!("GET {LEASE}"));
    let (asked, sent) = answer(server, code, written).await;
    assert!(asked.starts_with(&format!("PUT {LEASE}")), "{asked}");
    sent
}

#[tokio::test]
async fn a_renewal_that_comes_in_between_does_not_keep_the_lock_from_being_given_back() {
    let (kubernetes, mut server) = cluster();
    let run = RunId("ours".into());
    let (released, sent) = tokio::join!(kubernetes.release(&run), async {
        let overtaken = refused(409, "Conflict");
        read_and_write(&mut server, &lease("7", "ours"), (409, &overtaken)).await;
        read_and_write(&mut server, &lease("8", "ours"), (200, &lease("9", ""))).await
    });
    assert_eq!(released, Ok(Answer::Done));
    assert_eq!(sent["metadata"]["resourceVersion"], "8");
    assert_eq!(sent["spec"]["holderIdentity"], Value::Null);
}

#[tokio::test]
async fn somebody_who_annotates_the_lease_does_not_take_it() {
    let (kubernetes, mut server) = cluster();
    let run = RunId("ours".into());
    let renewing = kubernetes.renew(&run, Duration::from_secs(30));
    let (renewed, sent) = tokio::join!(renewing, async {
        let overtaken = refused(409, "Conflict");
        read_and_write(&mut server, &lease("7", "ours"), (409, &overtaken)).await;
        read_and_write(&mut server, &lease("8", "ours"), (200, &lease("9", "ours"))).await
    });
    assert_eq!(renewed, Ok(Answer::Done));
    assert_eq!(sent["spec"]["holderIdentity"], "ours");
}

#[tokio::test]
async fn a_lock_that_went_to_another_run_in_between_is_lost_and_left_alone() {
    let (kubernetes, mut server) = cluster();
    let run = RunId("ours".into());
    let script = async |server: &mut Server| {
        let overtaken = refused(409, "Conflict");
        read_and_write(server, &lease("7", "ours"), (409, &overtaken)).await;
        answer(server, 200, &lease("8", "theirs")).await;
    };
    let renewing = kubernetes.renew(&run, Duration::from_secs(30));
    let (renewed, ()) = tokio::join!(renewing, script(&mut server));
    assert_eq!(renewed, Err(Refusal::Conflict));
    let (released, ()) = tokio::join!(kubernetes.release(&run), script(&mut server));
    assert_eq!(released, Ok(Answer::Done));
}
