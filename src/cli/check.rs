//! `firedrill check`

use super::arguments::CheckArguments;
use super::exit::Exit;
use super::speak;
use super::workspace::Workspace;

/// Reads everything and says what is wrong with it.
pub(super) fn check(arguments: &CheckArguments) -> Exit {
    match Workspace::read(arguments.drills.as_deref()) {
        Ok(workspace) => {
            let alerts: usize = workspace
                .rules
                .iter()
                .map(|file| file.alerts().count())
                .sum();
            speak::out(&format!(
                "{}: {} drills, {alerts} alert rules, {} profiles: nothing wrong",
                workspace.origin,
                workspace.drills.len(),
                workspace.profiles.len()
            ));
            Exit::Pass
        }
        Err(problems) => {
            speak::complain(&problems);
            Exit::Usage
        }
    }
}
