//! Looks at the servers while a drill runs, without the product.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

use super::http::get;
use super::stage::Stage;
use super::wait::{pause, wall_ms};

/// From one look to the next.
const EVERY: Duration = Duration::from_millis(50);

/// Something that was seen for the first time: what, and between which two looks it came.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    /// The last look that did not show it, in Unix milliseconds.
    pub(crate) not_yet: i64,
    /// The first that did.
    pub(crate) there: i64,
    /// What was seen.
    pub(crate) seen: Value,
}

/// Everything that is looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The first toxic on the primary's proxy.
    pub(crate) toxic: Option<Sighting>,
    /// The alert, pending or firing, in Prometheus.
    pub(crate) active: Option<Sighting>,
    /// The alert in Alertmanager.
    pub(crate) routed: Option<Sighting>,
}

/// A thread that looks until it is told to stop.
pub(crate) struct Eyes {
    stop: Arc<AtomicBool>,
    seen: Arc<Mutex<Seen>>,
    thread: Option<JoinHandle<()>>,
}

impl Eyes {
    /// Looks for an alert and for what was broken.
    pub(crate) fn open(stage: &Stage, alert: &'static str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::new(Mutex::new(Seen::default()));
        let proxy = stage.toxiproxy_page("/proxies/provider-primary");
        let alerts = stage.prometheus("/api/v1/alerts");
        let routed = stage.alertmanager("/api/v2/alerts");
        let (told, shared) = (Arc::clone(&stop), Arc::clone(&seen));
        let thread = std::thread::spawn(move || {
            let mut before = [wall_ms(); 3];
            while !told.load(Ordering::Relaxed) {
                let now = Seen {
                    toxic: sight(&mut before[0], &proxy, |page| {
                        page["toxics"].as_array()?.first().cloned()
                    }),
                    active: sight(&mut before[1], &alerts, |page| {
                        of_name(&page["data"]["alerts"], alert)
                    }),
                    routed: sight(&mut before[2], &routed, |page| of_name(page, alert)),
                };
                let mut seen = shared.lock().unwrap();
                seen.toxic = seen.toxic.take().or(now.toxic);
                seen.active = seen.active.take().or(now.active);
                seen.routed = seen.routed.take().or(now.routed);
                drop(seen);
                pause(EVERY);
            }
        });
        Self {
            stop,
            seen,
            thread: Some(thread),
        }
    }

    /// What was seen so far.
    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Eyes {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// One look; `before` is when the last one began that showed nothing.
fn sight(before: &mut i64, url: &str, find: impl Fn(&Value) -> Option<Value>) -> Option<Sighting> {
    let begun = wall_ms();
    let page = get(url).ok()?;
    let Some(seen) = find(&page) else {
        *before = begun;
        return None;
    };
    Some(Sighting {
        not_yet: *before,
        there: wall_ms(),
        seen,
    })
}

fn of_name(alerts: &Value, name: &str) -> Option<Value> {
    let mut alerts = alerts.as_array()?.iter();
    let found = alerts.find(|alert| alert["labels"]["alertname"] == name);
    found.cloned()
}
