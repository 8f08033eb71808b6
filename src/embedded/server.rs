//! The place where objects and receipts are kept, with the semantics of a Kubernetes API server:
//! create-only receipts, compare-and-set by version and identity, a lease.

use std::collections::BTreeMap;

use crate::base::{At, Duration};
use crate::world::{
    Answer, Ask, Claims, Content, Found, Lease, Place, Receipt, ReceiptId, Refusal, RunId, Write,
};

/// The state of the server. What executes an ask is atomic; what happens to the ask and to its
/// answer on the way is the business of whoever carries them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Server {
    objects: BTreeMap<Place, Found>,
    receipts: BTreeMap<ReceiptId, Receipt>,
    lease: Option<Held>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Held {
    holder: RunId,
    beat: u64,
    length: Duration,
    renewed: At,
}

impl Server {
    /// A server that holds these places.
    pub fn with(places: impl IntoIterator<Item = (Place, Content)>) -> Self {
        let objects = places.into_iter().map(|(place, content)| {
            let uid = format!("uid-of-{place}");
            (
                place,
                Found {
                    uid,
                    version: "0".into(),
                    content,
                    mark: None,
                    by: None,
                    withheld_by: None,
                    rolling_out: None,
                    claims: Claims::default(),
                },
            )
        });
        Self {
            objects: objects.collect(),
            ..Self::default()
        }
    }

    /// What stands at a place now.
    pub fn found(&self, place: &Place) -> Option<&Found> {
        self.objects.get(place)
    }

    /// All places, in their order, and what stands there.
    pub fn objects(&self) -> impl Iterator<Item = (&Place, &Found)> {
        self.objects.iter()
    }

    /// The receipts that exist.
    pub fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        self.receipts.values()
    }

    /// Who holds the lock now.
    pub fn holder(&self, at: At) -> Option<&RunId> {
        self.lease
            .as_ref()
            .filter(|held| at < held.renewed + held.length)
            .map(|held| &held.holder)
    }

    /// Writes to a place as somebody of this name who knows nothing of drills; a mark stays.
    pub fn controller_write(&mut self, place: &Place, content: Content, by: &str) {
        self.foreign_write(place, content);
        if let Some(found) = self.objects.get_mut(place) {
            found.by = Some(by.to_owned());
        }
    }

    /// Writes to a place as somebody who knows nothing of drills.
    pub fn foreign_write(&mut self, place: &Place, content: Content) {
        if let Some(found) = self.objects.get_mut(place) {
            found.content = content;
            found.by = None;
            found.version = next_version(&found.version);
        }
    }

    /// Puts a place back as somebody does who removes what stands there, its mark included.
    pub fn foreign_removal(&mut self, place: &Place, content: Content) {
        self.foreign_write(place, content);
        if let Some(found) = self.objects.get_mut(place) {
            found.mark = None;
        }
    }

    /// Replaces a place's object by another one of the same name.
    pub fn replace(&mut self, place: &Place, content: Content) {
        if let Some(found) = self.objects.get_mut(place) {
            let uid = format!("{}-again", found.uid);
            *found = Found {
                uid,
                version: "0".into(),
                content,
                mark: None,
                by: None,
                withheld_by: None,
                rolling_out: None,
                claims: Claims::default(),
            };
        }
    }

    /// Lets the lease run out.
    pub fn expire_lease(&mut self) {
        self.lease = None;
    }

    /// Renames the versions of all places; a test that looks at every state needs few of them.
    pub fn rename_version(&mut self, place: &Place, version: String) {
        if let Some(found) = self.objects.get_mut(place) {
            found.version = version;
        }
    }

    /// Executes an ask about locks, receipts and places; none for any other.
    pub fn execute(&mut self, at: At, ask: &Ask) -> Option<Result<Answer, Refusal>> {
        Some(match ask {
            Ask::Acquire { run, length } => Ok(Answer::Lease(self.acquire(at, run, *length))),
            Ask::Renew { run, length } => self.renew(at, run, *length),
            Ask::Release { run } => {
                self.lease.take_if(|held| held.holder == *run);
                Ok(Answer::Done)
            }
            Ask::Holder => Ok(Answer::Lease(self.lease(at))),
            Ask::Receipts => Ok(receipts(self.receipts.values().cloned().collect())),
            Ask::ReadReceipt(id) => Ok(receipts(
                self.receipts.get(id).cloned().into_iter().collect(),
            )),
            Ask::CreateReceipt(receipt) => self.create(receipt),
            Ask::DeleteReceipt(receipt) => {
                self.receipts.remove(&receipt.id);
                Ok(Answer::Done)
            }
            Ask::Read(place) => Ok(Answer::Found {
                found: self.objects.get(place).cloned(),
            }),
            Ask::Write(write) => self.write(write),
            Ask::Standing
            | Ask::Look(_)
            | Ask::Probe { .. }
            | Ask::Traffic(_)
            | Ask::StopTraffic(_)
            | Ask::Alerts
            | Ask::Range { .. } => return None,
        })
    }

    fn acquire(&mut self, at: At, run: &RunId, length: Duration) -> Lease {
        if self.holder(at).is_none_or(|holder| holder == run) {
            self.lease = Some(Held {
                holder: run.clone(),
                beat: 0,
                length,
                renewed: at,
            });
        }
        self.lease(at)
    }

    fn renew(&mut self, at: At, run: &RunId, length: Duration) -> Result<Answer, Refusal> {
        match &mut self.lease {
            Some(held) if held.holder == *run && at < held.renewed + held.length => {
                held.beat += 1;
                held.renewed = at;
                held.length = length;
                Ok(Answer::Done)
            }
            _ => Err(Refusal::Conflict),
        }
    }

    /// The lock as its holder and others see it.
    pub fn lease(&self, at: At) -> Lease {
        let holder = self.holder(at).cloned();
        let held = self.lease.as_ref().filter(|_| holder.is_some());
        Lease {
            beat: held.map_or(0, |held| held.beat),
            length: held.map_or(Duration::ZERO, |held| held.length),
            holder,
        }
    }

    fn create(&mut self, receipt: &Receipt) -> Result<Answer, Refusal> {
        if self.receipts.contains_key(&receipt.id) {
            return Err(Refusal::Exists);
        }
        self.receipts.insert(receipt.id.clone(), receipt.clone());
        Ok(Answer::Done)
    }

    fn write(&mut self, write: &Write) -> Result<Answer, Refusal> {
        let Some(found) = self.objects.get_mut(&write.place) else {
            return Err(Refusal::Missing);
        };
        if !found.is_still(&write.found) {
            return Err(Refusal::Conflict);
        }
        found.content.clone_from(&write.content);
        found.mark.clone_from(&write.mark);
        found.by = None;
        found.version = next_version(&found.version);
        Ok(Answer::Done)
    }
}

fn receipts(receipts: Vec<Receipt>) -> Answer {
    Answer::Receipts {
        receipts,
        unreadable: Vec::new(),
        silent: Vec::new(),
    }
}

fn next_version(version: &str) -> String {
    (version.parse::<u64>().unwrap_or(0) + 1).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn place() -> Place {
        Place::ProxyEnabled {
            proxy: "primary".into(),
        }
    }

    #[test]
    fn a_write_that_tests_an_old_version_is_a_conflict() {
        let mut server = Server::with([(place(), Content::Is(json!(true)))]);
        let found = server.found(&place()).cloned().expect("it is there");
        let write = Write {
            place: place(),
            found,
            content: Content::Is(json!(false)),
            mark: None,
        };
        assert_eq!(server.write(&write), Ok(Answer::Done));
        assert_eq!(server.write(&write), Err(Refusal::Conflict));
    }

    #[test]
    fn a_fence_changes_only_the_version() {
        let mut server = Server::with([(place(), Content::Is(json!(true)))]);
        let found = server.found(&place()).cloned().expect("it is there");
        let content = found.content.clone();
        let fence = Write {
            place: place(),
            found: found.clone(),
            content,
            mark: None,
        };
        assert!(fence.is_fence());
        assert_eq!(server.write(&fence), Ok(Answer::Done));
        let after = server.found(&place()).expect("it is there");
        assert_eq!(after.content, found.content);
        assert_ne!(after.version, found.version);
    }

    #[test]
    fn a_lease_belongs_to_one_until_it_runs_out() {
        let mut server = Server::default();
        let (a, b) = (RunId("a".into()), RunId("b".into()));
        let length = Duration::from_secs(15);
        assert_eq!(
            server.acquire(At::START, &a, length).holder,
            Some(a.clone())
        );
        assert_eq!(
            server.acquire(At::from_ms(14_999), &b, length).holder,
            Some(a.clone())
        );
        assert_eq!(
            server.acquire(At::from_ms(15_000), &b, length).holder,
            Some(b)
        );
        assert_eq!(
            server.renew(At::from_ms(15_001), &a, length),
            Err(Refusal::Conflict)
        );
    }
}
