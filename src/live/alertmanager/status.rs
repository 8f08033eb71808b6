//! Alertmanager's configuration as it has loaded it, and where its clock stands.

use serde::Deserialize;

use super::Alertmanager;
use crate::base::ClockOffset;
use crate::live::clock::Clock;
use crate::live::http::Failure;
use crate::live::offset::{Reading, best};

/// How often the clock is asked; the shortest round trip knows best.
const TRIES: usize = 3;

#[derive(Deserialize)]
struct Status {
    config: Config,
}

#[derive(Deserialize)]
struct Config {
    original: String,
}

/// What Alertmanager says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct About {
    /// Its configuration, YAML.
    pub(in crate::live) config: String,
    /// Where its clock stands on our timeline, or why that is not known.
    pub(in crate::live) clock: Result<ClockOffset, String>,
}

impl Alertmanager {
    /// Its configuration and its clock.
    pub(in crate::live) async fn about(&self, ours: Clock) -> Result<About, Failure> {
        let mut readings = Vec::with_capacity(TRIES);
        let mut config = String::new();
        for _ in 0..TRIES {
            let asked = ours.now();
            let reply = self.http.get(&["api", "v2", "status"]).send().await?;
            let heard = ours.now();
            let status: Status = reply.json()?;
            config = status.config.original;
            readings.extend(Reading::dated(asked, heard, &reply.headers));
        }
        let clock = best(&readings).ok_or_else(|| {
            "Alertmanager's answers have no `Date` header: does a proxy take it away?".to_owned()
        });
        Ok(About { config, clock })
    }
}
