//! Words for people: data to stdout, talk to stderr.

use std::io::{IsTerminal, Write};

use tracing_subscriber::EnvFilter;

use crate::base::Problem;

/// Writes data to stdout.
pub(super) fn out(text: &str) {
    // A reader that has gone away is no reason to fail: `firedrill run | head`.
    drop(writeln!(anstream::stdout(), "{}", text.trim_end()));
}

/// Says something on stderr.
pub(super) fn say(text: &str) {
    drop(writeln!(anstream::stderr(), "{}", text.trim_end()));
}

/// Says what is wrong with what somebody wrote.
pub(super) fn complain(problems: &[Problem]) {
    show(problems);
    let errors = problems.len();
    let plural = if errors == 1 { "problem" } else { "problems" };
    say(&format!("{errors} {plural}; nothing was started"));
}

/// Shows what could be better, or what is wrong.
pub(super) fn show(problems: &[Problem]) {
    let colour = std::io::stderr().is_terminal();
    for problem in problems {
        say(&problem.render(colour));
        say("");
    }
}

/// How wide the terminal is, and whether it shows colours.
pub(super) fn terminal() -> (usize, bool) {
    let colour = std::io::stdout().is_terminal();
    (100, colour)
}

/// Sends the log to stderr.
pub(super) fn log_to_stderr(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new(format!("firedrill={level}")));
    // A second subscriber is refused; only tests try that.
    drop(
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .without_time()
            .try_init(),
    );
}
