//! What must be allowed in a cluster: asked for before anything is done, and granted by what
//! `firedrill deploy` prints. Both are made of this table.

use std::fmt;

use super::place::{ObjectKind, Part, Place};

/// The name of the Lease that is the lock.
pub const LOCK: &str = "firedrill";
/// The name of the `ConfigMap` that halts drills.
pub const HALT: &str = "firedrill-halt";
/// The name of the `ConfigMap` that keeps how drills ended.
pub const ENDED: &str = "firedrill-ended";

/// Who needs rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// A run: it makes changes and puts them back.
    Run,
    /// Who only puts back, and frees the lock of a dead run.
    Recovery,
}

/// One thing that must be allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Right {
    /// The namespace.
    pub namespace: String,
    /// The API group; empty for the core's.
    pub group: String,
    /// The resource, in the plural.
    pub resource: String,
    /// One object of this name; none is any.
    pub name: Option<String>,
    /// What is done with it.
    pub verb: &'static str,
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.resource)?;
        if !self.group.is_empty() {
            write!(f, ".{}", self.group)?;
        }
        if let Some(name) = &self.name {
            write!(f, "/{name}")?;
        }
        write!(f, " in {}", self.namespace)
    }
}

/// The namespaces of an environment.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    /// Where the lock and a halt are.
    pub lock: &'a str,
    /// Where something may be changed, and receipts are.
    pub changed: &'a [String],
}

impl Grounds<'_> {
    /// What is needed whatever is changed: the lock, the halt, the receipts.
    pub fn always(&self, needs: Needs) -> Vec<Right> {
        let (lock, halt, receipts): (&[_], &[_], &[_]) = match needs {
            Needs::Run => (
                &["get", "create", "update"],
                &["get"],
                &["list", "get", "create", "delete"],
            ),
            Needs::Recovery => (&["get", "update"], &[], &["list", "get", "delete"]),
        };
        let leases = ("coordination.k8s.io", "leases", Some(LOCK));
        let leases = rights(self.lock, leases, lock);
        let halt = rights(self.lock, ("", "configmaps", Some(HALT)), halt);
        let receipts = (self.changed.iter())
            .flat_map(|namespace| rights(namespace, ("", "configmaps", None), receipts));
        leases.into_iter().chain(halt).chain(receipts).collect()
    }

    /// What is needed to hear of a halt as soon as it is set. A drill can do without.
    pub fn hears(&self, needs: Needs) -> Vec<Right> {
        let verbs: &[_] = match needs {
            Needs::Run => &["watch"],
            Needs::Recovery => &[],
        };
        rights(self.lock, ("", "configmaps", Some(HALT)), verbs)
    }

    /// What is needed to keep how drills end, and to tell of it. A drill can do without.
    pub fn ends(&self, needs: Needs) -> Vec<Right> {
        let verbs: &[_] = match needs {
            Needs::Run => &["get", "create", "update"],
            Needs::Recovery => &["get"],
        };
        rights(self.lock, ("", "configmaps", Some(ENDED)), verbs)
    }
}

/// What is needed to change a place and to put it back; nothing for a place outside of a cluster.
pub fn of_place(place: &Place) -> Vec<Right> {
    let Place::Cluster { object, part } = place else {
        return Vec::new();
    };
    let namespace = &object.namespace;
    let (group, _, resource) = object.kind.resource();
    let itself = (group, resource, Some(&*object.name));
    let mut needed = rights(namespace, itself, &["get", "patch"]);
    // Who else sets how many pods there are.
    if *part == Part::Replicas {
        let scalers = ("autoscaling", "horizontalpodautoscalers", None);
        needed.extend(rights(namespace, scalers, &["list"]));
    }
    // Which others make a policy void, or are made void by it.
    if object.kind == ObjectKind::NetworkPolicy {
        needed.extend(rights(namespace, (group, resource, None), &["list"]));
    }
    // What became of a roll-out, and by whose doing.
    if object.kind == ObjectKind::Rollout {
        needed.extend(rights(namespace, (group, "analysisruns", None), &["list"]));
    }
    needed
}

/// What tells what surrounds a place. A drill can do without.
pub fn around(place: &Place) -> Vec<Right> {
    let Place::Cluster { object, .. } = place else {
        return Vec::new();
    };
    let namespace = &object.namespace;
    let itself = ("", "namespaces", Some(&**namespace));
    let listed = [
        ("apps", "deployments", None),
        ("", "resourcequotas", None),
        ("policy", "poddisruptionbudgets", None),
    ];
    let listed = listed.into_iter();
    let listed = listed.flat_map(|kind| rights(namespace, kind, &["list"]));
    let itself = rights(namespace, itself, &["get"]).into_iter();
    itself.chain(listed).collect()
}

/// Of an object that is created the name is not known yet where rights are decided.
fn rights(
    namespace: &str,
    (group, resource, name): (&str, &str, Option<&str>),
    verbs: &[&'static str],
) -> Vec<Right> {
    let right = |verb: &&'static str| Right {
        namespace: namespace.to_owned(),
        group: group.to_owned(),
        resource: resource.to_owned(),
        name: name.filter(|_| *verb != "create").map(str::to_owned),
        verb,
    };
    verbs.iter().map(right).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_only_puts_back_may_create_nothing() {
        let changed = ["ai".to_owned()];
        let grounds = Grounds {
            lock: "firedrill",
            changed: &changed,
        };
        let needs = |needs| {
            let always = grounds.always(needs).into_iter();
            let optional = grounds.hears(needs).into_iter().chain(grounds.ends(needs));
            always.chain(optional).collect::<Vec<Right>>()
        };
        assert!(
            needs(Needs::Recovery)
                .iter()
                .all(|right| right.verb != "create")
        );
        for right in needs(Needs::Recovery) {
            assert!(needs(Needs::Run).contains(&right), "a run may not: {right}");
        }
    }

    #[test]
    fn a_halt_is_watched_by_runs_alone_and_none_is_refused_for_not_being_allowed_to() {
        let changed = ["ai".to_owned()];
        let grounds = Grounds {
            lock: "firedrill",
            changed: &changed,
        };
        let told: Vec<String> = (grounds.hears(Needs::Run).iter())
            .map(ToString::to_string)
            .collect();
        assert_eq!(told, ["watch configmaps/firedrill-halt in firedrill"]);
        assert_eq!(grounds.hears(Needs::Recovery), []);
        let always = grounds.always(Needs::Run);
        assert!(always.iter().all(|right| right.verb != "watch"));
    }

    #[test]
    fn a_place_is_got_and_patched_by_its_name_alone() {
        let part = Part::Variable {
            container: "gateway".into(),
            variable: "CACHE_ENABLED".into(),
        };
        let place = Place::cluster(ObjectKind::Deployment, "ai", "llm-gateway", part);
        let told: Vec<String> = of_place(&place).iter().map(ToString::to_string).collect();
        let of = "deployments.apps/llm-gateway in ai";
        assert_eq!(told, [format!("get {of}"), format!("patch {of}")]);
        let replicas = Place::cluster(ObjectKind::Deployment, "ai", "store", Part::Replicas);
        let last = of_place(&replicas).pop().expect("a right").to_string();
        assert_eq!(last, "list horizontalpodautoscalers.autoscaling in ai");
        let toxic = Place::Toxic {
            proxy: "primary".into(),
        };
        assert_eq!(of_place(&toxic), []);
    }
}
