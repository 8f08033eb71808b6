//! The lock without a cluster: a reserved, disabled proxy, created by whoever has it.
//!
//! The proxy's upstream says who holds it, from its creation on. Each renewal counts up the beat in
//! a toxic on that proxy which is named for the holder: Toxiproxy refuses to change it where it is
//! not, so that nobody renews a lock that was taken over in the meantime.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Toxiproxy;
use super::api::Proxies;
use super::name::{LOCK, escaped};
use super::undo::remove_proxy;
use crate::base::Duration;
use crate::live::http::Failure;
use crate::world::{Answer, Lease, Refusal, RunId};

/// What the upstream of the lock says.
#[derive(Debug, Serialize, Deserialize)]
struct Held {
    run: RunId,
    length: Duration,
}

impl Toxiproxy {
    /// Who holds the lock.
    pub(in crate::live) async fn holder(&self) -> Result<Lease, Refusal> {
        let proxies = self.api.list().await.map_err(Failure::of_read)?;
        self.lease(&proxies)
    }

    /// Takes the lock if it is free; answers who has it then.
    pub(in crate::live) async fn acquire(
        &self,
        run: &RunId,
        length: Duration,
    ) -> Result<Answer, Refusal> {
        let held = Held {
            run: run.clone(),
            length,
        };
        let upstream = serde_json::to_string(&held).map_err(|error| Refusal::Failed {
            why: error.to_string(),
        })?;
        match self.api.create_disabled(LOCK, &upstream).await {
            Ok(()) => Ok(Answer::Lease(Lease {
                holder: Some(run.clone()),
                beat: 0,
                length,
            })),
            Err(failure) if failure.is_conflict() => self.holder().await.map(Answer::Lease),
            Err(failure) => Err(failure.of_write()),
        }
    }

    /// Counts up the beat of a lock that is ours.
    pub(in crate::live) async fn renew(
        &self,
        run: &RunId,
        length: Duration,
    ) -> Result<Answer, Refusal> {
        let lease = self.holder().await?;
        if lease.holder.as_ref() != Some(run) {
            return Err(Refusal::Conflict);
        }
        let toxic = beat_name(run);
        let attributes = json!({ "latency": lease.beat + 1, "jitter": length.ms() });
        match self.api.update_toxic(LOCK, &toxic, &attributes).await {
            Ok(()) => return Ok(Answer::Done),
            Err(failure) if failure.is_not_found() => {}
            Err(failure) => return Err(failure.of_write()),
        }
        // The first renewal, or somebody reset Toxiproxy.
        let beat = json!({ "name": toxic, "type": "latency", "attributes": attributes });
        match self.api.add_toxic(LOCK, &beat).await {
            Ok(()) => {}
            Err(failure) if failure.is_not_found() => return Err(Refusal::Conflict),
            Err(failure) => return Err(failure.of_write()),
        }
        if self.holder().await?.holder.as_ref() == Some(run) {
            Ok(Answer::Done)
        } else {
            Err(Refusal::Conflict)
        }
    }

    /// Gives the lock back if it is ours.
    pub(in crate::live) async fn release(&self, run: &RunId) -> Result<Answer, Refusal> {
        if self.holder().await?.holder.as_ref() != Some(run) {
            return Ok(Answer::Done);
        }
        match self.api.remove_proxy(LOCK).await {
            Ok(()) => Ok(Answer::Done),
            Err(failure) if failure.is_not_found() => Ok(Answer::Done),
            Err(failure) => Err(failure.of_write()),
        }
    }

    fn lease(&self, proxies: &Proxies) -> Result<Lease, Refusal> {
        let Some(lock) = proxies.get(LOCK) else {
            return Ok(Lease {
                holder: None,
                beat: 0,
                length: Duration::ZERO,
            });
        };
        let held: Held = serde_json::from_str(&lock.upstream).map_err(|error| {
            let undo = remove_proxy(&self.api.http, LOCK);
            let why = format!(
                "the proxy `{LOCK}` is not a lock that this version understands: {error}; if no \
                 drill runs, remove it: `{undo}`"
            );
            Refusal::Failed { why }
        })?;
        let name = beat_name(&held.run);
        let beat = lock.toxics.iter().find(|toxic| toxic.name == name);
        let read = |field: &str| beat?.attributes.get(field).and_then(Value::as_u64);
        Ok(Lease {
            beat: read("latency").unwrap_or(0),
            length: read("jitter").map_or(held.length, Duration::from_ms),
            holder: Some(held.run),
        })
    }
}

/// The toxic that counts a run's renewals.
fn beat_name(run: &RunId) -> String {
    format!("beat.{}", escaped(&run.0))
}
