//! The codes of everything that can be wrong in or around a runbook that can be read.
//!
//! Codes are stable: people search for them and silence by them.

/// An alert does not say which runbook is for it.
pub(super) const NO_RUNBOOK: &str = "runbook/alert-without";
/// An alert or a drill names a runbook that nobody wrote.
pub(super) const NOBODY_WROTE: &str = "runbook/nobody-wrote";
/// A runbook does not say that it serves an alert that leads to it.
pub(super) const NOT_SERVED: &str = "runbook/not-served";
/// A runbook says that it serves an alert that does not lead to it, or is none.
pub(super) const NOT_LED: &str = "runbook/not-led";
/// A section is missing.
pub(super) const SECTION_MISSING: &str = "runbook/section-missing";
/// A section is there twice, or not where people look for it.
pub(super) const SECTION_ORDER: &str = "runbook/section-order";
/// A section in which nothing is written.
pub(super) const SECTION_EMPTY: &str = "runbook/section-empty";
/// Two steps have the same id.
pub(super) const STEP_TWICE: &str = "runbook/step-twice";
/// A step's number is not the next one.
pub(super) const STEP_NUMBER: &str = "runbook/step-number";
/// A link that leads nowhere.
pub(super) const DEAD_LINK: &str = "runbook/dead-link";
/// A block of code of which nothing can be proven, since nobody says what it is.
pub(super) const LANGUAGE: &str = "runbook/language";
/// A block of YAML that is none.
pub(super) const YAML: &str = "runbook/yaml";
/// Commands that a shell would not read, or not as they are meant.
pub(super) const SHELL: &str = "runbook/shell";
/// A command that kubectl would refuse.
pub(super) const KUBECTL: &str = "runbook/kubectl";
/// A command that is done in whatever namespace somebody used last.
pub(super) const NO_NAMESPACE: &str = "runbook/no-namespace";
/// A mark that cannot be set a second time.
pub(super) const NO_OVERWRITE: &str = "runbook/no-overwrite";
/// An object, a container, a variable or a key that the target does not have.
pub(super) const NOT_THERE: &str = "runbook/not-there";
/// A patch that the API server would refuse.
pub(super) const PATCH: &str = "runbook/patch";
/// A command that curl would refuse.
pub(super) const CURL: &str = "runbook/curl";
/// A call that may hang for ever.
pub(super) const NO_TIME_LIMIT: &str = "runbook/no-time-limit";
/// An expression that Prometheus would refuse.
pub(super) const PROMQL: &str = "runbook/promql";
/// A metric that nobody exports.
pub(super) const UNKNOWN_METRIC: &str = "runbook/unknown-metric";
/// Something to fill in, of which nobody says with what.
pub(super) const PLACEHOLDER: &str = "runbook/placeholder";
/// A change that nothing changes back.
pub(super) const NO_WAY_BACK: &str = "runbook/no-way-back";
