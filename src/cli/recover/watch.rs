//! `firedrill recover --watch`: puts back what runs leave, for as long as it runs.

use std::collections::BTreeSet;
use std::io;

use super::aloud;
use crate::base::{At, Duration};
use crate::cli::arguments::RecoverArguments;
use crate::cli::exit::Exit;
use crate::cli::{speak, world};
use crate::drill::debt::DebtEvent;
use crate::drill::{
    Abandoned, Life, Outcome, Record, RecoverEvent, Recovered, Watch, WatchEvent, WatchSettings,
    drive,
};
use crate::live::{Pages, Settings};
use crate::report::Watched;
use crate::spec::Target;
use crate::world::{ReceiptId, Standing};

/// Longer than any pause and any call: without a step for this long, something hangs.
const HANGS_AFTER: Duration = Duration::from_mins(2);

/// Watches a target until somebody asks it to end.
pub(super) fn watch(arguments: &RecoverArguments, target: &Target, settings: &Settings) -> Exit {
    let mut watch = Watch::new(WatchSettings {
        every: arguments.every,
        ..WatchSettings::default()
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let watched = runtime
        .map_err(|error| format!("the runtime cannot start: {error}"))
        .and_then(|runtime| {
            runtime.block_on(async {
                let mut live = world::start_live(settings).await?;
                let pages = match arguments.listen {
                    Some(listen) => Some(
                        Pages::open(listen, HANGS_AFTER)
                            .await
                            .map_err(|error| error.to_string())?,
                    ),
                    None => None,
                };
                let watched = Watched::expecting(arguments.expect.clone());
                let mut record = Told::new(&target.name, pages, watched);
                drive(&mut watch, &mut live, &mut record).await;
                live.close().await;
                if let Some(pages) = record.pages {
                    pages.close().await;
                }
                Ok::<bool, String>(record.watched.left_behind())
            })
        });
    match watched {
        Err(why) => {
            speak::say(&format!("error: {why}"));
            Exit::Drilled(Outcome::Error)
        }
        Ok(true) => Exit::Drilled(Outcome::LeftBehind),
        Ok(false) => Exit::Pass,
    }
}

/// Says what changes, and shows all of it on the pages.
struct Told<'a> {
    target: &'a str,
    pages: Option<Pages>,
    watched: Watched,
    /// What was said to be owed, or not to be understood.
    said: BTreeSet<String>,
    /// Since when nobody answers, and what was said of that.
    blind: Option<(At, String)>,
    /// What could not be put back when it was tried last.
    stuck: Option<Recovered>,
    began: bool,
}

impl<'a> Told<'a> {
    fn new(target: &'a str, pages: Option<Pages>, watched: Watched) -> Self {
        if let Some(pages) = &pages {
            let address = pages.address();
            speak::say(&format!("metrics: http://{address}/metrics"));
        }
        Self {
            target,
            pages,
            watched,
            said: BTreeSet::new(),
            blind: None,
            stuck: None,
            began: false,
        }
    }

    fn say(&mut self, at: At, event: &WatchEvent) {
        match event {
            WatchEvent::Looked { standing, life } => self.say_look(at, standing, life),
            WatchEvent::Blind { why, pause } => self.say_blind(at, why, *pause),
            // What cannot be put back is told once, and not with every look.
            WatchEvent::Owes(_) | WatchEvent::Died(_) if self.stuck.is_some() => {}
            WatchEvent::Recovery(step) if self.stuck.is_some() && !is_settled(step) => {}
            WatchEvent::Owes(owed) => {
                for one in owed {
                    speak::say(&why_now(one));
                }
            }
            WatchEvent::Died(run) => speak::say(&format!(
                "run {run} is dead: it has not renewed the lock for as long as that is valid; what \
                 it left is put back, and the lock is freed"
            )),
            // What is owed was said when it was seen.
            WatchEvent::Recovery(RecoverEvent::Owed(_)) => {}
            WatchEvent::Recovery(step) => aloud::say(step),
            WatchEvent::Recovered(outcome) => self.say_outcome(outcome),
            WatchEvent::Ends(by) => speak::say(&format!("{by}: it ends")),
        }
    }

    fn say_outcome(&mut self, outcome: &Recovered) {
        if self.stuck.as_ref() != Some(outcome) {
            say_outcome(outcome);
        }
        self.stuck = match outcome {
            Recovered::LeftBehind(_) | Recovered::Unknown(_) => Some(outcome.clone()),
            Recovered::Clean(_) | Recovered::Alive(_) => None,
        };
    }

    fn say_look(&mut self, at: At, standing: &Standing, life: &Life) {
        if let Some((since, _)) = self.blind.take() {
            let away = at.since(since).short();
            speak::say(&format!("there is an answer again, after {away}"));
        }
        let owed = standing.debts.iter().map(|debt| {
            let receipt = &debt.receipt;
            format!("owed: {} ({})", receipt.change.place, receipt.id)
        });
        let strange = standing.unreadable.iter().map(|(name, why)| {
            format!("LEFT BEHIND `{name}` is not understood, and nobody puts it back: {why}")
        });
        let silent = standing.silent.iter().map(|(name, why)| {
            format!(
                "LEFT BEHIND? {name} does not answer, and what was broken there may still be: {why}"
            )
        });
        let unknown = match life {
            Life::Unknown(why) => Some(format!(
                "who holds the lock is not known, so that only what is past its deadline is put back: \
                 {why}"
            )),
            Life::Free | Life::Unclear { .. } | Life::Alive(_) | Life::Dead(_) => None,
        };
        let now = owed.chain(strange).chain(silent).chain(unknown);
        let now: BTreeSet<String> = now.collect();
        for line in now.difference(&self.said) {
            speak::say(line);
        }
        self.said = now;
        if !std::mem::replace(&mut self.began, true) {
            let lock = match (life.holder(), life) {
                (Some(run), _) => format!("run {run} holds the lock"),
                (None, Life::Unknown(_)) => "who holds the lock is not known".to_owned(),
                (None, _) => "the lock is free".to_owned(),
            };
            speak::say(&format!(
                "watching {}: {} owed; {lock}",
                self.target,
                standing.debts.len()
            ));
        }
    }

    fn say_blind(&mut self, at: At, why: &str, pause: Duration) {
        let since = match &self.blind {
            Some((_, said)) if said == why => return,
            Some((since, _)) => *since,
            None => at,
        };
        self.blind = Some((since, why.to_owned()));
        speak::say(&format!(
            "{}: what is owed cannot be told: {why}; looking again after {}",
            self.target,
            pause.short()
        ));
    }
}

impl Record<WatchEvent> for Told<'_> {
    fn append(&mut self, at: At, events: Vec<WatchEvent>) -> io::Result<()> {
        for event in &events {
            self.watched.absorb(at, event);
            self.say(at, event);
        }
        if let Some(pages) = &self.pages {
            pages.goes_on();
            if !events.is_empty() {
                pages.show(&self.watched.page());
            }
        }
        Ok(())
    }
}

fn is_settled(step: &RecoverEvent) -> bool {
    matches!(step, RecoverEvent::Debt(debt) if matches!(**debt, DebtEvent::Settled { .. }))
}

fn why_now(Abandoned { receipt, overdue }: &Abandoned) -> String {
    let ReceiptId(id) = &receipt.id;
    match overdue {
        Some(late) => format!(
            "{id}: {} past its deadline, and still owed: it is put back",
            late.short()
        ),
        None => format!(
            "{id}: run {} does not hold the lock any more, and left this: it is put back",
            receipt.id.run()
        ),
    }
}

fn say_outcome(outcome: &Recovered) {
    match outcome {
        // A lock was freed, or somebody else was faster.
        Recovered::Clean(0) => speak::say("nothing is owed by it any more"),
        Recovered::Clean(1) => speak::say("1 change put back"),
        Recovered::Clean(settled) => speak::say(&format!("{settled} changes put back")),
        Recovered::LeftBehind(what) => speak::say(&format!(
            "LEFT BEHIND: a fault may still be in place, and is tried again and again\n  {}",
            what.join("\n  ")
        )),
        Recovered::Alive(run) => {
            speak::say(&format!("run {run} is alive, and puts back by itself"));
        }
        Recovered::Unknown(why) => {
            speak::say(&format!("it is tried again with the next look: {why}"));
        }
    }
}
