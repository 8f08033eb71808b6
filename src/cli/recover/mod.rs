//! `firedrill recover`: puts back what an interrupted run left, once, or for as long as it runs. It
//! needs the target, and neither journal nor drill file.

mod aloud;
mod watch;

use super::arguments::RecoverArguments;
use super::beating::{Beating, GoesOn};
use super::exit::Exit;
use super::{speak, target, world};
use crate::drill::plan::Timing;
use crate::drill::{Outcome, Recover, RecoverSettings, Recovered, drive};
use crate::live::Settings;
use aloud::Aloud;

/// Puts back everything that is owed, and says how each thing was found.
pub(super) fn recover(arguments: &RecoverArguments) -> Exit {
    let (target, settings) = match target::read_alone(&arguments.target) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    if arguments.watch {
        return watch::watch(arguments, &target, &settings);
    }
    match put_back(&settings, arguments.force, &|| ()) {
        Ok(recovered) => {
            // Only where one keeps the lock, and another may owe something as well.
            let several = settings.kubernetes.is_some() && settings.toxiproxy.is_some();
            tell(&target.name, &recovered, several && !arguments.force)
        }
        Err(why) => {
            speak::say(&format!("error: {why}"));
            Exit::Drilled(Outcome::Error)
        }
    }
}

/// Puts back everything that is owed at a target, and says so as it goes on; with each step it shows
/// that it does.
///
/// # Errors
/// There is no way to the target.
pub(super) fn put_back(
    settings: &Settings,
    force: bool,
    goes_on: GoesOn<'_>,
) -> Result<Recovered, String> {
    let mut recover = Recover::new(RecoverSettings {
        patience: Timing::default().patience(),
        force,
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.map_err(|error| error.to_string())?.block_on(async {
        let mut world = world::open_live(settings).await?;
        let mut record = Beating(Aloud, goes_on);
        drive(&mut recover, &mut world, &mut record).await;
        Ok(recover.outcome().clone())
    })
}

fn tell(target: &str, outcome: &Recovered, may_force: bool) -> Exit {
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
            let hint = if may_force {
                "\n  hint: --force puts back what can be reached, whoever holds the lock"
            } else {
                ""
            };
            speak::out(&format!(
                "{target}: what is owed cannot be told: {why}{hint}"
            ));
            Exit::Drilled(Outcome::Error)
        }
    }
}
