//! The pages of a scheduler at work: `/metrics` and `/healthz`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::base::{At, Duration, ServerTime};
use crate::cli::world::Place;
use crate::cli::{clock, speak, world};
use crate::drill::Outcome;
use crate::live::{Pages, Settings};
use crate::report::{DrillEnd, Scheduled, ScheduledDrill};
use crate::schedule::{Entry, Known, Reason, Scheduler};
use crate::world::{Answer, Ask, Incoming, Standing, Tag, World};

/// Longer than any call, and than writing reports: without a step for this long, something hangs.
pub(super) const HANGS_AFTER: Duration = Duration::from_mins(5);
/// From one look at what is owed to the next.
const LOOKS_EVERY: Duration = Duration::from_secs(30);

/// The pages, while there are any: nobody has to ask for them.
pub(super) struct Board(Option<Served>);

struct Served {
    runtime: Runtime,
    panel: Arc<Panel>,
    looker: Option<JoinHandle<()>>,
    /// Times that drills were passed over since this scheduler began.
    skipped: Mutex<BTreeMap<(String, &'static str), u64>>,
}

/// What both the scheduler and who looks at what is owed write on.
struct Panel {
    pages: Pages,
    shown: Mutex<Shown>,
}

#[derive(Default)]
struct Shown {
    scheduled: Scheduled,
    standing: Option<Standing>,
}

impl Board {
    /// Serves the pages of a scheduler of this place from now on, if an address is given.
    ///
    /// # Errors
    /// Nobody can listen on that address.
    pub(super) fn open(
        listen: Option<SocketAddr>,
        place: &Place,
        hangs_after: Duration,
    ) -> Result<Self, String> {
        let Some(listen) = listen else {
            return Ok(Self(None));
        };
        // The scheduler itself waits without a runtime, and each of its runs has its own.
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| format!("the runtime cannot start: {error}"))?;
        let pages = runtime.block_on(Pages::open(listen, hangs_after));
        let pages = pages.map_err(|error| error.to_string())?;
        speak::say(&format!("metrics: http://{}/metrics", pages.address()));
        let panel = Arc::new(Panel {
            pages,
            shown: Mutex::default(),
        });
        let looker = match place {
            // Nothing is ever owed there.
            Place::Embedded { .. } => {
                panel.saw(Some(Standing::of(clock::now(), [])));
                None
            }
            Place::Live { settings, .. } => {
                let settings = keepers_of(settings);
                Some(runtime.spawn(look(Arc::clone(&panel), settings)))
            }
        };
        Ok(Self(Some(Served {
            runtime,
            panel,
            looker,
            skipped: Mutex::default(),
        })))
    }

    /// Shows that the scheduler, or the drill that it runs, goes on.
    pub(super) fn goes_on(&self) {
        if let Self(Some(served)) = self {
            served.panel.pages.goes_on();
        }
    }

    /// Counts what is passed over.
    pub(super) fn count(&self, entries: &[Entry]) {
        let Self(Some(served)) = self else { return };
        let mut skipped = held(&served.skipped);
        for entry in entries {
            if let Entry::Skipped {
                drill,
                reason,
                times,
                ..
            } = entry
            {
                *skipped.entry((drill.clone(), reason.name())).or_default() += times;
            }
        }
    }

    /// Shows how the scheduler stands.
    pub(super) fn show(&self, scheduler: &Scheduler, now: ServerTime) {
        let Self(Some(served)) = self else { return };
        let mut told = scheduled(scheduler, now);
        let counted = held(&served.skipped);
        told.skipped
            .extend(counted.iter().map(|(key, times)| (key.clone(), *times)));
        drop(counted);
        held(&served.panel.shown).scheduled = told;
        served.panel.draw();
    }

    /// Ends, and lets who reads now have it to the end.
    pub(super) fn close(self) {
        let Self(Some(served)) = self else { return };
        served.runtime.block_on(async {
            if let Some(looker) = served.looker {
                looker.abort();
                // It was given up: there is no answer to wait for.
                drop(looker.await);
            }
            if let Some(panel) = Arc::into_inner(served.panel) {
                panel.pages.close().await;
            }
        });
    }
}

impl Panel {
    fn saw(&self, standing: Option<Standing>) {
        held(&self.shown).standing = standing;
        self.draw();
    }

    fn draw(&self) {
        let shown = held(&self.shown);
        let page = shown.scheduled.page(shown.standing.as_ref());
        drop(shown);
        self.pages.show(&page);
    }
}

/// Whoever panicked held it only for a moment, and left it whole.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What there is to say of the scheduler itself.
fn scheduled(scheduler: &Scheduler, now: ServerTime) -> Scheduled {
    let settings = scheduler.settings();
    let drills = || settings.drills.iter();
    let none = drills()
        .flat_map(|timed| Reason::ALL.map(|reason| ((timed.name.clone(), reason.name()), 0)));
    Scheduled {
        turned: now,
        drills: drills()
            .map(|timed| ScheduledDrill {
                name: timed.name.clone(),
                next: settings.next(timed, now),
                last: last_end(scheduler.known(), &timed.name),
            })
            .collect(),
        skipped: none.collect(),
        running: scheduler.running().map(str::to_owned),
        is_blocked: scheduler.is_blocked(),
    }
}

fn last_end(known: &Known, drill: &str) -> Option<DrillEnd> {
    let end = known.end(drill)?;
    Some(DrillEnd {
        drill: drill.to_owned(),
        // What has no verdict failed before it had one.
        outcome: end.outcome.unwrap_or(Outcome::Error).name().to_owned(),
        ended: end.at,
        passed: end.passed,
    })
}

/// The way to whoever keeps what is owed: a drill may sit on the sink, and needs the rest.
fn keepers_of(settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    settings.sink = None;
    settings
}

/// Looks at what is owed again and again. What nobody tells any more is not shown any more.
async fn look(panel: Arc<Panel>, settings: Settings) {
    loop {
        let seen = standing(&settings).await;
        if let Err(why) = &seen {
            tracing::warn!(%why, "what is owed cannot be told");
        }
        panel.saw(seen.ok());
        tokio::time::sleep(LOOKS_EVERY.std()).await;
    }
}

async fn standing(settings: &Settings) -> Result<Standing, String> {
    let mut live = world::start_live(settings).await?;
    let asked = Tag(1);
    live.ask(asked, Ask::Standing);
    let seen = loop {
        // Every ask is answered within the limit of a call.
        match live.next(At::NEVER).await {
            (_, Incoming::Answer { tag, result }) if tag == asked => break result,
            _ => {}
        }
    };
    live.close().await;
    match seen {
        Ok(Answer::Standing { standing }) => Ok(*standing),
        Ok(other) => Err(format!("an answer to something else came: {other:?}")),
        Err(refusal) => Err(refusal.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_scheduler_that_does_not_turn_is_not_healthy_and_one_that_does_is() {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let place = Place::embedded(1, &[]);
        for (hangs_after, status) in [(Duration::ZERO, "503"), (HANGS_AFTER, "200")] {
            let board = Board::open(Some(listen), &place, hangs_after).unwrap();
            board.goes_on();
            let address = board.0.as_ref().unwrap().panel.pages.address();
            // A millisecond passes between the turn and the question, if not between the first two.
            let mut answers = (0..1_000).map(|_| get(address, "/healthz"));
            let answer = answers.find(|answer| answer.contains(status));
            assert!(answer.is_some(), "never {status}");
            board.close();
            assert!(TcpStream::connect(address).is_err(), "it has ended");
        }
    }
}
