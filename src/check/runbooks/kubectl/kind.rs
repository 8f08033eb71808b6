//! The kinds of objects that people name in incidents.

/// A kind of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check::runbooks) struct Kind {
    /// Its name, and the other names that kubectl takes for it.
    names: &'static [&'static str],
    /// Whether its objects are in namespaces.
    pub(super) namespaced: bool,
}

const fn within(names: &'static [&'static str]) -> Kind {
    let namespaced = true;
    Kind { names, namespaced }
}

const fn above(names: &'static [&'static str]) -> Kind {
    let namespaced = false;
    Kind { names, namespaced }
}

const KINDS: &[Kind] = &[
    within(&["deployment", "deployments", "deploy"]),
    within(&["pod", "pods", "po"]),
    within(&["configmap", "configmaps", "cm"]),
    within(&["service", "services", "svc"]),
    within(&["secret", "secrets"]),
    within(&["event", "events", "ev"]),
    within(&["replicaset", "replicasets", "rs"]),
    within(&["statefulset", "statefulsets", "sts"]),
    within(&["daemonset", "daemonsets", "ds"]),
    within(&["job", "jobs"]),
    within(&["cronjob", "cronjobs", "cj"]),
    within(&["ingress", "ingresses", "ing"]),
    within(&["horizontalpodautoscaler", "horizontalpodautoscalers", "hpa"]),
    within(&["networkpolicy", "networkpolicies", "netpol"]),
    within(&["poddisruptionbudget", "poddisruptionbudgets", "pdb"]),
    within(&["resourcequota", "resourcequotas", "quota"]),
    within(&["limitrange", "limitranges", "limits"]),
    within(&["serviceaccount", "serviceaccounts", "sa"]),
    within(&["endpoints", "ep"]),
    within(&["endpointslice", "endpointslices"]),
    within(&["persistentvolumeclaim", "persistentvolumeclaims", "pvc"]),
    within(&["lease", "leases"]),
    within(&["role", "roles"]),
    within(&["rolebinding", "rolebindings"]),
    within(&["httproute", "httproutes"]),
    within(&["inferenceservice", "inferenceservices", "isvc"]),
    within(&["rollout", "rollouts"]),
    within(&["prometheusrule", "prometheusrules"]),
    within(&["all"]),
    above(&["node", "nodes", "no"]),
    above(&["namespace", "namespaces", "ns"]),
    above(&["persistentvolume", "persistentvolumes", "pv"]),
    above(&["storageclass", "storageclasses", "sc"]),
    above(&[
        "customresourcedefinition",
        "customresourcedefinitions",
        "crd",
        "crds",
    ]),
    above(&["clusterrole", "clusterroles"]),
    above(&["clusterrolebinding", "clusterrolebindings"]),
    above(&[
        "validatingwebhookconfiguration",
        "validatingwebhookconfigurations",
    ]),
    above(&[
        "mutatingwebhookconfiguration",
        "mutatingwebhookconfigurations",
    ]),
];

/// A kind that is written with its group, as `widgets.example.com`; it may be anything.
const FOREIGN: Kind = within(&["custom resource"]);

impl Kind {
    /// The kind of this name.
    pub(super) fn of(word: &str) -> Option<Self> {
        let lower = word.to_ascii_lowercase();
        if lower.contains('.') {
            // `deployments.apps` is one of ours.
            let plain = lower.split('.').next().unwrap_or_default();
            return Self::of(plain).or(Some(FOREIGN));
        }
        let mut all = KINDS.iter();
        all.find(|kind| kind.names.contains(&&*lower)).copied()
    }

    /// The names of all of them.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        KINDS.iter().flat_map(|kind| kind.names).copied()
    }

    /// Its name.
    pub(in crate::check::runbooks) const fn name(self) -> &'static str {
        self.names[0]
    }
}
