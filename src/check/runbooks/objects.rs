//! What commands name is there, as the inventory tells.

use super::codes;
use super::curl::{Curl, host};
use super::kubectl::{Kubectl, Object, Text};
use super::patch::patched;
use super::script::{Calls, Spot};
use super::told::Told;
use super::wrong::Wrong;
use crate::base::{Span, closest};
use crate::spec::Inventory;
use crate::spec::inventory::{Deployment, Namespace};

/// What is not at the target; without an inventory nobody knows.
pub(super) fn check(calls: &Calls<'_>, inventory: Option<&Inventory>, told: &mut Told) {
    for (spot, kubectl) in &calls.kubectl {
        let patch = match patched(kubectl) {
            Ok(keys) => keys,
            Err(wrong) => {
                told.wrong(codes::PATCH, *spot, wrong, "the API server refuses this");
                continue;
            }
        };
        let of_map = kubectl
            .objects
            .iter()
            .any(|object| object.kind.name() == "configmap");
        for patched in patch.iter().filter(|patched| of_map && !patched.is_text) {
            let message = format!("the value of `{}` is not a text", patched.key);
            let hint = "put quotes around it: a ConfigMap holds texts alone";
            let wrong = Wrong::new(patched.span, message, hint);
            told.wrong(codes::PATCH, *spot, wrong, "the API server refuses this");
        }
        if let Some(inventory) = inventory {
            Seeker {
                inventory,
                spot: *spot,
                told,
            }
            .kubectl(kubectl);
        }
    }
    let Some(inventory) = inventory else { return };
    for (spot, curl) in &calls.curl {
        Seeker {
            inventory,
            spot: *spot,
            told,
        }
        .curl(curl);
    }
}

/// Looks for what the commands of one place name.
struct Seeker<'s, 'a> {
    inventory: &'s Inventory,
    spot: Spot<'a>,
    told: &'s mut Told,
}

impl Seeker<'_, '_> {
    /// Tells that something is not there; `names` are those that are.
    fn missing<'n>(
        &mut self,
        what: &str,
        name: &str,
        span: Span,
        names: impl Iterator<Item = &'n str>,
    ) {
        let hint = closest(name, names).map_or_else(
            || {
                "`firedrill plan --target FILE --write-inventory drills/inventory.yaml` writes down \
                 what there is"
                    .to_owned()
            },
            |meant| format!("did you mean `{meant}`?"),
        );
        let wrong = Wrong::new(span, format!("{what} `{name}`"), hint);
        self.told
            .wrong(codes::NOT_THERE, self.spot, wrong, "not in the inventory");
    }

    fn kubectl(&mut self, kubectl: &Kubectl<'_>) {
        let Some(given) = kubectl.namespace().filter(|given| given.word.is_known()) else {
            return;
        };
        let all = &self.inventory.namespaces;
        let Some(namespace) = all.get(given.text()) else {
            let names = all.keys().map(String::as_str);
            self.missing(
                "the target has no namespace",
                given.text(),
                given.span(),
                names,
            );
            return;
        };
        let known = kubectl.objects.iter().filter(|object| object.known);
        let place = given.text();
        for object in known {
            self.object(object, place, namespace);
            if let Some((name, keys)) = config_map(object, namespace) {
                self.keys(kubectl, name, &keys);
            }
        }
        self.inside(kubectl, place, namespace);
    }

    fn object(&mut self, object: &Object, place: &str, namespace: &Namespace) {
        let Some(name) = &object.name else { return };
        let kind = object.kind.name();
        let names: Vec<&str> = match kind {
            "deployment" => namespace.deployments.keys().map(String::as_str).collect(),
            "configmap" => namespace.config_maps.keys().map(String::as_str).collect(),
            "service" => namespace.services.iter().map(String::as_str).collect(),
            _ => return,
        };
        if !names.contains(&&**name) {
            let what = format!("`{place}` has no {kind}");
            self.missing(&what, name, object.span, names.into_iter());
        }
    }

    /// Containers and their variables.
    fn inside(&mut self, kubectl: &Kubectl<'_>, place: &str, namespace: &Namespace) {
        let of = |object: &Object| {
            let name = object.name.as_ref().filter(|_| object.known)?;
            let is_deployment = object.kind.name() == "deployment";
            let found = namespace.deployments.get(name).filter(|_| is_deployment)?;
            Some((format!("`deployment/{name}`"), vec![found]))
        };
        let named: Vec<_> = kubectl.objects.iter().filter_map(of).collect();
        let pods = kubectl
            .objects
            .iter()
            .all(|object| object.kind.name() == "pod");
        let places = if named.is_empty() && pods {
            // Pods do not say what they belong to.
            vec![(
                format!("`{place}`"),
                namespace.deployments.values().collect(),
            )]
        } else {
            named
        };
        let flag = kubectl.value("container").or(kubectl.value("containers"));
        for (place, deployments) in &places {
            if let Some(flag) = flag.filter(|flag| flag.word.is_known() && flag.text() != "*") {
                self.container(place, deployments, flag.text(), flag.span());
            }
            for pair in &kubectl.pairs {
                match kubectl.verb.name {
                    "set image" => self.container(place, deployments, &pair.key, pair.span),
                    "set env" => self.variable(place, deployments, &pair.key, pair.span),
                    _ => {}
                }
            }
        }
    }

    fn container(&mut self, place: &str, all: &[&Deployment], name: &str, span: Span) {
        let names: Vec<&str> = all
            .iter()
            .flat_map(|deployment| deployment.containers.keys().map(String::as_str))
            .collect();
        if !names.contains(&name) {
            self.missing(
                &format!("{place} has no container"),
                name,
                span,
                names.into_iter(),
            );
        }
    }

    fn variable(&mut self, place: &str, all: &[&Deployment], name: &str, span: Span) {
        let names: Vec<&str> = all
            .iter()
            .flat_map(|deployment| deployment.variables())
            .collect();
        if !names.contains(&name) {
            self.missing(
                &format!("{place} is given no variable"),
                name,
                span,
                names.into_iter(),
            );
        }
    }

    /// Keys of a ConfigMap: those that are patched, and that which is printed.
    fn keys(&mut self, kubectl: &Kubectl<'_>, name: &str, keys: &[&str]) {
        let patched = patched(kubectl).unwrap_or_default();
        let printed = kubectl.value("output").and_then(printed_key);
        let named = patched
            .into_iter()
            .map(|one| (one.key, one.span))
            .chain(printed);
        for (key, span) in named {
            if !keys.contains(&&*key) {
                let what = format!("`configmap/{name}` has no key");
                self.missing(&what, &key, span, keys.iter().copied());
            }
        }
    }

    /// Services by their names inside of the cluster.
    fn curl(&mut self, curl: &Curl<'_>) {
        for url in &curl.urls {
            let Some(host) = host(&url.text) else {
                continue;
            };
            let mut parts = host.split('.');
            let (Some(service), Some(place)) = (parts.next(), parts.next()) else {
                continue;
            };
            let inside = matches!(parts.next(), None | Some("svc"));
            let Some(namespace) = self.inventory.namespaces.get(place).filter(|_| inside) else {
                continue;
            };
            let known = !service.contains(['$', '<']);
            if known && !namespace.services.contains(service) {
                let names = namespace.services.iter().map(String::as_str);
                let what = format!("`{place}` has no service");
                self.missing(&what, service, url.find(service), names);
            }
        }
    }
}

/// The name and the keys of a ConfigMap that is there.
fn config_map<'a>(object: &'a Object, namespace: &'a Namespace) -> Option<(&'a str, Vec<&'a str>)> {
    let name = object.name.as_deref()?;
    let keys = namespace
        .config_maps
        .get(name)
        .filter(|_| object.kind.name() == "configmap")?;
    Some((name, keys.iter().map(String::as_str).collect()))
}

/// The key that `-o jsonpath='{.data.rpm_limit}'` prints.
fn printed_key(output: Text<'_>) -> Option<(String, Span)> {
    let (_, behind) = output.text().split_once("{.data.")?;
    let (key, _) = behind.split_once('}')?;
    // A point in a key is written with a backslash before it.
    let span = output.word.find(key);
    (!key.contains(['.', '[', '*']) || key.contains('\\')).then(|| (key.replace('\\', ""), span))
}
