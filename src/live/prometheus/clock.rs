//! Where Prometheus' clock stands on our timeline.

use serde::Deserialize;

use super::{Prometheus, data};
use crate::base::{ClockOffset, Duration};
use crate::live::clock::Clock;
use crate::live::http::Failure;
use crate::live::moment::whole_ms;
use crate::live::offset::{Reading, best};

/// How often the clock is asked; the shortest round trip knows best.
const TRIES: usize = 5;

/// Prometheus' clock has whole milliseconds.
const RESOLUTION: Duration = Duration::from_ms(1);

#[derive(Deserialize)]
struct Scalar {
    result: (f64, String),
}

impl Prometheus {
    /// Asks for the time several times, and keeps the answer that took the shortest way.
    pub(in crate::live) async fn clock(&self, ours: Clock) -> Result<ClockOffset, Failure> {
        let mut readings = Vec::with_capacity(TRIES);
        for _ in 0..TRIES {
            let asked = ours.now();
            let reply = self
                .http
                .get(&["api", "v1", "query"])
                .query("query", "time()")
                .send()
                .await?;
            let heard = ours.now();
            let scalar: Scalar = data(&reply)?;
            let seconds: f64 = (scalar.result.1.parse())
                .map_err(|_| reply.not_understood("`time()` is not a number"))?;
            readings.push(Reading {
                asked,
                heard,
                unix_ms: whole_ms(seconds),
                resolution: RESOLUTION,
            });
        }
        best(&readings).ok_or_else(|| Failure::unknown("Prometheus' clock was not asked"))
    }
}
