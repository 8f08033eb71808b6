//! Who keeps locks, receipts and places: a cluster, Toxiproxy, or both.
//!
//! Each keeps the receipts of its own places, and one that does not answer hides nothing of what the
//! others owe. The lock is the cluster's where there is one, since everybody who can change something
//! there sees it.

use futures_util::future::join_all;

use super::clock::Clock;
use super::http::Failure;
use super::kubernetes::Kubernetes;
use super::parts::Parts;
use super::toxiproxy::Toxiproxy;
use crate::base::{ClockOffset, Duration};
use crate::world::{
    Answer, Content, Debts, Known, Lease, Place, Receipt, ReceiptId, Refusal, RunEnd, RunId,
    Standing, Surroundings, Write,
};

/// What somebody who keeps receipts answers, and what that one is called.
type OfKeeper = (&'static str, Result<Debts, Refusal>);

/// One of those who keep.
#[derive(Clone, Copy)]
enum Keeper<'a> {
    Kubernetes(&'a Kubernetes),
    Toxiproxy(&'a Toxiproxy),
}

impl Keeper<'_> {
    /// What people call it.
    const fn name(self) -> &'static str {
        match self {
            Self::Kubernetes(_) => "the cluster",
            Self::Toxiproxy(_) => "Toxiproxy",
        }
    }

    async fn clock(self, ours: Clock) -> Result<ClockOffset, Refusal> {
        let clock = match self {
            Self::Kubernetes(kubernetes) => kubernetes.clock(ours).await,
            Self::Toxiproxy(toxiproxy) => toxiproxy.clock(ours).await,
        };
        clock.map_err(Failure::of_read)
    }
}

/// Asks whichever it is for the same.
macro_rules! ask {
    ($keeper:expr, $method:ident($($argument:expr),*)) => {
        match $keeper {
            Keeper::Kubernetes(kubernetes) => {
                kubernetes.within_limit(kubernetes.$method($($argument),*)).await
            }
            Keeper::Toxiproxy(toxiproxy) => toxiproxy.$method($($argument),*).await,
        }
    };
}

/// The same about a halt, which is no ask of a run.
macro_rules! about_halt {
    ($keeper:expr, $method:ident($($argument:expr),*)) => {
        match $keeper {
            Keeper::Kubernetes(kubernetes) => kubernetes.$method($($argument),*).await,
            Keeper::Toxiproxy(toxiproxy) => toxiproxy.$method($($argument),*).await,
        }
    };
}

impl Parts {
    fn keepers(&self) -> impl Iterator<Item = Keeper<'_>> {
        let kubernetes = self.kubernetes.iter().map(Keeper::Kubernetes);
        kubernetes.chain(self.toxiproxy.iter().map(Keeper::Toxiproxy))
    }

    fn keeper_of_the_lock(&self) -> Result<Keeper<'_>, Refusal> {
        self.keepers().next().ok_or_else(|| Refusal::Failed {
            why: "the target has neither a cluster nor a Toxiproxy: nothing can be locked there"
                .to_owned(),
        })
    }

    fn keeper_of(&self, place: &Place) -> Result<Keeper<'_>, Refusal> {
        let in_toxiproxy = place.proxy().is_some();
        let keeper = if in_toxiproxy {
            self.toxiproxy.as_ref().map(Keeper::Toxiproxy)
        } else {
            self.kubernetes.as_ref().map(Keeper::Kubernetes)
        };
        keeper.ok_or_else(|| Refusal::Failed {
            why: if in_toxiproxy {
                format!("{place}: the target has no Toxiproxy: name its URL there")
            } else {
                format!(
                    "{place} is in a Kubernetes cluster, and this target reaches none: add \
                     `kubernetes: {{namespaces: [...]}}` there, or break what stands behind \
                     Toxiproxy, by a fault `via: toxiproxy`"
                )
            },
        })
    }

    pub(super) async fn acquire(&self, run: &RunId, length: Duration) -> Result<Answer, Refusal> {
        ask!(self.keeper_of_the_lock()?, acquire(run, length))
    }

    pub(super) async fn renew(&self, run: &RunId, length: Duration) -> Result<Answer, Refusal> {
        ask!(self.keeper_of_the_lock()?, renew(run, length))
    }

    pub(super) async fn release(&self, run: &RunId) -> Result<Answer, Refusal> {
        ask!(self.keeper_of_the_lock()?, release(run))
    }

    pub(super) async fn holder(&self) -> Result<Lease, Refusal> {
        ask!(self.keeper_of_the_lock()?, holder())
    }

    /// Why drills are halted, if they are: one that says so is enough, whoever else does not answer.
    pub(super) async fn halted(&self) -> Result<Option<String>, Failure> {
        let asked = self
            .keepers()
            .map(async |keeper| about_halt!(keeper, halted()));
        let mut unknown = None;
        for said in join_all(asked).await {
            match said {
                Ok(None) => {}
                Ok(Some(reason)) => return Ok(Some(reason)),
                Err(failure) => unknown = Some(failure),
            }
        }
        unknown.map_or(Ok(None), Err)
    }

    /// Halts all drills: whoever keeps the lock says so to every run.
    pub(super) async fn halt(&self, reason: &str) -> Result<(), String> {
        let keeper = self.keeper_of_the_lock().map_err(|why| why.to_string())?;
        about_halt!(keeper, halt(reason)).map_err(|failure| failure.why)
    }

    /// Lets drills run again, whoever halted them.
    pub(super) async fn lift_halt(&self) -> Result<(), String> {
        let asked = self
            .keepers()
            .map(async |keeper| about_halt!(keeper, lift_halt()));
        let lifted = join_all(asked).await.into_iter();
        let lifted: Result<(), Failure> = lifted.collect();
        lifted.map_err(|failure| failure.why)
    }

    /// The receipts of all who keep any and answer, and who does not.
    pub(super) async fn receipts(&self) -> Result<Answer, Refusal> {
        self.debts().await.map(Answer::from)
    }

    /// Where the clock stands by which deadlines count: that of whoever keeps the lock.
    pub(super) async fn keeper_clock(&self) -> Result<ClockOffset, Refusal> {
        self.keeper_of_the_lock()?.clock(self.clock).await
    }

    /// The same; while it does not answer, another's, so that what is past its deadline elsewhere is
    /// known to be.
    async fn a_clock(&self) -> Result<ClockOffset, Refusal> {
        self.keeper_of_the_lock()?;
        let clocks = self.keepers().map(|keeper| keeper.clock(self.clock));
        let mut clocks = join_all(clocks).await;
        let answered = clocks.iter().position(Result::is_ok);
        clocks.swap_remove(answered.unwrap_or(0))
    }

    /// What is owed, by which clock, and how drills ended last.
    pub(super) async fn standing(&self) -> Result<Answer, Refusal> {
        let (clock, debts, ended) = tokio::join!(self.a_clock(), self.debts(), self.ended());
        let Debts {
            debts,
            unreadable,
            silent,
        } = debts?;
        let now = clock?.server_time(self.clock.now());
        Ok(Answer::Standing {
            standing: Box::new(Standing {
                now,
                debts,
                unreadable,
                silent,
                ended,
            }),
        })
    }

    async fn debts(&self) -> Result<Debts, Refusal> {
        let asked = self
            .keepers()
            .map(async |keeper| (keeper.name(), ask!(keeper, debts())));
        together(join_all(asked).await)
    }

    /// How drills ended last; only a cluster keeps it.
    async fn ended(&self) -> Known<Vec<RunEnd>> {
        match &self.kubernetes {
            None => Ok(Vec::new()),
            Some(kubernetes) => kubernetes
                .within_limit(kubernetes.ended())
                .await
                .map_err(|refusal| refusal.to_string()),
        }
    }

    /// Keeps how a run ended, where there is a cluster that can; `pass` says whether it passed.
    pub(super) async fn keep_end(
        &self,
        run: &RunId,
        drill: &str,
        (outcome, passed): (&str, bool),
    ) -> Result<(), String> {
        let Some(kubernetes) = &self.kubernetes else {
            return Ok(());
        };
        let kept = async {
            let clock = kubernetes.clock(self.clock).await;
            let now = clock
                .map_err(Failure::of_read)?
                .server_time(self.clock.now());
            let end = RunEnd {
                drill: drill.to_owned(),
                run: run.clone(),
                outcome: outcome.to_owned(),
                ended: now,
                passed: passed.then_some(now),
            };
            kubernetes.keep_end(&end).await
        };
        let kept = kubernetes.within_limit(kept).await;
        kept.map_err(|refusal| refusal.to_string())
    }

    pub(super) async fn receipt(&self, id: &ReceiptId) -> Result<Answer, Refusal> {
        let asked = self
            .keepers()
            .map(async |keeper| (keeper.name(), ask!(keeper, receipt(id))));
        together(join_all(asked).await).map(Answer::from)
    }

    pub(super) async fn create(&self, receipt: &Receipt) -> Result<Answer, Refusal> {
        ask!(self.keeper_of(&receipt.change.place)?, create(receipt))
    }

    pub(super) async fn delete(&self, receipt: &Receipt) -> Result<Answer, Refusal> {
        ask!(self.keeper_of(&receipt.change.place)?, delete(receipt))
    }

    /// What of all that a drill with these places needs is not allowed to us; none where nothing is
    /// guarded by rights.
    pub(super) async fn missing_rights(&self, places: &[Place]) -> Option<Known<Vec<String>>> {
        let kubernetes = self.kubernetes.as_ref()?;
        let missing = kubernetes.missing_rights(places).await;
        Some(missing.map_err(|refusal| refusal.to_string()))
    }

    /// What surrounds the places in a cluster.
    pub(super) async fn surroundings(&self, places: &[Place]) -> Option<Surroundings> {
        let kubernetes = self.kubernetes.as_ref()?;
        kubernetes.surroundings(places, Clock::wall()).await
    }

    /// Which of these would be refused, and why; also those of which the API server does not say whether
    /// they would. Only a cluster can be asked to try something without doing it.
    pub(super) async fn refused(&self, tries: &[(Place, Content)]) -> Vec<(Place, String)> {
        let mut refused = Vec::new();
        let Some(kubernetes) = &self.kubernetes else {
            return refused;
        };
        for (place, content) in tries.iter().filter(|(place, _)| place.proxy().is_none()) {
            let answer = kubernetes.within_limit(kubernetes.attempt(place, content));
            let why = match answer.await {
                Ok(None) => continue,
                Ok(Some(why)) => why,
                Err(refusal) => format!("it could not be tried: {refusal}"),
            };
            refused.push((place.clone(), why));
        }
        refused
    }

    pub(super) async fn read(&self, place: &Place) -> Result<Answer, Refusal> {
        ask!(self.keeper_of(place)?, read(place))
    }

    pub(super) async fn write(&self, write: &Write) -> Result<Answer, Refusal> {
        ask!(self.keeper_of(&write.place)?, write(write))
    }
}

/// What all of them owe who answer, and who does not.
///
/// # Errors
/// Nobody answers: the first of them says why.
fn together(answers: Vec<OfKeeper>) -> Result<Debts, Refusal> {
    let mut all = Debts::default();
    let (mut unheard, count) = (Vec::new(), answers.len());
    for (name, answer) in answers {
        match answer {
            Ok(debts) => all.extend(debts),
            Err(refusal) => unheard.push((name, refusal)),
        }
    }
    if unheard.len() == count && count > 0 {
        return Err(unheard.swap_remove(0).1);
    }
    let silent = unheard.into_iter();
    all.silent
        .extend(silent.map(|(name, refusal)| (name.to_owned(), refusal.to_string())));
    Ok(all)
}

#[cfg(test)]
#[path = "keeper_tests.rs"]
pub(super) mod tests;
