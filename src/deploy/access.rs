//! Who may do what: as little as the drills' faults need.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::words::{DRILL, RECOVERER, own};
use super::{Order, metadata};
use crate::base::Problem;
use crate::drill::fault;
use crate::spec::Drill;
use crate::spec::target::Kubernetes;
use crate::world::rights::{Grounds, Needs, Right, around, of_place};

/// Fails if a drill changes something where the target lets nothing be changed: no Role is printed for
/// that, since no run would use it.
pub(super) fn check(drills: &[Drill], cluster: &Kubernetes) -> Result<(), Box<Problem>> {
    for drill in drills {
        for right in rights_of(drill) {
            if !cluster.namespaces.contains(&right.namespace) {
                return Err(Box::new(
                    Problem::error(
                        "deploy/namespace",
                        format!(
                            "the drill `{}` changes {} in `{}`, where the target lets nothing be changed",
                            drill.name, right.resource, right.namespace
                        ),
                    )
                    .hint("add it to `kubernetes.namespaces`, or leave the drill out"),
                ));
            }
        }
    }
    Ok(())
}

/// What a drill's fault needs.
fn rights_of(drill: &Drill) -> impl Iterator<Item = Right> {
    let changes = fault::changes(&drill.fault.via, |_| None).into_iter();
    changes.flat_map(|change| of_place(&change.place))
}

/// What a drill reads around its fault before it begins, and could do without.
fn what_surrounds(drill: &Drill) -> impl Iterator<Item = Right> {
    let changes = fault::changes(&drill.fault.via, |_| None).into_iter();
    changes.flat_map(|change| around(&change.place))
}

/// Service accounts, and a Role and its binding in each namespace.
pub(super) fn objects(order: &Order<'_>, cluster: &Kubernetes) -> Vec<Value> {
    let lock = &*cluster.namespace;
    let mut objects = Vec::new();
    for (component, needs) in [(DRILL, Needs::Run), (RECOVERER, Needs::Recovery)] {
        objects.push(json!({
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": metadata(lock, &own(component), component),
        }));
        for (namespace, rights) in by_namespace(order, cluster, needs) {
            objects.push(role(&namespace, component, &rights));
            objects.push(binding(&namespace, component, lock));
        }
    }
    objects
}

/// All rights, by the namespace in which they are granted.
fn by_namespace(
    order: &Order<'_>,
    cluster: &Kubernetes,
    needs: Needs,
) -> BTreeMap<String, BTreeSet<Right>> {
    let grounds = Grounds {
        lock: &cluster.namespace,
        changed: &cluster.namespaces,
    };
    // What is run by hand has the rights of who runs it, and is put back like everything else.
    let drills = order
        .drills
        .iter()
        .filter(|drill| needs == Needs::Recovery || order.form.runs(drill));
    let places = drills.flat_map(|drill| {
        let around = (needs == Needs::Run).then(|| what_surrounds(drill));
        rights_of(drill).chain(around.into_iter().flatten())
    });
    let all = grounds
        .always(needs)
        .into_iter()
        .chain(grounds.hears(needs));
    let mut found: BTreeMap<String, BTreeSet<Right>> = BTreeMap::new();
    for right in all.chain(grounds.ends(needs)).chain(places) {
        let here = found.entry(right.namespace.clone()).or_default();
        here.insert(right);
    }
    found
}

fn role(namespace: &str, component: &str, rights: &BTreeSet<Right>) -> Value {
    // One rule for each resource and object, with all of its verbs.
    let mut rules: BTreeMap<(&str, &str, Option<&str>), Vec<&str>> = BTreeMap::new();
    for right in rights {
        let of = (&*right.group, &*right.resource, right.name.as_deref());
        rules.entry(of).or_default().push(right.verb);
    }
    let rules = rules.into_iter().map(|((group, resource, name), verbs)| {
        let mut rule = json!({
            "apiGroups": [group],
            "resources": [resource],
            "verbs": verbs,
        });
        if let Some(name) = name {
            rule["resourceNames"] = json!([name]);
        }
        rule
    });
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": metadata(namespace, &own(component), component),
        "rules": rules.collect::<Vec<_>>(),
    })
}

fn binding(namespace: &str, component: &str, lock: &str) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": metadata(namespace, &own(component), component),
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "Role",
            "name": own(component),
        },
        "subjects": [
            {"kind": "ServiceAccount", "name": own(component), "namespace": lock},
        ],
    })
}
