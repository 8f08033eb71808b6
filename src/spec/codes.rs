//! The codes of everything that can be wrong with a drill, a target, a profile, a runbook or an inventory.
//!
//! Codes are stable: people search for them and silence by them. Each has a broken file in
//! `fixtures/broken/` with the exact text that users see; `tests/broken.rs` finds those that lack one.

/// There is no such file.
pub(super) const FILE_MISSING: &str = "file/missing";
/// It is a directory.
pub(super) const FILE_DIRECTORY: &str = "file/directory";
/// It is a device, a pipe or a socket, which could be read for ever.
pub(super) const FILE_SPECIAL: &str = "file/special";
/// Its symbolic links lead in a circle.
pub(super) const FILE_LOOP: &str = "file/loop";
/// We may not read it.
pub(super) const FILE_PERMISSION: &str = "file/permission";
/// It is larger than any drill.
pub(super) const FILE_TOO_LARGE: &str = "file/too-large";
/// It is not UTF-8.
pub(super) const FILE_NOT_UTF8: &str = "file/not-utf8";
/// It cannot be read for another reason.
pub(super) const FILE_UNREADABLE: &str = "file/unreadable";
/// A directory holds more files than are read.
pub(super) const FILE_TOO_MANY: &str = "file/too-many";

/// There is nothing in the file.
pub(super) const YAML_EMPTY: &str = "yaml/empty";
/// A character that no text has.
pub(super) const YAML_CONTROL: &str = "yaml/control-character";
/// YAML that cannot be understood.
pub(super) const YAML_SYNTAX: &str = "yaml/syntax";
/// A tab where YAML wants spaces.
pub(super) const YAML_TAB: &str = "yaml/tab";
/// A value that YAML takes for something else unless it is quoted.
pub(super) const YAML_QUOTES: &str = "yaml/needs-quotes";
/// More than one document in a file.
pub(super) const YAML_DOCUMENTS: &str = "yaml/several-documents";
/// An alias without its anchor.
pub(super) const YAML_ALIAS: &str = "yaml/unknown-alias";
/// A merge key, `<<`.
pub(super) const YAML_MERGE: &str = "yaml/merge-key";
/// A tag, as `!include`.
pub(super) const YAML_TAG: &str = "yaml/tag";
/// Deeper or more than any drill.
pub(super) const YAML_TOO_MUCH: &str = "yaml/too-much";
/// A key that is not known here.
pub(super) const YAML_UNKNOWN_KEY: &str = "yaml/unknown-key";
/// A key that is written twice.
pub(super) const YAML_DUPLICATE_KEY: &str = "yaml/duplicate-key";
/// A key that must be there.
pub(super) const YAML_MISSING_KEY: &str = "yaml/missing-key";
/// A key without a value.
pub(super) const YAML_NO_VALUE: &str = "yaml/no-value";
/// A list, a mapping or a value where another of these belongs.
pub(super) const YAML_WRONG_SHAPE: &str = "yaml/wrong-shape";

/// A value that is not the quantity it should be, mostly for want of a unit.
pub(super) const VALUE_QUANTITY: &str = "value/quantity";
/// A value that is too small or too large.
pub(super) const VALUE_RANGE: &str = "value/range";
/// A word that is not one of those that can stand here.
pub(super) const VALUE_WORD: &str = "value/unknown-word";
/// A name that the servers concerned could not have.
pub(super) const VALUE_NAME: &str = "value/name";
/// A bound on the wrong side of its limit.
pub(super) const VALUE_SIDE: &str = "value/wrong-side";
/// A bound that nothing can break, or nothing can keep.
pub(super) const VALUE_POINTLESS: &str = "value/pointless-bound";

/// A means that is not known.
pub(super) const DRILL_VIA: &str = "drill/unknown-via";
/// A means or a failure that cannot bring this kind about.
pub(super) const DRILL_FIT: &str = "drill/does-not-fit";
/// A key of another means.
pub(super) const DRILL_PARAMETER: &str = "drill/via-parameter";
/// Not a host and a port.
pub(super) const DRILL_ADDRESS: &str = "drill/address";
/// A key of another way to amplify, or none where one is needed.
pub(super) const DRILL_AMPLIFY: &str = "drill/amplify-parameter";
/// A probe and a signal that should both show the fault.
pub(super) const DRILL_SHOWN_TWICE: &str = "drill/shown-twice";
/// A probe that would not notice the fault.
pub(super) const DRILL_PROBE: &str = "drill/probe-misses";
/// A signal that is not told while the drill goes on.
pub(super) const DRILL_UNSEEN: &str = "drill/unseen-signal";
/// Wrong answers in a drill that asks no questions with known ones.
pub(super) const DRILL_NO_QUESTIONS: &str = "drill/no-questions";
/// Spending or blocking of a caller that the drill does not have.
pub(super) const DRILL_NO_RUNAWAY: &str = "drill/no-runaway-caller";
/// Cache hits where no question is asked twice.
pub(super) const DRILL_NEVER_CACHED: &str = "drill/never-cached";
/// A number of repeated questions that nobody asks.
pub(super) const DRILL_HOT: &str = "drill/hot-questions";
/// A question without a right answer, or with two ways to judge it.
pub(super) const DRILL_ANSWER: &str = "drill/known-answer";
/// Not a regular expression.
pub(super) const DRILL_REGEX: &str = "drill/regex";
/// Not a JSON schema by which an answer can be judged.
pub(super) const DRILL_SCHEMA: &str = "drill/json-schema";
/// A change that nobody can take back, since there is none.
pub(super) const DRILL_TAKEN_BACK: &str = "drill/nothing-to-take-back";
/// A worst stretch of what is not judged so, or one as long as the whole.
pub(super) const DRILL_WORST: &str = "drill/worst-stretch";
/// A parameter of another failure, or none where the failure needs one.
pub(super) const DRILL_FAILURE: &str = "drill/failure-parameter";
/// A schedule that is not cron.
pub(super) const DRILL_SCHEDULE: &str = "drill/schedule";
/// No promise at all.
pub(super) const DRILL_NO_PROMISE: &str = "drill/no-promise";
/// An alert of which nothing is promised.
pub(super) const DRILL_ALERT_ROLE: &str = "drill/alert-role";
/// A backstop that is also promised to fire.
pub(super) const DRILL_BACKSTOP: &str = "drill/backstop-fires";
/// A page or an end of an alert that is not promised to fire.
pub(super) const DRILL_NEVER_FIRES: &str = "drill/never-fires";
/// A page that should arrive before its alert fires.
pub(super) const DRILL_PAGE_EARLY: &str = "drill/page-before-firing";
/// Two promises of one alert.
pub(super) const DRILL_TWICE: &str = "drill/promised-twice";
/// A service promise without its stretch of the drill, or with two.
pub(super) const DRILL_WINDOW: &str = "drill/service-window";
/// A service promise without a bound.
pub(super) const DRILL_NO_BOUND: &str = "drill/no-bound";
/// A service promise after a mitigation that is not described.
pub(super) const DRILL_NO_MITIGATION: &str = "drill/no-mitigation";
/// A fault that is put back before it must have had an effect.
pub(super) const DRILL_EFFECTIVE: &str = "drill/effective-too-late";
/// A fault that is put back before a promise is due.
pub(super) const DRILL_HOLD: &str = "drill/hold-too-short";
/// An abort that a healthy platform would trip.
pub(super) const DRILL_ABORT: &str = "drill/abort-when-steady";
/// An abort that could only come after the end.
pub(super) const DRILL_ABORT_LATE: &str = "drill/abort-too-late";
/// A limit that the drill's own requests exceed before its end.
pub(super) const DRILL_LIMIT: &str = "drill/limit-too-low";

/// A secret in the file itself.
pub(super) const TARGET_SECRET: &str = "target/inline-secret";
/// A secret without its place, or with two.
pub(super) const TARGET_SECRET_PLACE: &str = "target/secret-place";
/// Not a URL that we can call.
pub(super) const TARGET_URL: &str = "target/url";
/// Not an address that we can listen on.
pub(super) const TARGET_LISTEN: &str = "target/listen";
/// Not a path prefix.
pub(super) const TARGET_PATH: &str = "target/path";
/// A certificate without its key, or a key without its certificate.
pub(super) const TARGET_CERTIFICATE: &str = "target/certificate";
/// Two ways to say who we are, or none.
pub(super) const TARGET_AUTH: &str = "target/auth";
/// One key for the drill's requests and for those that use too much.
pub(super) const TARGET_SAME_KEY: &str = "target/same-key";
/// A lock that is lost before a late call comes back.
pub(super) const TARGET_LEASE: &str = "target/lease-too-short";
/// A cluster in which nothing may be changed, or firedrill's own namespace among those.
pub(super) const TARGET_NAMESPACES: &str = "target/namespaces";
/// A window of the calendar in which no time passes, or on no day.
pub(super) const TARGET_WINDOW: &str = "target/empty-window";
/// A span of dates that ends before it begins.
pub(super) const TARGET_FREEZE: &str = "target/freeze-backwards";
/// A holiday that is written twice.
pub(super) const TARGET_HOLIDAY: &str = "target/holiday-twice";

/// A signal that no drill knows.
pub(super) const PROFILE_SIGNAL: &str = "profile/unknown-signal";
/// Not PromQL.
pub(super) const PROFILE_PROMQL: &str = "profile/promql";
/// PromQL that gives no single value.
pub(super) const PROFILE_VALUE: &str = "profile/no-value";
/// PromQL that is more than a selector.
pub(super) const PROFILE_SELECTOR: &str = "profile/no-selector";
/// Two ways to pass over a cache, or none.
pub(super) const PROFILE_BYPASS: &str = "profile/cache-bypass";
/// A metric whose name has the ending that its type adds.
pub(super) const PROFILE_METRIC: &str = "profile/metric";
/// A label that the type brings, or values of one that the metric does not have.
pub(super) const PROFILE_LABEL: &str = "profile/label";
/// A label, a value or a beginning of names that is written twice.
pub(super) const PROFILE_TWICE: &str = "profile/twice";
/// What counts from its start, said to be within a length of time.
pub(super) const PROFILE_PER: &str = "profile/per";
/// Neither a signal, a header nor a metric.
pub(super) const PROFILE_NOTHING: &str = "profile/nothing";

/// A runbook without its front matter, or with an empty one.
pub(super) const RUNBOOK_FRONT_MATTER: &str = "runbook/front-matter";
/// A runbook without a title.
pub(super) const RUNBOOK_TITLE: &str = "runbook/title";
/// A heading that should be a step, and has no number, id or title.
pub(super) const RUNBOOK_STEP: &str = "runbook/step";
/// A runbook that nobody can read at night.
pub(super) const RUNBOOK_TOO_MUCH: &str = "runbook/too-much";

/// An inventory in which nothing is.
pub(super) const INVENTORY_NOTHING: &str = "inventory/nothing";

/// A role that no receiver reaches.
pub(super) const POLICY_ROLE: &str = "policy/unknown-role";
/// Nobody, where somebody should be.
pub(super) const POLICY_NOBODY: &str = "policy/nobody";
/// A milder severity that is answered sooner than a graver one.
pub(super) const POLICY_RESPONSE: &str = "policy/response-times";
/// Levels of escalation that do not follow one another.
pub(super) const POLICY_LEVELS: &str = "policy/levels";
/// An alert that is listed twice.
pub(super) const POLICY_TWICE: &str = "policy/alert-twice";
/// Two sources of a golden signal, or none.
pub(super) const POLICY_SOURCE: &str = "policy/signal-source";
/// Not PromQL.
pub(super) const POLICY_PROMQL: &str = "policy/promql";
