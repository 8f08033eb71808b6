//! What `firedrill deploy` prints: kept in `deploy/base`, as strict as a cluster may want it, with as
//! few rights as the drills need and with all of those.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

mod fleet;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use firedrill::base::{Duration, Source};
use firedrill::deploy::{Form, Order, deploy};
use firedrill::drill::fault::changes;
use firedrill::drill::plan::Timing;
use firedrill::spec::{Drill, Target, load};
use firedrill::world::rights::{Grounds, Needs, Right, around, of_place};
use serde_json::{Value, json};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What the program prints, or why it does not.
fn printed(arguments: &[&str]) -> Result<(String, String), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_firedrill"))
        .current_dir(ROOT)
        .env("NO_COLOR", "1")
        .arg("deploy")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (yaml, said) = (text(output.stdout), text(output.stderr));
    if output.status.success() {
        Ok((yaml, said))
    } else {
        Err(said)
    }
}

fn shipped() -> (String, String) {
    shipped_with(&[])
}

fn shipped_with(more: &[&str]) -> (String, String) {
    let target = [
        "--target",
        "deploy/staging.yaml",
        "--image",
        "firedrill:latest",
    ];
    printed(&[&["drills"][..], &target, more].concat()).unwrap()
}

fn objects(yaml: &str) -> Vec<Value> {
    let documents = yaml.split("\n---\n").skip(1);
    documents
        .map(|text| serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}")))
        .collect()
}

fn of_kind<'a>(objects: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    objects.iter().filter(move |object| object["kind"] == kind)
}

fn named<'a>(objects: &'a [Value], kind: &'a str, name: &str) -> &'a Value {
    let mut found = of_kind(objects, kind).filter(|object| object["metadata"]["name"] == name);
    found.next().unwrap_or_else(|| panic!("no {kind} {name}"))
}

/// Everything that makes pods.
fn pods(objects: &[Value]) -> Vec<&Value> {
    let jobs = of_kind(objects, "CronJob")
        .map(|job| &job["spec"]["jobTemplate"]["spec"]["template"]["spec"]);
    let deployments =
        of_kind(objects, "Deployment").map(|object| &object["spec"]["template"]["spec"]);
    jobs.chain(deployments).collect()
}

fn drills() -> Vec<Drill> {
    let (drills, problems) = load::drills_in(&Path::new(ROOT).join("drills"));
    assert!(problems.is_empty(), "{problems:?}");
    drills
}

/// Those that are run by themselves.
fn scheduled() -> impl Iterator<Item = Drill> {
    let drills = drills().into_iter();
    drills.filter(|drill| drill.schedule.is_some())
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the kept manifests are written when asked for"
)]
fn what_is_kept_is_what_is_printed() {
    let target = ["--target", "deploy/staging.yaml"];
    for (kept_in, arguments) in [
        ("deploy/base/firedrill.yaml", &target[..]),
        (
            "deploy/scheduler/firedrill.yaml",
            &[&target[..], &["--form", "scheduler"]].concat(),
        ),
        (
            "deploy/fleet/firedrill.yaml",
            &["--fleet", "deploy/fleet/targets"],
        ),
    ] {
        let path = Path::new(ROOT).join(kept_in);
        let shipped = ["drills", "--image", "firedrill:latest"];
        let (yaml, _) = printed(&[&shipped[..], arguments].concat()).unwrap();
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&path, &yaml).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == yaml,
            "{kept_in} is not what the program prints: UPDATE_FIXTURES=1 writes it"
        );
    }
}

#[test]
fn both_forms_differ_in_what_runs_the_drills_and_in_nothing_else() {
    let (jobs, scheduler) = (
        objects(&shipped().0),
        objects(&shipped_with(&["--form", "scheduler"]).0),
    );
    let but = |objects: &[Value], kinds: &[&str], names: &[&str]| -> Vec<Value> {
        let rest = objects.iter().filter(|object| {
            let is = |list: &[&str], key: &Value| list.iter().any(|one| key == one);
            !(is(kinds, &object["kind"]) || is(names, &object["metadata"]["name"]))
        });
        rest.cloned().collect()
    };
    // The policy lets Prometheus in to the scheduler's metrics.
    let policy = |objects: &[Value]| named(objects, "NetworkPolicy", "firedrill-drill").clone();
    let mut opened = policy(&jobs);
    let port = json!({"protocol": "TCP", "port": 9098});
    let ports = opened["spec"]["ingress"][0]["ports"]
        .as_array_mut()
        .unwrap();
    ports.push(port);
    assert_eq!(policy(&scheduler), opened);
    assert_eq!(
        but(&jobs, &["CronJob", "NetworkPolicy"], &[]),
        but(&scheduler, &["NetworkPolicy"], &["firedrill-scheduler"])
    );
}

#[test]
fn the_scheduler_is_one_that_ends_before_another_begins_and_is_asked_whether_it_goes_on() {
    let objects = objects(&shipped_with(&["--form", "scheduler"]).0);
    assert_eq!(of_kind(&objects, "CronJob").count(), 0);
    let deployment = &named(&objects, "Deployment", "firedrill-scheduler")["spec"];
    assert_eq!(deployment["replicas"], 1);
    assert_eq!(deployment["strategy"], json!({"type": "Recreate"}));
    let pod = &deployment["template"]["spec"];
    assert_eq!(pod["serviceAccountName"], "firedrill-drill");
    let grace = Duration::from_secs(pod["terminationGracePeriodSeconds"].as_u64().unwrap());
    assert!(grace > Timing::default().undo_at_most());
    let container = &pod["containers"][0];
    assert_eq!(container["livenessProbe"]["httpGet"]["path"], "/healthz");
    let arguments: Vec<&str> = (container["args"].as_array().unwrap().iter())
        .map(|one| one.as_str().unwrap())
        .collect();
    assert_eq!(arguments[..2], ["schedule", "/etc/firedrill/drills"]);
    let out = [
        "--out",
        "/reports",
        "--listen",
        "0.0.0.0:9098",
        "--keep",
        "100",
        "--keep-days",
        "365",
    ];
    assert!(arguments.ends_with(&out), "{arguments:?}");
    // History and results outlive the pod.
    let volumes = pod["volumes"].as_array().unwrap();
    let reports = volumes.iter().find(|volume| volume["name"] == "reports");
    let claim = json!({"claimName": "firedrill-reports"});
    assert_eq!(reports.unwrap()["persistentVolumeClaim"], claim);
}

#[test]
fn cron_jobs_that_are_too_close_to_each_other_are_told_and_a_scheduler_is_the_way_out() {
    let (_, said) = shipped();
    let words = "the drill `cache-outage` is due 30m 00s after `cache-disable`, which may take, with the \
                 time that the platform needs to settle, ";
    assert!(said.contains(words), "{said}");
    // Two hours are enough.
    assert!(!said.contains("after `provider-blackhole`"), "{said}");
    let (_, said) = shipped_with(&["--form", "scheduler"]);
    assert!(!said.contains("is due"), "{said}");
    assert!(
        said.contains("the scheduler keeps its history on the volume claim `firedrill-reports`")
    );
}

#[test]
fn a_service_is_reached_by_its_namespace_since_a_policy_is_about_the_ports_of_pods() {
    let objects = objects(&shipped().0);
    let egress = |name: &str| named(&objects, "NetworkPolicy", name)["spec"]["egress"].clone();
    let to = |namespace: &str| json!({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}});
    let drill = egress("firedrill-drill");
    assert_eq!(drill[2], json!({"to": [to("ai"), to("monitoring")]}));
    // It goes to the API server and to Toxiproxy alone.
    assert_eq!(egress("firedrill-recoverer")[2], json!({"to": [to("ai")]}));
}

#[test]
fn every_pod_may_do_as_little_as_a_restricted_namespace_wants() {
    let objects = objects(&shipped().0);
    let pods = pods(&objects);
    // The recoverer is one of them.
    assert_eq!(pods.len(), scheduled().count() + 1);
    for pod in pods {
        let outside = &pod["securityContext"];
        assert_eq!(outside["runAsNonRoot"], true);
        assert_eq!(outside["seccompProfile"]["type"], "RuntimeDefault");
        assert_eq!(pod["enableServiceLinks"], false);
        for container in pod["containers"].as_array().unwrap() {
            let inside = &container["securityContext"];
            assert_eq!(inside["allowPrivilegeEscalation"], false);
            assert_eq!(inside["readOnlyRootFilesystem"], true);
            assert_eq!(inside["capabilities"], json!({"drop": ["ALL"]}));
            assert!(container["resources"]["limits"]["memory"].is_string());
            assert!(container["resources"]["requests"]["cpu"].is_string());
        }
    }
    let namespace = named(&objects, "Namespace", "firedrill");
    let labels = &namespace["metadata"]["labels"];
    assert_eq!(labels["pod-security.kubernetes.io/enforce"], "restricted");
}

#[test]
fn a_job_is_given_the_time_for_its_drill_and_for_putting_back() {
    let objects = objects(&shipped().0);
    let undo = Timing::default().undo_at_most();
    let secs = |value: &Value| Duration::from_secs(value.as_u64().unwrap());
    for drill in scheduled() {
        let job = &named(&objects, "CronJob", &format!("firedrill-{}", drill.name))["spec"];
        assert_eq!(
            job["schedule"],
            drill.schedule.as_ref().unwrap().to_string()
        );
        assert_eq!(job["timeZone"], "UTC");
        assert_eq!(job["concurrencyPolicy"], "Forbid");
        let run = &job["jobTemplate"]["spec"];
        assert_eq!(run["backoffLimit"], 0);
        let whole = secs(&run["activeDeadlineSeconds"]);
        let timing = Timing::default();
        // The same reckoning by which a run asks the calendar, and what comes after that.
        assert!(whole > timing.put_back_within(&drill) + drill.recovers_at_most());
        assert!(whole > drill.lasts_at_most() + drill.effective.within + undo);
        let pod = &run["template"]["spec"];
        assert_eq!(pod["restartPolicy"], "Never");
        assert!(secs(&pod["terminationGracePeriodSeconds"]) > undo);
        let file = format!("/etc/firedrill/drills/{}.yaml", drill.name);
        assert_eq!(pod["containers"][0]["args"][1], file);
    }
}

/// What a service account may do, by the Roles that are bound to it.
fn granted(objects: &[Value], account: &str) -> BTreeSet<Right> {
    let mut rights = BTreeSet::new();
    for binding in of_kind(objects, "RoleBinding") {
        if binding["subjects"][0]["name"] != account {
            continue;
        }
        let namespace = binding["metadata"]["namespace"].as_str().unwrap();
        let mut roles = of_kind(objects, "Role");
        let role = roles.find(|role| {
            role["metadata"]["namespace"] == namespace
                && role["metadata"]["name"] == binding["roleRef"]["name"]
        });
        for rule in role.unwrap()["rules"].as_array().unwrap() {
            let name = rule.get("resourceNames").map(|names| &names[0]);
            for verb in rule["verbs"].as_array().unwrap() {
                let known = [
                    "get", "list", "watch", "create", "update", "patch", "delete",
                ];
                let verb = known.into_iter().find(|known| verb == known);
                rights.insert(Right {
                    namespace: namespace.to_owned(),
                    group: rule["apiGroups"][0].as_str().unwrap().to_owned(),
                    resource: rule["resources"][0].as_str().unwrap().to_owned(),
                    name: name.map(|name| name.as_str().unwrap().to_owned()),
                    verb: verb.expect("a verb that is needed"),
                });
            }
        }
    }
    rights
}

#[test]
fn each_role_grants_what_is_asked_for_beforehand_and_nothing_else() {
    let objects = objects(&shipped().0);
    let changed = ["ai".to_owned()];
    let grounds = Grounds {
        lock: "firedrill",
        changed: &changed,
    };
    for (account, needs) in [
        ("firedrill-drill", Needs::Run),
        ("firedrill-recoverer", Needs::Recovery),
    ] {
        let all = drills().into_iter();
        let places = all
            .filter(|drill| needs == Needs::Recovery || drill.schedule.is_some())
            .flat_map(|drill| changes(&drill.fault.via, |_| None))
            .flat_map(|change| match needs {
                Needs::Run => [of_place(&change.place), around(&change.place)].concat(),
                Needs::Recovery => of_place(&change.place),
            });
        let always = grounds.always(needs).into_iter();
        let optional = grounds.hears(needs).into_iter().chain(grounds.ends(needs));
        let wanted: BTreeSet<Right> = always.chain(optional).chain(places).collect();
        assert_eq!(granted(&objects, account), wanted, "{account}");
    }
}

#[test]
fn the_recoverer_has_no_secret_of_the_gateway() {
    let objects = objects(&shipped().0);
    let env = |pod: &Value| {
        let env = pod["containers"][0]["env"].as_array().unwrap();
        let names = env
            .iter()
            .map(|one| one["name"].as_str().unwrap().to_owned());
        names.collect::<BTreeSet<String>>()
    };
    let recoverer = named(&objects, "Deployment", "firedrill-recoverer");
    assert!(env(&recoverer["spec"]["template"]["spec"]).is_empty());
    let job = named(&objects, "CronJob", "firedrill-cache-disable");
    let names = env(&job["spec"]["jobTemplate"]["spec"]["template"]["spec"]);
    assert!(names.contains("DRILL_KEY") && names.contains("RUNAWAY_KEY"));
}

#[test]
fn the_files_of_the_drills_arrive_where_they_were() {
    let objects = objects(&shipped().0);
    let data = &named(&objects, "ConfigMap", "firedrill-drills")["data"];
    let job = named(&objects, "CronJob", "firedrill-cache-disable");
    let volumes = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["volumes"];
    let mut arrived = BTreeMap::new();
    for item in volumes[0]["configMap"]["items"].as_array().unwrap() {
        let text = &data[item["key"].as_str().unwrap()];
        arrived.insert(item["path"].as_str().unwrap(), text.as_str().unwrap());
    }
    for path in [
        "cache-disable.yaml",
        "alerts/provider.yaml",
        "alertmanager.yaml",
    ] {
        let kept = std::fs::read_to_string(Path::new(ROOT).join("drills").join(path)).unwrap();
        assert_eq!(arrived[path], kept, "{path}");
    }
    let target = &named(&objects, "ConfigMap", "firedrill-target")["data"]["staging.yaml"];
    let target = Source::new("staging.yaml", target.as_str().unwrap());
    assert_eq!(Target::read(&target).unwrap().environment, "staging");
}

#[test]
fn who_deploys_is_told_what_is_left_to_do() {
    let (_, said) = shipped();
    for words in [
        "create secret generic firedrill-secrets --from-literal=DRILL_KEY=… --from-literal=RUNAWAY_KEY=…",
        "http://firedrill-sink.firedrill:9097/RECEIVER",
        "the drill `bad-model-unsafe` has no `schedule`: nothing runs it",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn the_operators_alerts_are_the_file_that_is_tested() {
    let arguments = [
        "drills",
        "--target",
        "deploy/staging.yaml",
        "--image",
        "firedrill:latest",
        "--operator",
    ];
    let objects = objects(&printed(&arguments).unwrap().0);
    let rules = &named(&objects, "PrometheusRule", "firedrill")["spec"];
    let file = std::fs::read_to_string(Path::new(ROOT).join("deploy/alerts/firedrill.yaml"));
    let file: Value = serde_yaml::from_str(&file.unwrap()).unwrap();
    assert_eq!(*rules, file);
    let sink = named(&objects, "AlertmanagerConfig", "firedrill");
    let needs = sink["metadata"]["annotations"]["firedrill/needs"]
        .as_str()
        .unwrap();
    assert!(
        needs.contains("alertmanagerConfigMatcherStrategy"),
        "{needs}"
    );
}

#[test]
fn a_target_that_no_pod_can_use_is_refused_and_a_webhooks_url_goes_to_who_drills() {
    let cache = drills()
        .into_iter()
        .find(|drill| drill.name == "cache-disable");
    let drills = [cache.unwrap()];
    let target = |kubernetes: &str, listen: &str| {
        let nobody = "{url: \"http://127.0.0.1:9\"}";
        let text = format!(
            "environment: staging\nprometheus: {nobody}\nalertmanager: {nobody}\ntoxiproxy: {nobody}\n\
             {kubernetes}gateway: {nobody}\nsink: {{listen: \"{listen}\"}}\nprofile: reference\n"
        );
        let read = Target::read(&Source::new("staging.yaml", text.clone())).unwrap();
        let order = Order {
            drills: &drills,
            target: &read,
            target_text: &text,
            files: &[],
            image: "firedrill:latest",
            time_zone: "Etc/UTC",
            storage: "1Gi",
            keep: (100, 365),
            api_ports: &[6443],
            form: Form::CronJobs,
            settles: &|_, _| Duration::ZERO,
            operator: false,
        };
        deploy(&order).map_err(|problem| problem.to_string())
    };
    let everywhere = "0.0.0.0:9097";
    let said = target("", everywhere).unwrap_err();
    assert!(said.contains("has no cluster"), "{said}");
    let said = target(
        "kubernetes: {namespaces: [ai], context: laptop}\n",
        everywhere,
    )
    .unwrap_err();
    assert!(said.contains("names the context `laptop`"), "{said}");
    let said = target(
        "production: true\nkubernetes: {namespaces: [ai]}\n",
        everywhere,
    )
    .unwrap_err();
    assert!(said.contains("serves real users"), "{said}");
    let said = target("kubernetes: {namespaces: [other]}\n", everywhere).unwrap_err();
    assert!(
        said.contains("`cache-disable` changes deployments in `ai`"),
        "{said}"
    );
    assert!(target("kubernetes: {namespaces: [ai]}\n", everywhere).is_ok());
    let notify = "kubernetes: {namespaces: [ai]}\nnotify: {url: {env: HOOK}}\n";
    let objects = target(notify, everywhere).unwrap().objects;
    let env = |pod: &Value| pod["containers"][0]["env"].to_string().contains("HOOK");
    let of_job = &named(&objects, "CronJob", "firedrill-cache-disable")["spec"]["jobTemplate"];
    assert!(env(&of_job["spec"]["template"]["spec"]), "who drills tells");
    let recoverer = named(&objects, "Deployment", "firedrill-recoverer");
    assert!(
        !env(&recoverer["spec"]["template"]["spec"]),
        "and nobody else"
    );
    let own = "kubernetes: {namespaces: [ai]}\n";
    let said = target(own, "127.0.0.1:9097").unwrap_err();
    assert!(
        said.contains("where nobody but its own pod reaches it"),
        "{said}"
    );
    let said = target(own, "0.0.0.0:0").unwrap_err();
    assert!(said.contains("a port that is another each time"), "{said}");
}
