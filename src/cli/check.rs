//! `firedrill check`

use super::arguments::CheckArguments;
use super::exit::Exit;
use super::workspace::Workspace;
use super::{lints, policy, runbooks, speak};
use crate::base::{Problem, Severity};

/// Reads everything and says what is wrong with it.
pub(super) fn check(arguments: &CheckArguments) -> Exit {
    let read = Workspace::read(arguments.drills.as_deref());
    let checked = read.and_then(|workspace| {
        let mut problems = lints::check(&workspace)?;
        let runbooks = sound(runbooks::check(&workspace), &mut problems).unwrap_or_default();
        sound(policy::check(&workspace, &runbooks), &mut problems);
        if problems
            .iter()
            .any(|problem| problem.severity >= Severity::Warning)
        {
            return Err(problems);
        }
        Ok((workspace, runbooks.len(), problems))
    });
    match checked {
        Ok((workspace, runbooks, hints)) => {
            speak::show(&hints);
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

/// What was checked and is sound; else its problems are added to those of the others.
fn sound<T>(checked: Result<T, Vec<Problem>>, problems: &mut Vec<Problem>) -> Option<T> {
    checked.map_err(|found| problems.extend(found)).ok()
}
