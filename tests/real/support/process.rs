//! A process that was started here, that is ended here, and whose last words are kept.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::wait::until;

/// Lines that are kept of what a process says.
const LINES_MAX: usize = 400;
/// Longer lines are cut.
const LINE_MAX: u64 = 2_000;

/// A signal, by the name that `kill` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    Interrupt,
    Terminate,
    Kill,
    Stop,
    Continue,
}

impl Signal {
    const fn name(self) -> &'static str {
        match self {
            Self::Interrupt => "INT",
            Self::Terminate => "TERM",
            Self::Kill => "KILL",
            Self::Stop => "STOP",
            Self::Continue => "CONT",
        }
    }
}

type Log = Arc<Mutex<VecDeque<String>>>;

/// A process; it ends with this.
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    log: Log,
    readers: [JoinHandle<()>; 2],
}

impl Process {
    /// Starts a program.
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} cannot be started: {error}"));
        let log = Log::default();
        let readers = [
            keep(child.stdout.take().unwrap(), &log),
            keep(child.stderr.take().unwrap(), &log),
        ];
        Self {
            name,
            child,
            log,
            readers,
        }
    }

    /// What it said, as far as it is kept.
    pub(crate) fn said(&self) -> String {
        let log = self.log.lock().unwrap();
        log.iter().flat_map(|line| [line, "\n"]).collect()
    }

    /// Its end, if it has come.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits for its end, and until its last words are read, which may come later.
    #[track_caller]
    pub(crate) fn wait(&mut self, limit: Duration) -> ExitStatus {
        let name = self.name;
        let status = until(&format!("{name} ends"), limit, || self.ended());
        until(&format!("what {name} said is read"), limit, || {
            let all = self.readers.iter().all(JoinHandle::is_finished);
            all.then_some(())
        });
        status
    }

    /// Sends it a signal. It has not been waited for, so that its number is still its own.
    pub(crate) fn signal(&mut self, signal: Signal) {
        if self.ended().is_some() {
            return;
        }
        let line = format!("kill -{} {}", signal.name(), self.child.id());
        let sent = Command::new("sh").args(["-c", &line]).status().unwrap();
        assert!(sent.success(), "{line}");
    }

    /// Whether it has handlers of its own for both signals by which it is asked to end.
    pub(crate) fn listens_for_signals(&self) -> bool {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        // SIGINT is 2 and SIGTERM is 15; the mask begins with 1.
        let both = 1 << 1 | 1 << 14;
        caught.is_some_and(|mask| mask & both == both)
    }
}

impl Drop for Process {
    #[expect(clippy::print_stderr, reason = "whoever reads of a failure needs it")]
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- {} said:\n{}", self.name, self.said());
        }
    }
}

/// Keeps the last lines of a stream, until it ends.
fn keep(stream: impl Read + Send + 'static, log: &Log) -> JoinHandle<()> {
    let log = Arc::clone(log);
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while let Ok(1..) = (&mut reader).take(LINE_MAX).read_until(b'\n', &mut line) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            let mut log = log.lock().unwrap();
            if log.len() == LINES_MAX {
                log.pop_front();
            }
            log.push_back(text);
        }
    })
}
