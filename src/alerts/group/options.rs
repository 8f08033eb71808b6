//! What a server is configured to, as far as it changes what its rules do.

use crate::base::{Duration, Labels};
use crate::promql::Options;

/// How the server that evaluates rules is configured.
#[derive(Clone, Debug)]
pub struct GroupOptions {
    /// Labels that tell servers apart: `$externalLabels`, and on every alert that is sent.
    pub external_labels: Labels,
    /// Where people reach the server: `$externalURL`.
    pub external_url: String,
    /// How often groups without an interval of their own are evaluated.
    pub evaluation_interval: Duration,
    /// How far before the evaluation queries look in groups that do not say.
    pub query_offset: Duration,
    /// After how long a firing alert is sent again.
    pub resend_delay: Duration,
    /// How queries are evaluated.
    pub engine: Options,
}

impl Default for GroupOptions {
    fn default() -> Self {
        Self {
            external_labels: Labels::empty(),
            external_url: String::new(),
            evaluation_interval: Duration::from_mins(1),
            query_offset: Duration::ZERO,
            resend_delay: Duration::from_mins(1),
            engine: Options::default(),
        }
    }
}
