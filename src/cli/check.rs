//! `firedrill check`

use super::arguments::CheckArguments;
use super::exit::Exit;
use super::workspace::Workspace;
use super::{policy, runbooks, speak};

/// Reads everything and says what is wrong with it.
pub(super) fn check(arguments: &CheckArguments) -> Exit {
    let read = Workspace::read(arguments.drills.as_deref());
    let checked = read.and_then(|workspace| {
        let runbooks = runbooks::check(&workspace)?;
        policy::check(&workspace, &runbooks)?;
        Ok((workspace, runbooks.len()))
    });
    match checked {
        Ok((workspace, runbooks)) => {
            let alerts: usize = workspace
                .rules
                .iter()
                .map(|file| file.alerts().count())
                .sum();
            let policy = match workspace.policy {
                Some(_) => ", the severity policy",
                None => "",
            };
            speak::out(&format!(
                "{}: {} drills, {alerts} alert rules, {} profiles, {runbooks} runbooks{policy}: nothing wrong",
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
