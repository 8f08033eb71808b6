//! Does what is asked, and says what came of it.

use tokio::sync::mpsc;

use super::http::Failure;
use super::parts::Parts;
use super::{halts, look};
use crate::base::Duration;
use crate::world::{Answer, Ask, Incoming, Refusal, RunId};

/// Does one thing. Traffic is not done here, since it goes on.
pub(super) async fn perform(
    parts: &Parts,
    ask: Ask,
    outbox: Option<&mpsc::Sender<Incoming>>,
) -> Result<Answer, Refusal> {
    match ask {
        Ask::Look(wanted) => Ok(Answer::Facts {
            facts: Box::new(look::look(parts, &wanted).await),
        }),
        Ask::Acquire { run, length } => parts.acquire(&run, length).await,
        Ask::Renew { run, length } => renew(parts, &run, length, outbox).await,
        Ask::Release { run } => parts.release(&run).await,
        Ask::Holder => parts.holder().await.map(Answer::Lease),
        Ask::Standing => parts.standing().await,
        Ask::Receipts => parts.receipts().await,
        Ask::CreateReceipt(receipt) => parts.create(&receipt).await,
        Ask::ReadReceipt(id) => parts.receipt(&id).await,
        Ask::DeleteReceipt(receipt) => parts.delete(&receipt).await,
        Ask::Read(place) => parts.read(&place).await,
        Ask::Write(write) => parts.write(&write).await,
        Ask::Probe { probe, timeout } => parts.probe(&probe, timeout).await,
        Ask::Alerts => {
            let alerts = look::alerts(parts).await.map_err(Failure::of_read)?;
            Ok(Answer::Alerts {
                alerts: Box::new(alerts),
            })
        }
        Ask::Range {
            expr,
            from,
            to,
            step,
        } => {
            let series = parts.prometheus.range(&expr, from, to, step).await;
            Ok(Answer::Series {
                series: series.map_err(Failure::of_read)?,
            })
        }
        Ask::Traffic(_) | Ask::StopTraffic(_) => Ok(Answer::Done),
    }
}

/// Renews the lock, and tells the run if drills were halted in the meantime.
async fn renew(
    parts: &Parts,
    run: &RunId,
    length: Duration,
    outbox: Option<&mpsc::Sender<Incoming>>,
) -> Result<Answer, Refusal> {
    let told = async {
        if let Some(outbox) = outbox {
            halts::tell(parts, outbox).await;
        }
    };
    let (renewed, ()) = tokio::join!(parts.renew(run, length), told);
    renewed
}
