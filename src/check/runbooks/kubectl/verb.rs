//! kubectl's commands: those of incident work.

use super::flag::{self, Flag};

/// A command of kubectl's.
#[derive(Clone, Copy, Debug)]
pub(in crate::check::runbooks) struct Verb {
    /// One word or two, as `rollout undo`.
    pub(in crate::check::runbooks) name: &'static str,
    /// What it does to what it names.
    pub(in crate::check::runbooks) does: Does,
    /// What its words name.
    pub(super) takes: Takes,
    /// Its flags, in groups, beside those of every command.
    pub(super) flags: &'static [&'static [Flag]],
}

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check::runbooks) enum Does {
    /// It only looks.
    Reads,
    /// It changes something.
    Changes,
}

/// What the words of a command name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check::runbooks) enum Takes {
    /// A kind of objects, and perhaps names: `deployment a b`, or `deployment/a`.
    Objects,
    /// The same, and `key=value` or `key-`.
    ObjectsAndPairs,
    /// A pod, or `deployment/a`.
    Pod,
    /// Nodes, by name.
    Nodes,
    /// Nodes behind the word `nodes`, and `key=value:effect`.
    Taints,
    /// Nothing that is looked at.
    Other,
}

const fn verb(
    name: &'static str,
    does: Does,
    takes: Takes,
    flags: &'static [&'static [Flag]],
) -> Verb {
    Verb {
        name,
        does,
        takes,
        flags,
    }
}

use Does::{Changes, Reads};
use Takes::{Nodes, Objects, ObjectsAndPairs, Other, Pod, Taints};
use flag::{ALL, FILES, PRINT, SELECT, WRITE};

/// All that are known. A verb of two words stands before the one that it begins with.
pub(super) const VERBS: &[Verb] = &[
    verb("get", Reads, Objects, &[SELECT, PRINT, FILES, flag::GET]),
    verb("describe", Reads, Objects, &[SELECT, FILES, flag::DESCRIBE]),
    verb("logs", Reads, Pod, &[SELECT, flag::LOGS]),
    verb("events", Reads, Other, &[SELECT, PRINT, flag::EVENTS]),
    verb("top", Reads, Objects, &[SELECT, flag::TOP]),
    verb("wait", Reads, Objects, &[SELECT, PRINT, FILES, flag::WAIT]),
    verb("exec", Changes, Pod, &[FILES, flag::EXEC]),
    verb("attach", Changes, Pod, &[flag::EXEC]),
    verb("debug", Changes, Pod, &[flag::EXEC, flag::DEBUG]),
    verb("cp", Changes, Other, &[flag::COPY]),
    verb("port-forward", Reads, Pod, &[flag::FORWARD]),
    verb(
        "rollout status",
        Reads,
        Objects,
        &[SELECT, FILES, flag::STATUS],
    ),
    verb(
        "rollout history",
        Reads,
        Objects,
        &[SELECT, PRINT, FILES, flag::ROLLOUT],
    ),
    verb(
        "rollout undo",
        Changes,
        Objects,
        &[SELECT, PRINT, FILES, WRITE, flag::ROLLOUT],
    ),
    verb(
        "rollout restart",
        Changes,
        Objects,
        &[SELECT, PRINT, FILES, WRITE],
    ),
    verb(
        "rollout pause",
        Changes,
        Objects,
        &[SELECT, PRINT, FILES, WRITE],
    ),
    verb(
        "rollout resume",
        Changes,
        Objects,
        &[SELECT, PRINT, FILES, WRITE],
    ),
    verb(
        "scale",
        Changes,
        Objects,
        &[SELECT, ALL, PRINT, FILES, WRITE, flag::SCALE],
    ),
    verb(
        "set env",
        Changes,
        ObjectsAndPairs,
        &[SELECT, ALL, PRINT, FILES, WRITE, flag::SET_ENV],
    ),
    verb(
        "set image",
        Changes,
        ObjectsAndPairs,
        &[SELECT, ALL, PRINT, FILES, WRITE],
    ),
    verb(
        "set resources",
        Changes,
        Objects,
        &[SELECT, ALL, PRINT, FILES, WRITE, flag::SET_RESOURCES],
    ),
    verb(
        "annotate",
        Changes,
        ObjectsAndPairs,
        &[SELECT, ALL, PRINT, FILES, WRITE, flag::MARK],
    ),
    verb(
        "label",
        Changes,
        ObjectsAndPairs,
        &[SELECT, ALL, PRINT, FILES, WRITE, flag::MARK],
    ),
    verb(
        "patch",
        Changes,
        Objects,
        &[PRINT, FILES, WRITE, flag::PATCH],
    ),
    verb("edit", Changes, Objects, &[PRINT, FILES, WRITE]),
    verb(
        "delete",
        Changes,
        Objects,
        &[SELECT, ALL, PRINT, FILES, WRITE, flag::DELETE],
    ),
    verb(
        "apply",
        Changes,
        Other,
        &[SELECT, ALL, PRINT, FILES, WRITE, flag::APPLY],
    ),
    verb(
        "create",
        Changes,
        Other,
        &[SELECT, PRINT, FILES, WRITE, flag::APPLY],
    ),
    verb(
        "replace",
        Changes,
        Other,
        &[PRINT, FILES, WRITE, flag::APPLY, flag::DELETE],
    ),
    verb("diff", Reads, Other, &[SELECT, FILES, flag::APPLY]),
    verb("run", Changes, Other, &[PRINT, WRITE, flag::RUN]),
    verb(
        "autoscale",
        Changes,
        Objects,
        &[PRINT, FILES, WRITE, flag::AUTOSCALE],
    ),
    verb(
        "expose",
        Changes,
        Objects,
        &[SELECT, PRINT, FILES, WRITE, flag::AUTOSCALE],
    ),
    verb("cordon", Changes, Nodes, &[&[flag::SELECTOR], WRITE]),
    verb("uncordon", Changes, Nodes, &[&[flag::SELECTOR], WRITE]),
    verb("drain", Changes, Nodes, &[WRITE, flag::DRAIN]),
    verb(
        "taint",
        Changes,
        Taints,
        &[SELECT, ALL, PRINT, WRITE, flag::MARK],
    ),
    verb(
        "auth can-i",
        Reads,
        Other,
        &[&[flag::EVERYWHERE], flag::CAN_I],
    ),
    verb("config current-context", Reads, Other, &[]),
    verb("config get-contexts", Reads, Other, &[PRINT]),
    verb("config use-context", Reads, Other, &[]),
    verb("cluster-info", Reads, Other, &[]),
    verb("version", Reads, Other, &[PRINT, flag::VERSION]),
    verb("explain", Reads, Other, &[FILES, flag::EXPLAIN]),
    verb("api-resources", Reads, Other, &[PRINT, flag::API]),
];

/// Verbs that have nothing to do with a namespace.
const NOWHERE: [&str; 7] = [
    "api-resources",
    "config current-context",
    "config get-contexts",
    "config use-context",
    "cluster-info",
    "version",
    "explain",
];

impl Verb {
    /// Whether it looks into a namespace at all, apart from what it names.
    pub(super) fn is_somewhere(&self) -> bool {
        let nodes = matches!(self.takes, Takes::Nodes | Takes::Taints);
        !nodes && !NOWHERE.contains(&self.name)
    }

    /// Its flags, and those of every command.
    pub(super) fn flags(&self) -> impl Iterator<Item = &'static Flag> + use<> {
        self.flags.iter().copied().flatten().chain(flag::GLOBAL)
    }
}
