//! Somebody who watches a stage's target, and puts back what runs leave.

use std::path::Path;
use std::time::Duration;

use super::http::text;
use super::ports;
use super::process::{Process, Signal};
use super::runner::firedrill;
use super::wait::until;

/// How long it may take until it has looked once.
const READY: Duration = Duration::from_secs(20);

/// A watcher under way; it is ended with this.
pub(crate) struct Watcher {
    process: Process,
    port: u16,
}

impl Watcher {
    /// Starts one, and waits until it has seen how the target stands.
    pub(super) fn start(folder: &Path) -> Self {
        let port = ports::free();
        let mut command = firedrill(folder, "recover");
        command
            .args(["--watch", "--every", "1s", "--listen"])
            .arg(format!("127.0.0.1:{port}"));
        let process = Process::start("firedrill recover --watch", &mut command);
        let watcher = Self { process, port };
        until("the watcher has looked", READY, || {
            watcher
                .metric("firedrill_last_look_timestamp_seconds")
                .filter(|looked| *looked > 0.0)
        });
        watcher
    }

    /// One of its pages.
    pub(crate) fn page(&self, path: &str) -> Result<String, String> {
        text(&format!("http://127.0.0.1:{}{path}", self.port))
    }

    /// The value of a series of its metrics, by everything before the value.
    pub(crate) fn metric(&self, series: &str) -> Option<f64> {
        let page = self.page("/metrics").ok()?;
        let mut lines = page.lines().filter_map(|line| line.rsplit_once(' '));
        let (_, value) = lines.find(|(name, _)| *name == series)?;
        value.parse().ok()
    }

    /// Waits until one of its metrics has this value.
    #[track_caller]
    pub(crate) fn until(&self, series: &str, wanted: f64, limit: Duration) {
        until(&format!("{series} is {wanted}"), limit, || {
            self.metric(series)
                .filter(|value| (value - wanted).abs() < 0.5)
        });
    }

    /// What it said so far.
    pub(crate) fn said(&self) -> String {
        self.process.said()
    }

    /// Asks it to end, and waits for that; its exit code and what it said.
    #[track_caller]
    pub(crate) fn end(mut self, limit: Duration) -> (Option<i32>, String) {
        self.process.signal(Signal::Terminate);
        let code = self.process.wait(limit).code();
        (code, self.process.said())
    }
}
