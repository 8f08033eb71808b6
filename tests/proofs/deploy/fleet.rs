//! What `firedrill deploy --fleet` prints: one job, whose pods know of one cluster each.

use super::*;
use crate::scratch::Scratch;

const TARGETS: &str = "deploy/fleet/targets";

fn fleet_with(more: &[&str]) -> (Vec<Value>, String) {
    let fleet = ["drills", "--fleet", TARGETS, "--image", "firedrill:latest"];
    let (yaml, said) = printed(&[&fleet[..], more].concat()).unwrap();
    (objects(&yaml), said)
}

fn job(objects: &[Value]) -> &Value {
    &named(objects, "CronJob", "firedrill-fleet")["spec"]
}

fn pod(objects: &[Value]) -> &Value {
    &job(objects)["jobTemplate"]["spec"]["template"]["spec"]
}

#[test]
fn each_cluster_is_an_index_and_none_ends_the_drills_of_another() {
    let (objects, _) = fleet_with(&[]);
    let run = &job(&objects)["jobTemplate"]["spec"];
    assert_eq!(run["completionMode"], "Indexed");
    assert_eq!(run["completions"], 2);
    assert_eq!(run["parallelism"], 1, "one cluster after another");
    assert_eq!(run["backoffLimitPerIndex"], 0);
    let whole = run["activeDeadlineSeconds"].as_u64();
    let each = pod(&objects)["activeDeadlineSeconds"].as_u64();
    assert!(whole > each.map(|each| 2 * each), "both clusters, and more");
    assert!(
        run.get("backoffLimit").is_none(),
        "it would end all of them"
    );
    let (objects, _) = fleet_with(&["--at-once", "5"]);
    let run = &job(&objects)["jobTemplate"]["spec"];
    assert_eq!(run["parallelism"], 2, "there are no more clusters");
    // Pods on several nodes write to one volume then.
    let room = named(&objects, "PersistentVolumeClaim", "firedrill-reports");
    assert_eq!(room["spec"]["accessModes"], json!(["ReadWriteMany"]));
}

#[test]
fn a_fleet_is_started_by_hand_unless_it_has_a_schedule() {
    let (objects, said) = fleet_with(&[]);
    assert_eq!(job(&objects)["suspend"], true);
    assert!(
        said.contains("create job fleet-1 --from=cronjob/firedrill-fleet"),
        "{said}"
    );
    let (objects, said) = fleet_with(&["--schedule", "0 4 * * 1"]);
    assert_eq!(job(&objects)["suspend"], false);
    assert_eq!(job(&objects)["schedule"], "0 4 * * 1");
    assert!(!said.contains("create job fleet-1"), "{said}");
}

/// Where a volume's files are from, by the index of the pod that finds them, and their names there.
fn items<'a>(items: &'a Value, from: &'a str) -> impl Iterator<Item = (String, String)> + 'a {
    items.as_array().unwrap().iter().map(move |item| {
        let path = item["path"].as_str().unwrap();
        let (index, name) = path.split_once('/').unwrap();
        assert_eq!(item["key"], name, "{from}");
        (index.to_owned(), format!("{from}/{name}"))
    })
}

#[test]
fn a_pod_finds_the_target_the_secrets_and_the_reports_of_its_own_cluster_alone() {
    let (objects, _) = fleet_with(&[]);
    let pod = pod(&objects);
    let container = &pod["containers"][0];
    let mounts = container["volumeMounts"].as_array().unwrap();
    let own = mounts.iter().filter(|mount| mount["name"] != "drills");
    for mount in own {
        assert_eq!(mount["subPathExpr"], "$(JOB_COMPLETION_INDEX)", "{mount}");
    }
    let volumes = pod["volumes"].as_array().unwrap();
    let volume = |name: &str| {
        volumes
            .iter()
            .find(|volume| volume["name"] == name)
            .unwrap()
    };
    let target = volume("target");
    let mut found: Vec<_> = items(&target["configMap"]["items"], "targets").collect();
    for source in volume("secrets")["projected"]["sources"]
        .as_array()
        .unwrap()
    {
        let secret = &source["secret"];
        assert_eq!(
            secret["optional"], true,
            "who has none keeps nobody else from running"
        );
        found.extend(items(&secret["items"], secret["name"].as_str().unwrap()));
    }
    let expected = [("0", "east"), ("1", "west")].map(|(index, cluster)| {
        let target = (index.to_owned(), format!("targets/{cluster}.yaml"));
        let keys = ["kubeconfig", "DRILL_KEY", "RUNAWAY_KEY"];
        let keys = keys.map(|key| (index.to_owned(), format!("firedrill-{cluster}/{key}")));
        [vec![target], keys.to_vec()].concat()
    });
    found.sort();
    let mut expected = expected.concat();
    expected.sort();
    assert_eq!(found, expected);
    // It is nobody where it runs.
    let account = named(&objects, "ServiceAccount", "firedrill-drill");
    assert_eq!(account["automountServiceAccountToken"], false);
    assert_eq!(of_kind(&objects, "Role").count(), 0);
}

#[test]
fn pages_of_a_cluster_reach_the_pod_that_drills_it() {
    let (objects, said) = fleet_with(&[]);
    for (index, cluster) in [("0", "east"), ("1", "west")] {
        let sink = named(&objects, "Service", &format!("firedrill-sink-{cluster}"));
        let selector = &sink["spec"]["selector"];
        assert_eq!(selector["batch.kubernetes.io/job-completion-index"], index);
        let labels = &job(&objects)["jobTemplate"]["spec"]["template"]["metadata"]["labels"];
        for (key, value) in labels.as_object().unwrap() {
            assert_eq!(&selector[key], value, "{key}");
        }
        assert!(
            said.contains(&format!(
                "create secret generic firedrill-{cluster} --from-file=kubeconfig=FILE \
             --from-literal=DRILL_KEY=… --from-literal=RUNAWAY_KEY=…"
            )),
            "{said}"
        );
    }
}

/// Alertmanagers of other clusters are no pods of this one.
#[test]
fn pages_come_from_anywhere() {
    let (objects, _) = fleet_with(&[]);
    let policy = named(&objects, "NetworkPolicy", "firedrill-drill");
    let ingress = json!([{"ports": [{"protocol": "TCP", "port": 9097}]}]);
    assert_eq!(policy["spec"]["ingress"], ingress);
}

#[test]
fn a_pod_is_given_the_time_of_all_drills_of_a_cluster_one_after_another() {
    let (objects, _) = fleet_with(&[]);
    let secs = |value: &Value| Duration::from_secs(value.as_u64().unwrap());
    let most = secs(&pod(&objects)["activeDeadlineSeconds"]);
    let timing = Timing::default();
    let runs = drills().into_iter().map(|drill| timing.over_within(&drill));
    let runs = runs.fold(Duration::ZERO, |sum, one| sum + one);
    assert!(
        most > runs + Duration::from_mins(10),
        "settling has its time: {most} for {runs}"
    );
    let grace = secs(&pod(&objects)["terminationGracePeriodSeconds"]);
    assert!(grace > timing.undo_at_most());
}

#[test]
fn a_cluster_of_a_fleet_has_what_puts_back_and_the_rights_of_who_comes_from_outside() {
    let (cluster, said) = shipped_with(&["--form", "recoverer"]);
    let cluster = objects(&cluster);
    assert_eq!(of_kind(&cluster, "CronJob").count(), 0);
    assert_eq!(of_kind(&cluster, "Deployment").count(), 1);
    assert!(said.contains("create token firedrill-drill"), "{said}");
    // All drills are run there, whether they have a schedule or not, and none is missed by itself.
    let changed = ["ai".to_owned()];
    let grounds = Grounds {
        lock: "firedrill",
        changed: &changed,
    };
    let places = drills()
        .into_iter()
        .flat_map(|drill| changes(&drill.fault.via, |_| None));
    let places =
        places.flat_map(|change| [of_place(&change.place), around(&change.place)].concat());
    let always = grounds.always(Needs::Run).into_iter();
    let optional = grounds
        .hears(Needs::Run)
        .into_iter()
        .chain(grounds.ends(Needs::Run));
    let wanted: BTreeSet<Right> = always.chain(optional).chain(places).collect();
    assert_eq!(granted(&cluster, "firedrill-drill"), wanted);
    let recoverer = named(&cluster, "Deployment", "firedrill-recoverer");
    let arguments = &recoverer["spec"]["template"]["spec"]["containers"][0]["args"];
    assert!(!arguments.to_string().contains("--expect"), "{arguments}");
    // Pages go to where the drills run.
    let (operator, _) = shipped_with(&["--form", "recoverer", "--operator"]);
    let operator = objects(&operator);
    assert_eq!(of_kind(&operator, "AlertmanagerConfig").count(), 0);
    assert_eq!(of_kind(&operator, "PrometheusRule").count(), 1);
}

#[test]
fn a_cluster_that_no_object_can_be_named_for_is_refused() {
    let folder = Scratch::new("fleet-names");
    let east = Path::new(ROOT).join(TARGETS).join("east.yaml");
    let deploy = || {
        let at = folder.text();
        printed(&["drills", "--fleet", at, "--image", "firedrill:latest"])
    };
    let none = deploy().unwrap_err();
    std::fs::copy(&east, folder.path().join("East_1.yaml")).unwrap();
    let named = deploy().unwrap_err();
    assert!(none.contains("holds no target file"), "{none}");
    assert!(
        named.contains("can be named for the cluster `East_1`"),
        "{named}"
    );
}
