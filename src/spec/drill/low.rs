//! A drill as it is typed.

use serde::Deserialize;

use crate::base::{Bound, Duration, Factor, Labels, Money, Rate, Ratio, Tokens};
use crate::spec::reader::{Count, Flag};
use crate::spec::yaml::{Given, Text, TextOr};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowDrill {
    pub(super) drill: Given<Text<String>>,
    pub(super) title: Given<Text<String>>,
    pub(super) hypothesis: Given<Text<String>>,
    pub(super) incident: Given<LowIncident>,
    pub(super) runbook: Given<Text<String>>,
    pub(super) schedule: Given<Text<String>>,
    pub(super) traffic: Given<LowTraffic>,
    pub(super) steady: Given<LowSteady>,
    pub(super) fault: Given<LowFault>,
    pub(super) effective: Given<LowEffective>,
    pub(super) abort: Given<LowAbort>,
    pub(super) expect: Given<LowExpect>,
    pub(super) recovery: Given<LowRecovery>,
    pub(super) limits: Given<LowLimits>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowIncident {
    pub(super) class: Given<Text<String>>,
    pub(super) severity: Given<Text<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowTraffic {
    pub(super) model: Given<Text<String>>,
    pub(super) rate: Given<Text<Rate>>,
    pub(super) streaming: Given<Text<Ratio>>,
    pub(super) timeout: Given<Text<Duration>>,
    pub(super) max_tokens: Given<Text<Count>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowSteady {
    #[serde(rename = "for")]
    pub(super) length: Given<Text<Duration>>,
    pub(super) success: Given<Text<Bound<Ratio>>>,
    pub(super) p95: Given<Text<Bound<Duration>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowFault {
    pub(super) via: Given<Text<String>>,
    pub(super) proxy: Given<Text<String>>,
    pub(super) failure: Given<Text<String>>,
    pub(super) latency: Given<Text<Duration>>,
    pub(super) after: Given<Text<Count>>,
    pub(super) hold: Given<Text<Duration>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowEffective {
    pub(super) probe: Given<Text<String>>,
    pub(super) fails: Given<Text<Bound<Ratio>>>,
    pub(super) within: Given<Text<Duration>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowLimit {
    pub(super) signal: Given<Text<String>>,
    pub(super) is: Given<Text<String>>,
    #[serde(rename = "for")]
    pub(super) length: Given<Text<Duration>>,
}

/// `abort: never`, or when.
pub(super) type LowAbort = TextOr<LowLimit>;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowExpect {
    pub(super) mitigation: Given<Vec<Given<LowMitigation>>>,
    pub(super) alerts: Given<Vec<Given<LowAlert>>>,
    pub(super) service: Given<Vec<Given<LowService>>>,
    pub(super) no_other_pages: Given<LowOtherPages>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowMitigation {
    pub(super) signal: Given<Text<String>>,
    pub(super) is: Given<Text<String>>,
    pub(super) within: Given<Text<Duration>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowAlert {
    pub(super) alert: Given<Text<String>>,
    pub(super) labels: Given<Labels>,
    pub(super) fires: Given<Text<Duration>>,
    pub(super) pages: Given<LowPages>,
    pub(super) resolves: Given<Text<Duration>>,
    pub(super) quiet_if_mitigated: Given<Text<Flag>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowPages {
    pub(super) receiver: Given<Text<String>>,
    pub(super) within: Given<Text<Duration>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowService {
    pub(super) during: Given<Text<String>>,
    pub(super) after: Given<Text<String>>,
    pub(super) success: Given<Text<Bound<Ratio>>>,
    pub(super) p95: Given<Text<Bound<Duration>>>,
    pub(super) bad_seconds: Given<Text<Bound<Count>>>,
    pub(super) attempts_per_request: Given<Text<Bound<Factor>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowOtherPages {
    pub(super) matching: Given<Labels>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowRecovery {
    pub(super) within: Given<Text<Duration>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LowLimits {
    pub(super) spend: Given<Text<Money>>,
    pub(super) tokens: Given<Text<Tokens>>,
}
