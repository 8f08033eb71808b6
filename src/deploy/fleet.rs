//! Many clusters, whose drills run in one place: an Indexed Job with an index for each cluster.
//!
//! All pods are made from one template. What makes one the pod of its cluster is the index: of the target
//! files, the secrets and the reports it finds only those below its own index.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::files::{drills, file_of_target, reports, targets};
use super::jobs::{DRILLS_AT, REPORTS_AT, STARTED_WITHIN, cron_job, deadline, grace};
use super::network::Callers;
use super::pod::{Container, Files, TARGET_AT, secrets, spec};
use super::words::{DRILL, NAME, SINK, TARGET, labelled, own};
use super::{Deployed, Order, access, jobs, metadata, namespace, network, pod, seconds, told};
use crate::base::{Duration, Problem};
use crate::spec::drill::Cron;
use crate::spec::target::SECRETS_VARIABLE;

/// The namespace of all of it, so that a cluster of the fleet can be where it runs.
const NAMESPACE: &str = "firedrill-fleet";
/// What runs the drills of all clusters.
const FLEET: &str = "fleet";
/// What puts their results into one table.
const MERGE: &str = "merge";
/// The variable with the index of a pod, and its label, both of which the Job's controller sets.
const INDEX: &str = "JOB_COMPLETION_INDEX";
const INDEX_OF: &str = "batch.kubernetes.io/job-completion-index";
/// Where a cluster's secrets are.
const SECRETS_AT: &str = "/etc/firedrill/secrets";
/// The key of a cluster's Secret that leads there.
const KUBECONFIG: &str = "kubeconfig";
/// The longest name of a cluster, so that a Service can be named for it.
const NAME_MOST: usize = 40;
/// A suspended `CronJob` is started by hand, and needs a schedule all the same.
const NEVER_USED: &str = "0 3 * * *";

/// Many clusters whose drills run in one place.
#[derive(Clone, Copy)]
pub struct Fleet<'a> {
    /// An order for each cluster, which differ in their targets alone; one at least.
    pub clusters: &'a [Order<'a>],
    /// In how many of them drills run at the same time.
    pub at_once: usize,
    /// When they run; without it they are started by hand.
    pub schedule: Option<&'a Cron>,
}

impl Fleet<'_> {
    /// How many pods there are at the same time.
    fn parallel(&self) -> usize {
        self.at_once.clamp(1, self.clusters.len().max(1))
    }
}

/// The manifests of what runs the drills of many clusters, for the place where it runs.
///
/// # Errors
/// A target cannot be used from there, a drill goes where it may not, or the files do not fit into
/// `ConfigMap`s.
pub fn fleet(fleet: &Fleet<'_>) -> Result<Deployed, Box<Problem>> {
    let clusters = fleet.clusters;
    let Some(first) = clusters.first() else {
        return Err(Box::new(
            Problem::error("deploy/no-clusters", "the fleet has no clusters")
                .hint("put a target file for each cluster into the directory"),
        ));
    };
    for order in clusters {
        check_name(order)?;
        let cluster = super::cluster(order.target)?;
        super::check_sink(order.target)?;
        access::check(order.drills, cluster)?;
    }
    let mut room = reports(first, NAMESPACE);
    if fleet.parallel() > 1 {
        room["spec"]["accessModes"] = json!(["ReadWriteMany"]);
    }
    let mut objects = vec![
        namespace(NAMESPACE),
        json!({
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": metadata(NAMESPACE, &own(DRILL), DRILL),
            // It has no rights where it runs; its clusters' kubeconfigs say who it is there.
            "automountServiceAccountToken": false,
        }),
        drills(first, NAMESPACE)?,
        targets(clusters, NAMESPACE)?,
        room,
        network::of_drills(clusters, NAMESPACE, Callers::Anywhere, &sinks(clusters)),
    ];
    objects.extend(clusters.iter().enumerate().map(sink));
    objects.push(runs(fleet, first));
    objects.push(merges(first, clusters.len()));
    Ok(Deployed {
        objects,
        told: what_is_left(fleet),
    })
}

/// Fails if objects cannot be named for a cluster.
fn check_name(order: &Order<'_>) -> Result<(), Box<Problem>> {
    let name = &order.target.name;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let fits = (1..=NAME_MOST).contains(&name.len()) && name.bytes().all(is_plain);
    if fits && !name.starts_with('-') && !name.ends_with('-') {
        return Ok(());
    }
    Err(Box::new(
        Problem::error(
            "deploy/cluster-name",
            format!("no object of Kubernetes' can be named for the cluster `{name}`"),
        )
        .hint(format!(
            "name its target file with at most {NAME_MOST} small letters, digits and `-`"
        )),
    ))
}

/// The ports at which pages come in.
fn sinks(clusters: &[Order<'_>]) -> BTreeSet<u16> {
    let ports = clusters.iter().map(|it| it.target.sink.listen.port());
    ports.collect()
}

/// The Service through which the pages of a cluster reach its pod.
fn sink((index, order): (usize, &Order<'_>)) -> Value {
    let mut pods = labelled(DRILL);
    pods[INDEX_OF] = index.to_string().into();
    let port = order.target.sink.listen.port();
    network::sink_service(NAMESPACE, &sink_name(order), port, &pods)
}

fn sink_name(order: &Order<'_>) -> String {
    format!("{SINK}-{}", order.target.name)
}

/// The Secret of a cluster.
fn secret_name(order: &Order<'_>) -> String {
    format!("{NAME}-{}", order.target.name)
}

/// What runs all drills, in each cluster one after another.
fn runs(fleet: &Fleet<'_>, first: &Order<'_>) -> Value {
    let clusters = fleet.clusters;
    let container = Container {
        env: env(),
        ports: sinks(clusters)
            .into_iter()
            .map(|port| json!({"containerPort": port}))
            .collect(),
        files: its_own(clusters, jobs::with_drills(first)),
        ..jobs::container(
            first,
            [
                "run",
                DRILLS_AT,
                "--target",
                TARGET_AT,
                "--reports",
                REPORTS_AT,
            ],
        )
    };
    let each = || {
        clusters
            .iter()
            .flat_map(|order| order.drills.iter().map(move |drill| (order, drill)))
    };
    let grace = each().map(|(order, drill)| grace(order, drill)).max();
    let grace = grace.unwrap_or_default();
    let mut pod = spec(first, DRILL, container, seconds(grace));
    let lasts = clusters.iter().map(lasts).max().unwrap_or_default();
    pod["activeDeadlineSeconds"] = seconds(lasts).into();
    // One that no node takes keeps the others waiting, and the next schedule: not for ever.
    let rounds = clusters.len().div_ceil(fleet.parallel()) as u64;
    let whole = (lasts + grace) * (rounds + 1);
    let schedule = fleet.schedule.map(ToString::to_string);
    cron_job(
        &metadata(NAMESPACE, &own(FLEET), DRILL),
        json!({
            "schedule": schedule.as_deref().unwrap_or(NEVER_USED),
            "suspend": schedule.is_none(),
            "timeZone": first.time_zone,
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": STARTED_WITHIN,
        }),
        json!({
            "completionMode": "Indexed",
            "completions": clusters.len(),
            "parallelism": fleet.parallel(),
            "activeDeadlineSeconds": seconds(whole),
            // A verdict is a verdict, and what one cluster comes to ends no drill in another.
            "backoffLimitPerIndex": 0,
        }),
        (DRILL, pod),
    )
}

/// What puts the last results of all clusters into one table, and logs it.
fn merges(order: &Order<'_>, clusters: usize) -> Value {
    let of_clusters = (0..clusters).map(|index| format!("{REPORTS_AT}/{index}"));
    let container = Container {
        arguments: ["report", "merge", "--latest"]
            .map(str::to_owned)
            .into_iter()
            .chain(of_clusters)
            .collect(),
        env: Vec::new(),
        ports: Vec::new(),
        files: Files::default().read("reports", REPORTS_AT, jobs::reports()),
        resources: jobs::resources(),
        liveness: None,
    };
    cron_job(
        &metadata(NAMESPACE, &own(MERGE), DRILL),
        json!({"schedule": NEVER_USED, "suspend": true}),
        json!({"backoffLimit": 0, "activeDeadlineSeconds": STARTED_WITHIN}),
        (MERGE, spec(order, DRILL, container, 0)),
    )
}

/// Where the way into its own cluster is.
fn env() -> Vec<Value> {
    vec![
        json!({"name": "KUBECONFIG", "value": format!("{SECRETS_AT}/{KUBECONFIG}")}),
        json!({"name": SECRETS_VARIABLE, "value": SECRETS_AT}),
    ]
}

/// What a pod finds of its own cluster: its target, its secrets, the room for its reports.
fn its_own(clusters: &[Order<'_>], files: Files) -> Files {
    let own = format!("$({INDEX})");
    let mounted = |at: &str| json!({"mountPath": at, "subPathExpr": own});
    let read = |at: &str| {
        let mut mount = mounted(at);
        mount["readOnly"] = true.into();
        mount
    };
    let item = |index: usize, key: &str| json!({"key": key, "path": format!("{index}/{key}")});
    let indexed = || clusters.iter().enumerate();
    let targets: Vec<Value> = indexed()
        .map(|(index, order)| item(index, &file_of_target(order)))
        .collect();
    let secrets: Vec<Value> = indexed()
        .map(|(index, order)| {
            let keys = secrets(order.target);
            let keys = [KUBECONFIG]
                .into_iter()
                .chain(keys.iter().map(|key| &**key));
            let items: Vec<Value> = keys.map(|key| item(index, key)).collect();
            // Who has none yet keeps nobody else from running.
            json!({"secret": {"name": secret_name(order), "optional": true, "items": items}})
        })
        .collect();
    files
        .with(
            "target",
            read(TARGET_AT),
            json!({"configMap": {"name": TARGET, "items": targets}}),
        )
        .with(
            "secrets",
            read(SECRETS_AT),
            json!({"projected": {"defaultMode": 0o440, "sources": secrets}}),
        )
        .with("reports", mounted(REPORTS_AT), jobs::reports())
}

/// How long the drills of a cluster may take together, with the time to settle between them.
fn lasts(order: &Order<'_>) -> Duration {
    let settles = order.drills.windows(2).map(|pair| match pair {
        [before, next] => (order.settles)(before, next),
        _ => Duration::ZERO,
    });
    let runs = order.drills.iter().map(|drill| deadline(order, drill));
    settles
        .chain(runs)
        .fold(Duration::ZERO, |sum, one| sum + one)
}

/// What these manifests leave to people.
fn what_is_left(fleet: &Fleet<'_>) -> Vec<String> {
    let mut left = vec![
        "the API server must be of Kubernetes 1.29 or newer: older ones run drills again that have failed"
            .to_owned(),
        "every cluster is given its Roles and its recoverer by `firedrill deploy DRILLS --target \
         CLUSTER.yaml --form recoverer`, applied there; in each kubeconfig below, the user is the service \
         account that this prints"
            .to_owned(),
    ];
    for order in fleet.clusters {
        let name = &order.target.name;
        left.push(format!(
            "the secrets of {name}: kubectl --namespace {NAMESPACE} create secret generic {} \
             --from-file={KUBECONFIG}=FILE{}",
            secret_name(order),
            told::literals(order.target)
        ));
        left.extend(pod::secret_files(order.target).into_iter().map(|path| {
            format!(
                "the target {name} names the file `{}`: an overlay that mounts it shows it to the pods of \
                 all clusters; a variable is seen by its own alone",
                path.display()
            )
        }));
        left.push(format!(
            "publish the Service {} so that the Alertmanager of {name} reaches it, and give each of its \
             receivers that pages {}",
            sink_name(order),
            told::receiver(order.target, "HOST")
        ));
    }
    left.push(told::opened(&network::opened(fleet.clusters, NAMESPACE)));
    let by_hand = |name: &str| {
        format!(
            "kubectl --namespace {NAMESPACE} create job {name}-1 --from=cronjob/{}",
            own(name)
        )
    };
    left.push(if fleet.schedule.is_none() {
        format!("run all drills: {}", by_hand(FLEET))
    } else {
        "what runs by a schedule needs a way in that lasts: a token of `kubectl create token` is over \
         after its `--duration`, and then every cluster ends as an error"
            .to_owned()
    });
    left.push(format!(
        "see what they came to: {}, and its log",
        by_hand(MERGE)
    ));
    left
}
