//! The command line: one command a file. Only this room reads the environment, writes files and
//! speaks to the terminal.

mod arguments;
mod beating;
mod callers;
mod check;
mod clock;
mod compare;
mod deploy;
mod exit;
mod floor;
mod halt;
mod init;
mod inventory;
mod journal_file;
mod lints;
mod measured;
mod merge;
mod notify;
mod plan;
mod policy;
mod recover;
mod report;
mod results;
mod retention;
mod rules;
mod run;
mod run_id;
mod runbooks;
mod schedule;
mod schema;
mod session;
mod shipped;
mod speak;
mod target;
mod workspace;
mod world;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use exit::Exit;

/// Runs the program: reads the arguments, does what they say, and tells how it ended.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked_for = !error.use_stderr();
            // Nothing can be done about a terminal that cannot be written to.
            drop(error.print());
            return if asked_for { Exit::Pass } else { Exit::Usage }.into();
        }
    };
    speak::log_to_stderr(arguments.verbose);
    let exit = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Plan(arguments) => plan::plan(&arguments),
        Command::Floor(arguments) => floor::run(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Deploy(arguments) => deploy::print(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::Halt(arguments) => halt::halt(&arguments),
        Command::Recover(arguments) => recover::recover(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Report(arguments) => report::report(&arguments),
        Command::Rules(arguments) => rules::rules(&arguments),
        Command::Schedule(arguments) => schedule::schedule(&arguments),
        Command::Schema(arguments) => schema::schema(&arguments),
    };
    exit.into()
}
