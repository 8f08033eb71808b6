//! What manifests leave to people, each in a sentence.

use std::slice;

use super::words::{DRILL, REPORTS, SECRET, SINK, own};
use super::{Form, Order, network, pod, recoverer, spacing};
use crate::spec::Target;

/// What those of one cluster leave.
pub(super) fn of(order: &Order<'_>, lock: &str) -> Vec<String> {
    let mut told = Vec::new();
    let known = match order.form {
        Form::CronJobs | Form::Scheduler => order.target.clone(),
        Form::Recoverer => recoverer::known(order.target),
    };
    let secrets = literals(&known);
    if !secrets.is_empty() {
        told.push(format!(
            "the target's secrets: kubectl --namespace {lock} create secret generic {SECRET}{secrets}"
        ));
    }
    told.extend(files(&known));
    if order.form == Form::Recoverer {
        told.push(format!(
            "who runs drills from outside of this cluster is its service account {}: `kubectl \
             --namespace {lock} create token {} --duration=24h` gives a token for a kubeconfig, for a day",
            own(DRILL),
            own(DRILL)
        ));
        return told;
    }
    let receiver = receiver(order.target, &format!("{SINK}.{lock}"));
    told.push(format!(
        "every receiver that pages must notify firedrill, too: give it {receiver}; nobody listens there \
         between drills"
    ));
    told.push(opened(&network::opened(slice::from_ref(order), lock)));
    match order.form {
        Form::Recoverer => {}
        Form::CronJobs => told.extend(spacing::told(order)),
        Form::Scheduler => told.push(format!(
            "the scheduler keeps its history on the volume claim `{REPORTS}` beside the reports. Where there \
             are no volumes, put an `emptyDir` in its place by an overlay: then a pod that is replaced \
             knows neither what was missed meanwhile nor that the platform still settles"
        )),
    }
    for drill in order.drills.iter().filter(|drill| drill.schedule.is_none()) {
        told.push(format!(
            "the drill `{}` has no `schedule`: nothing runs it",
            drill.name
        ));
    }
    told
}

/// What makes a receiver notify whoever listens at a host.
pub(super) fn receiver(target: &Target, host: &str) -> String {
    format!(
        "`webhook_configs: [{{url: \"http://{host}:{}{}/RECEIVER\", send_resolved: true}}]`",
        target.sink.listen.port(),
        target.sink.path
    )
}

/// What is to be said of where pods may go.
pub(super) fn opened(ways: &str) -> String {
    format!(
        "the network policies let pods out to {ways}: a server that the target names by an address, \
         or by a name from outside the cluster, is reached at the port of its URL alone"
    )
}

/// The variables of a target, as they are given to `kubectl create secret`.
pub(super) fn literals(target: &Target) -> String {
    let secrets = pod::secrets(target).into_iter();
    let literals: Vec<String> = secrets
        .map(|name| format!(" --from-literal={name}=…"))
        .collect();
    literals.concat()
}

/// The files of a target, which are not in its ConfigMap.
pub(super) fn files(target: &Target) -> impl Iterator<Item = String> {
    pod::secret_files(target).into_iter().map(|path| {
        format!(
            "the target names the file `{}`: mount it into whatever runs drills, and into the \
             recoverer, by an overlay",
            path.display()
        )
    })
}
