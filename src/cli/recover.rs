//! `firedrill recover`: puts back what an interrupted run left. It needs the target, and neither
//! journal nor drill file.

use std::io;

use super::arguments::RecoverArguments;
use super::exit::Exit;
use super::{speak, target, world};
use crate::base::At;
use crate::drill::debt::DebtEvent;
use crate::drill::plan::Timing;
use crate::drill::{Outcome, Record, Recover, RecoverEvent, RecoverSettings, Recovered, drive};
use crate::live::Settings;

/// Puts back everything that is owed, and says how each thing was found.
pub(super) fn recover(arguments: &RecoverArguments) -> Exit {
    let (target, settings) = match target::read_alone(&arguments.target) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    match put_back(&settings, arguments.force) {
        Ok(recovered) => tell(&target.name, &recovered),
        Err(why) => {
            speak::say(&format!("error: {why}"));
            Exit::Drilled(Outcome::Error)
        }
    }
}

/// Puts back everything that is owed at a target, and says so as it goes on.
///
/// # Errors
/// There is no way to the target.
pub(super) fn put_back(settings: &Settings, force: bool) -> Result<Recovered, String> {
    let mut recover = Recover::new(RecoverSettings {
        patience: Timing::default().patience(),
        force,
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(|error| error.to_string())?.block_on(async {
        let mut world = world::open_live(settings).await?;
        drive(&mut recover, &mut world, &mut Aloud).await;
        Ok(recover.outcome().clone())
    })
}

fn tell(target: &str, outcome: &Recovered) -> Exit {
    match outcome {
        Recovered::Clean(0) => {
            speak::out(&format!("{target}: nothing is owed"));
            Exit::Pass
        }
        Recovered::Clean(settled) => {
            let plural = if *settled == 1 { "change" } else { "changes" };
            speak::out(&format!(
                "{target}: {settled} {plural} put back; nothing is owed any more"
            ));
            Exit::Pass
        }
        Recovered::Alive(run) => {
            speak::out(&format!(
                "{target}: run {run} is alive and puts back by itself\n  hint: end it, or use --force"
            ));
            Exit::Drilled(Outcome::Inconclusive)
        }
        Recovered::LeftBehind(what) => {
            speak::out(&format!(
                "LEFT BEHIND on {target}: a fault may still be in place\n  {}",
                what.join("\n  ")
            ));
            Exit::Drilled(Outcome::LeftBehind)
        }
        Recovered::Unknown(why) => {
            speak::out(&format!("{target}: what is owed cannot be told: {why}"));
            Exit::Drilled(Outcome::Error)
        }
    }
}

/// Says what a recovery does as it goes on; there is no journal.
struct Aloud;

impl Record<RecoverEvent> for Aloud {
    fn append(&mut self, _: At, events: Vec<RecoverEvent>) -> io::Result<()> {
        for event in events {
            match event {
                RecoverEvent::Watching(run, length) => {
                    speak::say(&format!(
                        "run {run} holds the lock; is it alive? up to {length}"
                    ));
                }
                RecoverEvent::Owed(receipts) => {
                    for receipt in receipts {
                        speak::say(&format!("owed: {} ({})", receipt.change.place, receipt.id));
                    }
                }
                RecoverEvent::Debt(step) => match &*step {
                    DebtEvent::Settled { id, settlement } => {
                        speak::say(&format!("{id}: {settlement}"));
                    }
                    DebtEvent::Hindered { id, why } => {
                        speak::say(&format!("{id}: {why}; trying again"));
                    }
                    DebtEvent::LeftBehind { receipt, why } => {
                        speak::say(&format!(
                            "LEFT BEHIND {}: {why}; {}",
                            receipt.id, receipt.undo
                        ));
                    }
                    DebtEvent::Intended { .. }
                    | DebtEvent::Injected { .. }
                    | DebtEvent::NotInjected { .. } => {}
                },
            }
        }
        Ok(())
    }
}
