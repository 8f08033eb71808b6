//! The program under test, as a process.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::journal::Journal;
use super::process::{Process, Signal};
use super::wait::until;

/// The kubeconfig in the folder of a stage whose platform is in a cluster.
pub(super) const KUBECONFIG: &str = "kubeconfig";

/// A run under way; it is ended with this.
pub(crate) struct Runner {
    process: Process,
    drill: &'static str,
    out: PathBuf,
}

/// A program that has ended, and what it wrote.
pub(crate) struct Finished {
    /// The exit code; none if a signal ended it.
    pub(crate) code: Option<i32>,
    /// Everything that it said.
    pub(crate) said: String,
    /// Everything that it put on record.
    pub(crate) journal: Journal,
    report: String,
}

impl Runner {
    pub(super) fn start(folder: &Path, drill: &'static str, number: u32) -> Self {
        Self::with(folder, (drill, number), |_| {})
    }

    /// The same with something else about the process.
    pub(super) fn with(
        folder: &Path,
        (drill, number): (&'static str, u32),
        other: impl FnOnce(&mut Command),
    ) -> Self {
        let out = folder.join(format!("out-{number}"));
        let mut command = firedrill(folder, "run");
        other(&mut command);
        command
            .arg(folder.join(format!("drills/{drill}.yaml")))
            .arg("--out")
            .arg(&out);
        Self {
            process: Process::start("firedrill run", &mut command),
            drill,
            out,
        }
    }

    /// The journal so far.
    pub(crate) fn journal(&self) -> Journal {
        Journal::read(&self.out.join(self.drill))
    }

    /// Waits until the journal holds something.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, limit: Duration, has: impl Fn(&Journal) -> bool) {
        until(what, limit, || {
            if let Some(status) = self.process.ended() {
                let said = self.process.said();
                panic!("{what}: the run has ended with {status}:\n{said}");
            }
            has(&self.journal()).then_some(())
        });
    }

    /// Waits until it has taken over the signals, and has asked for everything that it looks at.
    #[track_caller]
    pub(crate) fn until_it_looks(&mut self) {
        let limit = Duration::from_secs(5);
        until("the run begins", limit, || {
            self.process.listens_for_signals().then_some(())
        });
    }

    /// Forgets everything that it has put on record.
    pub(crate) fn lose_journal(&self) {
        std::fs::remove_dir_all(&self.out).unwrap();
    }

    /// Sends it a signal.
    pub(crate) fn signal(&mut self, signal: Signal) {
        self.process.signal(signal);
    }

    /// Waits for its end, and leaves it to be asked.
    #[track_caller]
    pub(crate) fn until_it_ends(&mut self, limit: Duration) {
        self.process.wait(limit);
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn finish(mut self, limit: Duration) -> Finished {
        let code = self.process.wait(limit).code();
        Finished::with(code, self.process.said(), &self.out.join(self.drill))
    }
}

impl Finished {
    fn with(code: Option<i32>, said: String, folder: &Path) -> Self {
        Self {
            code,
            said,
            journal: Journal::read(folder),
            report: std::fs::read_to_string(folder.join("report.json")).unwrap_or_default(),
        }
    }

    /// The report, as JSON.
    #[track_caller]
    pub(crate) fn report(&self) -> Value {
        let report = serde_json::from_str(&self.report);
        report.unwrap_or_else(|error| panic!("no report: {error}\n{}", self.said))
    }

    /// The codes of all findings.
    #[track_caller]
    pub(crate) fn codes(&self) -> Vec<String> {
        let verdict = self.journal.verdict();
        let findings = verdict.findings.iter();
        findings.map(|finding| finding.code.to_string()).collect()
    }
}

/// Does something with the target alone, such as to put back what a run left.
pub(super) fn with_target(folder: &Path, does: &str, arguments: &[&str]) -> Finished {
    let mut command = firedrill(folder, does);
    command.args(arguments);
    let mut process = Process::start("firedrill", &mut command);
    let code = process.wait(Duration::from_secs(60)).code();
    Finished::with(code, process.said(), folder)
}

/// A command of the program, in a stage's folder and with its target.
pub(super) fn firedrill(folder: &Path, does: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    command
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .arg(does)
        .arg("--target")
        .arg(folder.join("target.yaml"));
    let kubeconfig = folder.join(KUBECONFIG);
    if kubeconfig.exists() {
        command.env("KUBECONFIG", kubeconfig);
    }
    command
}
