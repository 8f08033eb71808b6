//! What runs drills in a cluster by the clock, as manifests: out of the drills and the target, and
//! nothing else. Pure; `kubectl` does the rest.

mod access;
mod files;
mod fleet;
mod jobs;
mod lasting;
mod network;
mod operator;
mod pod;
mod recoverer;
mod scheduler;
mod spacing;
mod told;
mod words;

use serde_json::{Value, json};

use crate::base::{Duration, Problem};
use crate::spec::target::Kubernetes;
use crate::spec::{Drill, Target};
pub use fleet::{Fleet, fleet};
use words::{NAME, labelled};

/// What runs the drills by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A `CronJob` for each drill.
    CronJobs,
    /// One scheduler for all of them, which waits between two drills.
    Scheduler,
    /// Somebody outside of the cluster: there is only what puts back, and who may do what.
    Recoverer,
}

impl Form {
    /// Whether a drill is run in this form.
    fn runs(self, drill: &Drill) -> bool {
        match self {
            Self::CronJobs | Self::Scheduler => drill.schedule.is_some(),
            Self::Recoverer => true,
        }
    }
}

/// What is to be deployed.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The drills; those with a schedule are run.
    pub drills: &'a [Drill],
    /// Where they are run.
    pub target: &'a Target,
    /// The target file as somebody wrote it.
    pub target_text: &'a str,
    /// The drills' files and those beside them: their paths, as `alerts/cache.yaml`, and texts.
    pub files: &'a [(String, String)],
    /// The image that the program is in.
    pub image: &'a str,
    /// The time zone of the schedules, as `Europe/Berlin`.
    pub time_zone: &'a str,
    /// How much room there is for reports, as `1Gi`.
    pub storage: &'a str,
    /// Of how many runs of each drill reports are kept, and for how many days.
    pub keep: (usize, u16),
    /// The ports at which the API server really listens, behind its Service.
    pub api_ports: &'a [u16],
    /// What runs the drills.
    pub form: Form,
    /// How long the platform may have to settle after the first drill, before the second begins.
    pub settles: &'a dyn Fn(&Drill, &Drill) -> Duration,
    /// Whether the Prometheus operator's kinds are there.
    pub operator: bool,
}

/// The manifests, in the order in which they are applied, and what there is to say about them.
#[derive(Clone, Debug)]
pub struct Deployed {
    /// Objects of Kubernetes'.
    pub objects: Vec<Value>,
    /// What somebody still has to do, each in a sentence.
    pub told: Vec<String>,
}

impl Deployed {
    /// All of them as YAML, one document each.
    ///
    /// # Errors
    /// One of them cannot be written.
    pub fn yaml(&self) -> Result<String, String> {
        let mut all = String::from("# Printed by `firedrill deploy`.\n");
        for object in &self.objects {
            let text = serde_yaml::to_string(object).map_err(|error| error.to_string())?;
            all.push_str("---\n");
            all.push_str(text.trim_end());
            all.push('\n');
        }
        Ok(all)
    }
}

/// The manifests.
///
/// # Errors
/// The target cannot be used from inside a cluster, a drill goes where it may not, or the files do not
/// fit into one `ConfigMap`.
pub fn deploy(order: &Order<'_>) -> Result<Deployed, Box<Problem>> {
    let cluster = cluster(order.target)?;
    if order.form != Form::Recoverer {
        check_sink(order.target)?;
    }
    access::check(order.drills, cluster)?;
    let lock = &*cluster.namespace;
    let mut objects = vec![namespace(lock)];
    objects.extend(access::objects(order, cluster));
    if order.form == Form::Recoverer {
        objects.push(files::targets(std::slice::from_ref(order), lock)?);
        objects.push(network::of_recoverer(order, lock));
    } else {
        objects.extend(files::objects(order, lock)?);
        objects.extend(network::objects(order, lock));
    }
    objects.extend(recoverer::objects(order, lock));
    match order.form {
        Form::CronJobs => objects.extend(jobs::objects(order, lock)),
        Form::Scheduler => objects.extend(scheduler::objects(order, lock)),
        Form::Recoverer => {}
    }
    if order.operator {
        objects.extend(operator::objects(order, lock)?);
    }
    Ok(Deployed {
        objects,
        told: told::of(order, lock),
    })
}

/// The cluster of a target that drills may run in unattended.
fn cluster(target: &Target) -> Result<&Kubernetes, Box<Problem>> {
    let Some(cluster) = &target.kubernetes else {
        return Err(Box::new(
            Problem::error(
                "deploy/no-cluster",
                format!("the target `{}` has no cluster", target.name),
            )
            .hint("say what may be changed there: `kubernetes: {namespaces: [ai]}`"),
        ));
    };
    if let Some(context) = &cluster.context {
        return Err(Box::new(
            Problem::error(
                "deploy/context",
                format!("the target `{}` names the context `{context}`", target.name),
            )
            .hint("a pod has no kubeconfig of yours: leave `context` out of the file that is deployed"),
        ));
    }
    if target.production {
        return Err(Box::new(
            Problem::error(
                "deploy/production",
                format!("the target `{}` serves real users", target.name),
            )
            .hint(
                "nobody repeats its name where drills run by the clock: run them by hand, with \
                 `firedrill run --production`",
            ),
        ));
    }
    Ok(cluster)
}

/// Fails if nobody but its own pod could reach the sink.
fn check_sink(target: &Target) -> Result<(), Box<Problem>> {
    let listen = target.sink.listen;
    let why = if listen.ip().is_loopback() {
        "where nobody but its own pod reaches it: no page would ever arrive"
    } else if listen.port() == 0 {
        "a port that is another each time: no Service could lead there"
    } else {
        return Ok(());
    };
    Err(Box::new(
        Problem::error(
            "deploy/sink",
            format!(
                "the sink of the target `{}` listens on {listen}, {why}",
                target.name
            ),
        )
        .hint("write `sink: {listen: \"0.0.0.0:9097\"}` into the file that is deployed"),
    ))
}

/// firedrill's own namespace, in which no pod may do more than ours need.
fn namespace(lock: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "name": lock,
            "labels": {
                "app.kubernetes.io/name": NAME,
                "pod-security.kubernetes.io/enforce": "restricted",
            },
        },
    })
}

/// Whole seconds, rather too many than too few.
fn seconds(length: Duration) -> u64 {
    length.ms().div_ceil(1_000)
}

/// The name and the labels of an object of ours.
fn metadata(namespace: &str, name: &str, component: &str) -> Value {
    json!({
        "name": name,
        "namespace": namespace,
        "labels": labelled(component),
    })
}
