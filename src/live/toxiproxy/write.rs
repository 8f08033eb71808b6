//! Changing a place, as near to compare-and-set as Toxiproxy allows.

use serde_json::Value;

use super::api::Proxies;
use super::name::ToxicName;
use super::view::View;
use super::{Toxiproxy, elsewhere, toxic};
use crate::live::http::Failure;
use crate::world::{Answer, Content, Place, ReceiptId, Refusal, Write};

/// The one call that a write comes down to.
#[derive(Debug, PartialEq)]
enum Action {
    AddToxic { proxy: String, toxic: Value },
    RemoveToxic { proxy: String, toxic: String },
    SetEnabled { proxy: String, enabled: bool },
    SetUpstream { proxy: String, upstream: String },
}

impl Toxiproxy {
    /// Changes a place if it is still as it was found.
    pub(in crate::live) async fn write(&self, write: &Write) -> Result<Answer, Refusal> {
        let proxies = self.still_as_found(write).await?;
        if write.is_fence() {
            // What a dead runner sent has arrived after this, or never will.
            tokio::time::sleep(self.api.http.limits().call.std()).await;
            self.still_as_found(write).await?;
            return Ok(Answer::Done);
        }
        let action = action(write, &self.view(&proxies)).map_err(|why| Refusal::Failed { why })?;
        self.perform(&action).await
    }

    /// The listing in which the place is as it was found.
    async fn still_as_found(&self, write: &Write) -> Result<Proxies, Refusal> {
        let proxies = self.api.list().await.map_err(Failure::of_read)?;
        match self.view(&proxies).found(&write.place) {
            None => Err(Refusal::Missing),
            Some(found) if found == write.found => Ok(proxies),
            Some(_) => Err(Refusal::Conflict),
        }
    }

    async fn perform(&self, action: &Action) -> Result<Answer, Refusal> {
        let result = match action {
            Action::AddToxic { proxy, toxic } => self.api.add_toxic(proxy, toxic).await,
            Action::RemoveToxic { proxy, toxic } => self.api.remove_toxic(proxy, toxic).await,
            Action::SetEnabled { proxy, enabled } => self.api.set_enabled(proxy, *enabled).await,
            Action::SetUpstream { proxy, upstream } => self.api.set_upstream(proxy, upstream).await,
        };
        match result {
            Ok(()) => Ok(Answer::Done),
            // Gone, or there already: somebody was faster, and the place must be read again.
            Err(failure) if failure.is_not_found() || failure.is_conflict() => {
                Err(Refusal::Conflict)
            }
            Err(failure) => Err(failure.of_write()),
        }
    }
}

/// What a write comes down to; the error says why it cannot be done here.
fn action(write: &Write, view: &View) -> Result<Action, String> {
    match (&write.place, &write.mark, &write.content) {
        (Place::Toxic { proxy }, Some(mark), Content::Is(content)) => {
            if write.found.content != Content::Absent {
                return Err(format!("{} holds a toxic of ours already", write.place));
            }
            Ok(Action::AddToxic {
                proxy: proxy.clone(),
                toxic: toxic::body(&toxic_name(mark, view)?, content)?,
            })
        }
        // A toxic's name is its mark: dropping the mark, with whatever attributes somebody gave it
        // meanwhile, means removing the toxic, since nothing of a drill may stay without a receipt.
        (Place::Toxic { proxy }, None, Content::Absent | Content::Is(_)) => {
            let mark = write.found.mark.as_ref().ok_or_else(|| {
                format!("{} holds a toxic whose name is not understood", write.place)
            })?;
            let (on, toxic) = view.toxic(mark).unwrap_or((proxy, ""));
            if on != proxy || toxic.is_empty() {
                return Err(format!("`{mark}` is not on `{proxy}`"));
            }
            Ok(Action::RemoveToxic {
                proxy: proxy.clone(),
                toxic: toxic.to_owned(),
            })
        }
        (Place::Toxic { .. }, Some(_), Content::Absent) => {
            Err("a toxic that is not there cannot be marked".to_owned())
        }
        (Place::ProxyEnabled { proxy }, mark, Content::Is(Value::Bool(enabled))) => {
            kept_aside(write, mark.as_ref(), view)?;
            Ok(Action::SetEnabled {
                proxy: proxy.clone(),
                enabled: *enabled,
            })
        }
        (Place::ProxyUpstream { proxy }, mark, Content::Is(Value::String(upstream))) => {
            kept_aside(write, mark.as_ref(), view)?;
            Ok(Action::SetUpstream {
                proxy: proxy.clone(),
                upstream: upstream.clone(),
            })
        }
        (Place::ProxyEnabled { .. }, _, content) => {
            Err(format!("`enabled` is `true` or `false`, and not {content}"))
        }
        (Place::ProxyUpstream { .. }, _, content) => Err(format!(
            "`upstream` is a host and a port, and not {content}"
        )),
        (place @ Place::Cluster { .. }, _, _) => Err(elsewhere(place).to_string()),
    }
}

/// Whether a setting of a proxy can be changed: its receipt is a record of its own, and its mark.
fn kept_aside(write: &Write, mark: Option<&ReceiptId>, view: &View) -> Result<(), String> {
    if let Some(mark) = mark
        && !view.kept().any(|receipt| receipt.id == *mark)
    {
        return Err(format!("there is no receipt `{mark}` on record"));
    }
    if write.content == write.found.content {
        return Err(format!(
            "{} is marked as long as its receipt exists",
            write.place
        ));
    }
    Ok(())
}

/// The name that says everything about the receipt that a toxic is added under.
fn toxic_name(mark: &ReceiptId, view: &View) -> Result<String, String> {
    let receipt = view
        .remembered
        .get(mark)
        .ok_or_else(|| format!("there is no receipt `{mark}` on record"))?;
    ToxicName::of(receipt).encode()
}
