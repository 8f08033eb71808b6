//! The flags of kubectl's commands.

/// A flag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flag {
    /// Its name behind two dashes.
    pub(super) long: &'static str,
    /// The letter behind one dash.
    pub(super) short: Option<char>,
    /// Whether a value follows.
    pub(super) value: Value,
}

/// Whether a value follows a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// It does, behind `=` or as the next word.
    Needed,
    /// It may, behind `=` alone.
    Optional,
}

/// A flag that says yes, or `=` and a value.
const fn on(long: &'static str) -> Flag {
    let (short, value) = (None, Value::Optional);
    Flag { long, short, value }
}

/// A flag that wants a value.
const fn with(long: &'static str) -> Flag {
    let (short, value) = (None, Value::Needed);
    Flag { long, short, value }
}

impl Flag {
    /// The same flag, which also has a letter.
    const fn or(mut self, short: char) -> Self {
        self.short = Some(short);
        self
    }
}

/// What every command takes.
pub(super) const GLOBAL: &[Flag] = &[
    with("namespace").or('n'),
    with("context"),
    with("kubeconfig"),
    with("cluster"),
    with("user"),
    with("server").or('s'),
    with("as"),
    with("as-group"),
    with("request-timeout"),
    with("v").or('v'),
    on("help").or('h'),
    on("warnings-as-errors"),
];

/// How something is printed.
pub(super) const PRINT: &[Flag] = &[
    with("output").or('o'),
    with("template"),
    on("show-managed-fields"),
    on("allow-missing-template-keys"),
];

/// Which objects.
pub(super) const SELECT: &[Flag] = &[SELECTOR, with("field-selector"), EVERYWHERE];

/// All objects of a kind.
pub(super) const ALL: &[Flag] = &[on("all")];

/// Objects out of files.
pub(super) const FILES: &[Flag] = &[
    with("filename").or('f'),
    with("kustomize").or('k'),
    on("recursive").or('R'),
];

/// How something is written.
pub(super) const WRITE: &[Flag] = &[on("dry-run"), with("field-manager"), on("local")];

/// Those of `get`.
pub(super) const GET: &[Flag] = &[
    on("watch").or('w'),
    on("watch-only"),
    on("show-labels"),
    on("no-headers"),
    on("ignore-not-found"),
    on("show-kind"),
    with("sort-by"),
    with("label-columns").or('L'),
    with("chunk-size"),
    with("subresource"),
    with("raw"),
];

/// Those of `describe`.
pub(super) const DESCRIBE: &[Flag] = &[on("show-events"), with("chunk-size")];

/// Those of `logs`.
pub(super) const LOGS: &[Flag] = &[
    with("container").or('c'),
    on("all-containers"),
    on("all-pods"),
    on("follow").or('f'),
    on("previous").or('p'),
    on("prefix"),
    on("timestamps"),
    on("ignore-errors"),
    with("tail"),
    with("since"),
    with("since-time"),
    with("limit-bytes"),
    with("max-log-requests"),
    with("pod-running-timeout"),
];

/// Those of `exec`, `attach` and `debug`.
pub(super) const EXEC: &[Flag] = &[
    with("container").or('c'),
    on("stdin").or('i'),
    on("tty").or('t'),
    on("quiet").or('q'),
    with("pod-running-timeout"),
];

/// Those of `debug` alone.
pub(super) const DEBUG: &[Flag] = &[
    with("image"),
    with("target"),
    with("profile"),
    with("copy-to"),
];

/// Those of `port-forward`.
pub(super) const FORWARD: &[Flag] = &[with("address"), with("pod-running-timeout")];

/// Those of `top`.
pub(super) const TOP: &[Flag] = &[
    on("containers"),
    on("no-headers"),
    on("sum"),
    with("sort-by"),
];

/// Those of `events`.
pub(super) const EVENTS: &[Flag] = &[
    on("watch").or('w'),
    on("no-headers"),
    with("for"),
    with("types"),
];

/// Those of `wait`.
pub(super) const WAIT: &[Flag] = &[with("for"), with("timeout"), on("all")];

/// Those of `rollout`, beside files and selectors.
pub(super) const ROLLOUT: &[Flag] = &[with("revision"), with("to-revision")];

/// Those of `rollout status`.
pub(super) const STATUS: &[Flag] = &[on("watch").or('w'), with("timeout"), with("revision")];

/// Those of `scale`.
pub(super) const SCALE: &[Flag] = &[
    with("replicas"),
    with("current-replicas"),
    with("resource-version"),
    with("timeout"),
];

/// Those of `set env`.
pub(super) const SET_ENV: &[Flag] = &[
    with("containers").or('c'),
    with("env").or('e'),
    with("from"),
    with("keys"),
    with("prefix"),
    on("list"),
    on("overwrite"),
    on("resolve"),
];

/// Those of `set resources`.
pub(super) const SET_RESOURCES: &[Flag] =
    &[with("containers").or('c'), with("limits"), with("requests")];

/// Those of `annotate` and `label`.
pub(super) const MARK: &[Flag] = &[on("overwrite"), on("list"), with("resource-version")];

/// Those of `patch`.
pub(super) const PATCH: &[Flag] = &[
    with("patch").or('p'),
    with("patch-file"),
    with("type"),
    with("subresource"),
];

/// Those of `delete`.
pub(super) const DELETE: &[Flag] = &[
    on("cascade"),
    on("force"),
    on("ignore-not-found"),
    on("now"),
    on("wait"),
    with("grace-period"),
    with("timeout"),
    with("raw"),
];

/// Those of `drain`.
pub(super) const DRAIN: &[Flag] = &[
    with("selector").or('l'),
    with("pod-selector"),
    on("delete-emptydir-data"),
    on("disable-eviction"),
    on("force"),
    on("ignore-daemonsets"),
    with("grace-period"),
    with("timeout"),
];

/// Those of `apply`, `create`, `replace` and `diff`.
pub(super) const APPLY: &[Flag] = &[
    on("server-side"),
    on("force-conflicts"),
    on("force"),
    on("overwrite"),
    on("prune"),
    on("wait"),
    on("save-config"),
    on("validate"),
    with("from-literal"),
    with("from-file"),
    with("from-env-file"),
    with("from"),
    with("image"),
    with("replicas"),
    with("port"),
    with("tcp"),
];

/// Those of `run`.
pub(super) const RUN: &[Flag] = &[
    with("image"),
    with("restart"),
    with("labels").or('l'),
    with("env"),
    on("command"),
    with("overrides"),
    with("image-pull-policy"),
    with("port"),
    on("rm"),
    on("stdin").or('i'),
    on("tty").or('t'),
    on("quiet").or('q'),
    on("attach"),
    with("pod-running-timeout"),
];

/// Those of `autoscale` and `expose`.
pub(super) const AUTOSCALE: &[Flag] = &[
    with("min"),
    with("max"),
    with("cpu-percent"),
    with("name"),
    with("port"),
    with("target-port"),
    with("type"),
];

/// Those of `cp`.
pub(super) const COPY: &[Flag] = &[
    with("container").or('c'),
    on("no-preserve"),
    with("retries"),
];

/// Objects with certain labels.
pub(super) const SELECTOR: Flag = with("selector").or('l');

/// In all namespaces.
pub(super) const EVERYWHERE: Flag = on("all-namespaces").or('A');

/// Those of `auth can-i`.
pub(super) const CAN_I: &[Flag] = &[
    on("list"),
    on("quiet").or('q'),
    on("no-headers"),
    with("subresource"),
];

/// Those of `version`.
pub(super) const VERSION: &[Flag] = &[on("client")];

/// Those of `explain`.
pub(super) const EXPLAIN: &[Flag] = &[with("api-version"), with("output")];

/// Those of `api-resources`.
pub(super) const API: &[Flag] = &[
    on("namespaced"),
    on("no-headers"),
    with("api-group"),
    with("verbs"),
    with("sort-by"),
];
