//! What there is in the namespaces of a target: names alone, read and never changed. Secrets are not
//! even listed.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Container, Service};
use kube::api::{Api, ListParams};

use super::Kubernetes;
use super::call::Kind;
use super::surroundings::{Listed, is_ours};
use crate::live::http::Failure;

/// How many objects are asked for at once.
const PAGE: u32 = 200;
/// How many times more are asked for; beyond that a list is given up.
const PAGES_MOST: usize = 50;

/// What there is in a namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// The namespace.
    pub namespace: String,
    /// The variables of each container of each Deployment.
    pub deployments: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    /// The keys of each ConfigMap.
    pub config_maps: BTreeMap<String, BTreeSet<String>>,
    /// The Services.
    pub services: BTreeSet<String>,
}

impl Kubernetes {
    /// What there is in the namespaces in which something may be changed.
    ///
    /// # Errors
    /// A list that cannot be read to its end: a part of one would make the rest look missing.
    pub(in crate::live) async fn holdings(&self) -> Result<Vec<Holding>, Failure> {
        let mut all = Vec::new();
        for namespace in &self.at.namespaces {
            all.push(self.holding(namespace).await?);
        }
        Ok(all)
    }

    async fn holding(&self, namespace: &str) -> Result<Holding, Failure> {
        let mut found = Holding {
            namespace: namespace.to_owned(),
            ..Holding::default()
        };
        for map in self.every::<ConfigMap>(namespace).await? {
            if !is_ours(&map.metadata) {
                let data = map.data.unwrap_or_default().into_keys();
                let binary = map.binary_data.unwrap_or_default().into_keys();
                let name = map.metadata.name.unwrap_or_default();
                found.config_maps.insert(name, data.chain(binary).collect());
            }
        }
        for service in self.every::<Service>(namespace).await? {
            found.services.extend(service.metadata.name);
        }
        for deployment in self.every::<Deployment>(namespace).await? {
            let pods = deployment.spec.and_then(|spec| spec.template.spec);
            let containers = pods.map(|pods| pods.containers).unwrap_or_default();
            let containers = containers.into_iter().map(|container| {
                let variables = variables(&container, &found.config_maps);
                (container.name, variables)
            });
            let containers = containers.collect();
            let name = deployment.metadata.name.unwrap_or_default();
            found.deployments.insert(name, containers);
        }
        Ok(found)
    }

    /// All objects of a kind in a namespace, page by page.
    async fn every<K: Listed>(&self, namespace: &str) -> Result<Vec<K>, Failure> {
        let all: Api<K> = Api::namespaced(self.client.clone(), namespace);
        let mut wanted = ListParams::default().limit(PAGE);
        let mut found = Vec::new();
        for _ in 0..PAGES_MOST {
            let page = self.call(Kind::Read, || all.list(&wanted)).await?;
            found.extend(page.items);
            match page.metadata.continue_.filter(|more| !more.is_empty()) {
                Some(more) => wanted = wanted.continue_token(&more),
                None => return Ok(found),
            }
        }
        let kind = K::kind(&());
        let why = format!(
            "there are more than {} objects of the kind {kind} in `{namespace}`",
            found.len()
        );
        Err(Failure::unknown(&why))
    }
}

/// The names of the variables that a container is given; those of a Secret as a whole are not known.
fn variables(container: &Container, maps: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let own = container.env.iter().flatten().map(|one| one.name.clone());
    let mut names: BTreeSet<String> = own.collect();
    for from in container.env_from.iter().flatten() {
        let prefix = from.prefix.as_deref().unwrap_or_default();
        let map = from.config_map_ref.as_ref().map(|map| &map.name);
        let keys = map.and_then(|name| maps.get(name)).into_iter().flatten();
        names.extend(keys.map(|key| format!("{prefix}{key}")));
    }
    names
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::live::kubernetes::tests::{answer, cluster, refused};

    fn list(kind: &str, version: &str, more: &str, items: &Value) -> Value {
        json!({"kind": format!("{kind}List"), "apiVersion": version,
               "metadata": {"continue": more}, "items": items})
    }

    fn names(of: &[&str]) -> BTreeSet<String> {
        of.iter().map(|name| (*name).to_owned()).collect()
    }

    #[tokio::test]
    async fn names_are_listed_page_by_page_and_secrets_not_at_all() {
        let (kubernetes, mut server) = cluster();
        let script = async {
            let mut asked = Vec::new();
            let maps = json!([
                {"metadata": {"name": "quotas"}, "data": {"rpm_limit": "60"}},
                {"metadata": {"name": "kube-root-ca.crt"}, "data": {"ca.crt": "x"}},
            ]);
            let more = json!([{"metadata": {"name": "flags"}, "data": {"CACHE": "on"}}]);
            let services = json!([{"metadata": {"name": "llm-gateway"}}]);
            let containers = json!([{
                "name": "gateway", "env": [{"name": "CACHE_ENABLED", "value": "true"}],
                "envFrom": [{"prefix": "F_", "configMapRef": {"name": "flags"}},
                            {"secretRef": {"name": "keys"}}],
            }]);
            let deployment = json!([{"metadata": {"name": "llm-gateway"}, "spec": {
                "selector": {}, "template": {"spec": {"containers": containers}}}}]);
            for body in [
                list("ConfigMap", "v1", "next", &maps),
                list("ConfigMap", "v1", "", &more),
                list("Service", "v1", "", &services),
                list("Deployment", "apps/v1", "", &deployment),
            ] {
                asked.push(answer(&mut server, 200, &body).await.0);
            }
            asked
        };
        let (found, asked) = tokio::join!(kubernetes.holdings(), script);
        assert_eq!(
            asked,
            [
                "GET /api/v1/namespaces/ai/configmaps?&limit=200",
                "GET /api/v1/namespaces/ai/configmaps?&limit=200&continue=next",
                "GET /api/v1/namespaces/ai/services?&limit=200",
                "GET /apis/apps/v1/namespaces/ai/deployments?&limit=200",
            ]
        );
        let found = found.unwrap().remove(0);
        let maps = [
            ("flags", names(&["CACHE"])),
            ("quotas", names(&["rpm_limit"])),
        ];
        let maps = maps.map(|(name, keys)| (name.to_owned(), keys));
        assert_eq!(found.config_maps, maps.into());
        assert_eq!(found.services, names(&["llm-gateway"]));
        let variables = &found.deployments["llm-gateway"]["gateway"];
        assert_eq!(*variables, names(&["CACHE_ENABLED", "F_CACHE"]));
    }

    #[tokio::test]
    async fn a_list_that_may_not_be_read_is_no_empty_one() {
        let (kubernetes, mut server) = cluster();
        let refused = refused(403, "Forbidden");
        let (found, _) = tokio::join!(kubernetes.holdings(), answer(&mut server, 403, &refused));
        assert!(found.unwrap_err().why.contains("403"));
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_is_given_up() {
        let (kubernetes, server) = cluster();
        let found = kubernetes.holdings().await;
        assert!(found.unwrap_err().why.contains("did not answer"));
        drop(server);
    }
}
