//! The `firedrill` program: a thin shell around the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    firedrill::cli::main(std::env::args_os())
}
