//! The lock of an environment: a Lease.

use jiff::Timestamp;
use k8s_openapi::api::coordination::v1::{Lease as Object, LeaseSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::MicroTime;
use kube::api::{Api, ObjectMeta};

use super::call::Kind;
use super::{Kubernetes, by_us};
use crate::base::Duration;
use crate::live::clock::Clock;
use crate::live::http::Failure;
use crate::world::rights::LOCK as NAME;
use crate::world::{Answer, Lease, Refusal, RunId};

impl Kubernetes {
    /// Who holds the lock.
    pub(in crate::live) async fn holder(&self) -> Result<Lease, Refusal> {
        let object = self.lease().await.map_err(Failure::of_read)?;
        Ok(object.as_ref().map_or_else(free, held))
    }

    /// Takes the lock if it is free; answers who has it then.
    pub(in crate::live) async fn acquire(
        &self,
        run: &RunId,
        length: Duration,
    ) -> Result<Answer, Refusal> {
        let before = self.lease().await.map_err(Failure::of_read)?;
        if let Some(object) = &before {
            let lease = held(object);
            if lease.holder.is_some() {
                return Ok(Answer::Lease(lease));
            }
        }
        let wanted = object(before, Some(run), length);
        let taken = self.put(wanted).await;
        match taken {
            Ok(object) => Ok(Answer::Lease(held(&object))),
            // Somebody else was faster.
            Err(failure) if failure.is_conflict() => self.holder().await.map(Answer::Lease),
            Err(failure) => Err(failure.of_write()),
        }
    }

    /// Says that the run is still alive.
    pub(in crate::live) async fn renew(
        &self,
        run: &RunId,
        length: Duration,
    ) -> Result<Answer, Refusal> {
        let renewed = self.put_ours(run, |ours| object(Some(ours), Some(run), length));
        if renewed.await? {
            Ok(Answer::Done)
        } else {
            Err(Refusal::Conflict)
        }
    }

    /// Gives the lock back if this run holds it.
    pub(in crate::live) async fn release(&self, run: &RunId) -> Result<Answer, Refusal> {
        let released = self.put_ours(run, |ours| {
            let length = held(&ours).length;
            object(Some(ours), None, length)
        });
        released.await.map(|_| Answer::Done)
    }

    /// Replaces the Lease for as long as this run holds it; false if it does not. Who writes in between
    /// need not be another runner: a renewal of this run can still be under way when it gives the lock
    /// back, or somebody annotates the Lease. So a conflict is looked into, within the ask's limit.
    async fn put_ours(
        &self,
        run: &RunId,
        wanted: impl Fn(Object) -> Object,
    ) -> Result<bool, Refusal> {
        loop {
            let before = self.lease().await.map_err(Failure::of_read)?;
            let ours = before.filter(|object| held(object).holder.as_ref() == Some(run));
            let Some(ours) = ours else {
                return Ok(false);
            };
            match self.put(wanted(ours)).await {
                Ok(_) => return Ok(true),
                Err(failure) if failure.is_conflict() || failure.is_not_found() => {}
                Err(failure) => return Err(failure.of_write()),
            }
        }
    }

    fn leases(&self) -> Api<Object> {
        Api::namespaced(self.client.clone(), &self.at.namespace)
    }

    async fn lease(&self) -> Result<Option<Object>, Failure> {
        let leases = self.leases();
        self.call(Kind::Read, || leases.get_opt(NAME)).await
    }

    /// Creates the Lease, or replaces the one that was read; a conflict if it is another by now.
    async fn put(&self, object: Object) -> Result<Object, Failure> {
        let leases = self.leases();
        let parameters = by_us();
        if object.metadata.resource_version.is_some() {
            self.call(Kind::Write, || leases.replace(NAME, &parameters, &object))
                .await
        } else {
            self.call(Kind::Write, || leases.create(&parameters, &object))
                .await
        }
    }
}

fn free() -> Lease {
    Lease {
        holder: None,
        beat: 0,
        length: Duration::ZERO,
    }
}

/// What a Lease says. Its `renewTime` is no clock here: what counts is that it changes.
fn held(object: &Object) -> Lease {
    let Some(spec) = &object.spec else {
        return free();
    };
    let holder = spec.holder_identity.as_deref();
    let renewed = spec.renew_time.as_ref().map(|time| time.0.as_microsecond());
    let seconds = spec.lease_duration_seconds.unwrap_or_default();
    Lease {
        holder: holder
            .filter(|holder| !holder.is_empty())
            .map(|holder| RunId(holder.to_owned())),
        beat: renewed.map_or(0, i64::cast_unsigned),
        length: Duration::from_secs(seconds.try_into().unwrap_or(0)),
    }
}

/// The Lease as it is to be: that which was read, or a new one.
fn object(before: Option<Object>, holder: Option<&RunId>, length: Duration) -> Object {
    let now = Timestamp::from_millisecond(Clock::wall().unix_ms()).unwrap_or_default();
    let mut object = before.unwrap_or_else(|| Object {
        metadata: ObjectMeta {
            name: Some(NAME.to_owned()),
            ..ObjectMeta::default()
        },
        ..Object::default()
    });
    let spec = object.spec.get_or_insert_with(LeaseSpec::default);
    let changes_hands = spec.holder_identity.as_deref() != holder.map(|holder| &*holder.0);
    if changes_hands && holder.is_some() {
        spec.acquire_time = Some(MicroTime(now));
        spec.lease_transitions = Some(spec.lease_transitions.unwrap_or(0) + 1);
    }
    spec.holder_identity = holder.map(|holder| holder.0.clone());
    // A whole second more is better than a lock that others hold for dead too soon.
    let seconds = length.ms().div_ceil(1_000).max(1);
    spec.lease_duration_seconds = Some(seconds.try_into().unwrap_or(i32::MAX));
    spec.renew_time = Some(MicroTime(now));
    object
}
