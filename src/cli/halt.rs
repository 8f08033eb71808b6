//! `firedrill halt`: stops running drills and refuses new ones, until the halt is lifted.

use super::arguments::HaltArguments;
use super::exit::Exit;
use super::{speak, target, world};
use crate::drill::Outcome;

/// Sets a halt, or lifts it.
pub(super) fn halt(arguments: &HaltArguments) -> Exit {
    let (target, settings) = match target::read_alone(&arguments.target) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let reason = (!arguments.lift).then_some(&*arguments.reason);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let halted = runtime
        .map_err(|error| error.to_string())
        .and_then(|runtime| {
            runtime.block_on(async {
                let live = world::start_live(&settings).await?;
                live.halt(reason).await
            })
        });
    match (halted, reason) {
        (Err(why), Some(_)) => {
            speak::say(&format!(
                "error: drills may still run on {}: {why}",
                target.name
            ));
            return Exit::Drilled(Outcome::Error);
        }
        (Err(why), None) => {
            speak::say(&format!(
                "error: the halt on {} was not lifted: {why}",
                target.name
            ));
            return Exit::Drilled(Outcome::Error);
        }
        (Ok(()), Some(reason)) => speak::out(&format!(
            "{}: drills are halted ({reason}); one that runs puts back and ends with its next beat\n  \
             lift it with `firedrill halt --lift --target {}`",
            target.name,
            arguments.target.display()
        )),
        (Ok(()), None) => speak::out(&format!("{}: drills may run again", target.name)),
    }
    Exit::Pass
}
