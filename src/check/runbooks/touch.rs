//! What a command changes, in a form in which a change and its way back can be told to belong together.

use super::kubectl::{Kubectl, Object, Text};
use super::patch::patched;
use crate::base::Span;

/// One thing that a command changes.
#[derive(Clone, Debug)]
pub(super) struct Touch {
    /// Where; none where the command does not say.
    pub(super) namespace: Option<String>,
    /// Of what, as it would be typed: `deployment/llm-gateway`, `deployment --all`.
    pub(super) object: String,
    /// What of it.
    pub(super) what: What,
    /// What it is afterwards; none where it is gone, or where nobody can say.
    pub(super) value: Option<String>,
    /// Where it was written.
    pub(super) span: Span,
}

/// What of an object is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A variable of its containers.
    Variable(String),
    /// An annotation, a label or a taint: the command that sets it, and its key.
    Mark(&'static str, String),
    /// A key of its data.
    Key(String),
    /// How many pods it has.
    Replicas,
    /// The image of a container.
    Image(String),
    /// Which of its versions runs.
    Version,
    /// Whether new versions are rolled out.
    Paused,
    /// Whether pods may be put there.
    Cordoned,
    /// Whether it is there at all.
    Existence,
    /// Anything in it.
    Contents,
}

/// What a command changes that must be changed back.
pub(super) fn touches(kubectl: &Kubectl<'_>) -> Vec<Touch> {
    if !kubectl.changes() {
        return Vec::new();
    }
    let changes = changes(kubectl);
    let objects = objects(kubectl);
    let namespace = kubectl.namespace().map(|given| given.text().to_owned());
    let all = objects.into_iter().flat_map(|object| {
        changes
            .iter()
            .map(move |change| (object.clone(), change.clone()))
    });
    all.map(|(object, (what, value, span))| Touch {
        namespace: namespace.clone(),
        object,
        what,
        value,
        span,
    })
    .collect()
}

type Change = (What, Option<String>, Span);

fn changes(kubectl: &Kubectl<'_>) -> Vec<Change> {
    let one = |what, value: Option<&str>| vec![(what, value.map(str::to_owned), kubectl.span)];
    let pairs = |what: &dyn Fn(String) -> What| {
        let pairs = kubectl.pairs.iter();
        pairs
            .map(|pair| (what(pair.key.clone()), pair.value.clone(), pair.span))
            .collect()
    };
    match kubectl.verb.name {
        "set env" => pairs(&What::Variable),
        "set image" => pairs(&What::Image),
        verb @ ("annotate" | "label" | "taint") => pairs(&|key| What::Mark(verb, key)),
        "scale" => one(What::Replicas, kubectl.value("replicas").map(Text::text)),
        "rollout undo" => one(What::Version, None),
        "rollout pause" => one(What::Paused, Some("paused")),
        "rollout resume" => one(What::Paused, None),
        "cordon" | "drain" => one(What::Cordoned, Some("cordoned")),
        "uncordon" => one(What::Cordoned, None),
        // What keeps them makes others.
        "delete" if kubectl.objects.iter().all(is_pod) && !kubectl.objects.is_empty() => Vec::new(),
        "delete" => one(What::Existence, None),
        "run" if kubectl.has("rm") => Vec::new(),
        "apply" | "create" | "run" | "expose" | "autoscale" => one(What::Existence, Some("there")),
        "replace" | "edit" | "set resources" => one(What::Contents, None),
        "patch" => match patched(kubectl) {
            Ok(keys) if !keys.is_empty() => keys
                .into_iter()
                .map(|patched| (What::Key(patched.key), patched.value, patched.span))
                .collect(),
            _ => one(What::Contents, None),
        },
        // What `exec` and the like do inside of a pod nobody can say, and a restart changes nothing.
        _ => Vec::new(),
    }
}

fn is_pod(object: &Object) -> bool {
    object.kind.name() == "pod"
}

/// What a command changes something of, as it would be typed.
fn objects(kubectl: &Kubectl<'_>) -> Vec<String> {
    if let Some(file) = kubectl.value("filename").or(kubectl.value("kustomize")) {
        return vec![format!("--filename {}", file.text())];
    }
    let which = match kubectl.value("selector") {
        Some(selector) => format!("--selector {}", selector.text()),
        None => "--all".to_owned(),
    };
    let named = kubectl.objects.iter().map(|object| match &object.name {
        Some(name) => format!("{}/{name}", object.kind.name()),
        None => format!("{} {which}", object.kind.name()),
    });
    named.collect()
}

impl Touch {
    /// Whether this changes back what the other changed.
    pub(super) fn reverses(&self, other: &Self) -> bool {
        let same = self.namespace == other.namespace && self.object == other.object;
        same && match (&other.what, &self.what) {
            (What::Version, What::Version | What::Image(_))
            | (What::Image(_), What::Version)
            | (_, What::Contents) => true,
            (changed, back) => changed == back && self.value != other.value,
        }
    }

    /// What it changes, as people say it.
    pub(super) fn says(&self) -> String {
        let object = &self.object;
        match &self.what {
            What::Variable(name) => format!("`{name}` of `{object}` is changed"),
            What::Mark(verb, key) => format!("`{object}` gets the {} `{key}`", mark(verb)),
            What::Key(key) => format!("`{key}` of `{object}` is changed"),
            What::Replicas => format!("how many pods `{object}` has is changed"),
            What::Image(container) => {
                format!("the image of `{container}` in `{object}` is changed")
            }
            What::Version => format!("`{object}` is taken back to another version"),
            What::Paused => format!("new versions of `{object}` are held back"),
            What::Cordoned => format!("no pod is put on `{object}` any more"),
            What::Existence if self.value.is_some() => format!("`{object}` is created"),
            What::Existence => format!("`{object}` is deleted"),
            What::Contents => format!("`{object}` is changed"),
        }
    }

    /// The command that would change it back.
    pub(super) fn way_back(&self) -> String {
        let object = &self.object;
        let command = match &self.what {
            What::Variable(name) => format!("set env {object} {name}=BEFORE"),
            What::Mark(verb, key) => format!("{verb} {object} {key}-"),
            What::Key(key) => {
                let object = object.replacen('/', " ", 1);
                format!("patch {object} --patch '{{\"data\": {{\"{key}\": \"BEFORE\"}}}}'")
            }
            What::Replicas => format!("scale {object} --replicas=BEFORE"),
            What::Image(container) => format!("set image {object} {container}=BEFORE"),
            What::Version => format!("rollout undo {object}"),
            What::Paused => format!("rollout resume {object}"),
            What::Cordoned => format!("uncordon {}", object.trim_start_matches("node/")),
            What::Existence if self.value.is_some() => format!("delete {object}"),
            What::Existence => format!("apply --filename FILE-WITH-{object}"),
            What::Contents => format!("edit {object}"),
        };
        let namespace = self.namespace.as_ref();
        let namespace = namespace
            .map(|name| format!(" -n {name}"))
            .unwrap_or_default();
        format!("kubectl {command}{namespace}")
    }
}

fn mark(verb: &str) -> &str {
    match verb {
        "annotate" => "annotation",
        other => other,
    }
}
