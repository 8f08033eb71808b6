//! The front matter of a runbook as it is typed.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::spec::reader::Count;
use crate::spec::yaml::{Given, Text};

/// What a runbook is for, and who works through it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "firedrill runbook: the front matter")]
#[schemars(extend("required" = ["alerts", "responder", "class", "severity", "escalation"]))]
pub(in crate::spec) struct LowFrontMatter {
    /// The alerts that it serves.
    pub(super) alerts: Given<Vec<Given<Text<String>>>>,
    /// Who works through it.
    pub(super) responder: Given<Text<String>>,
    /// What suffers: `availability`, `quality`, `safety` or `cost`.
    pub(super) class: Given<Text<String>>,
    /// How bad the worst of its incidents is: `sev1` to `sev4`.
    pub(super) severity: Given<Text<String>>,
    /// The level of escalation that it begins at, 1 to 4; 1 is on-call.
    pub(super) escalation: Given<Text<Count>>,
}
