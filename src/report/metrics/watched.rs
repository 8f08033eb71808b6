//! What a watch has seen and done so far.

use super::page::{Family, Page};
use super::standing::{count, tell_expected, tell_standing};
use crate::base::{At, Duration, ServerTime};
use crate::drill::debt::DebtEvent;
use crate::drill::{Life, RecoverEvent, Recovered, WatchEvent};
use crate::world::{RunId, Standing};

const LOOKED: Family = Family::gauge(
    "firedrill_last_look_timestamp_seconds",
    "When the recoverer last saw how the whole environment stands, in Unix time by its keeper's clock; 0 \
     if never.",
);
const BLIND: Family = Family::counter(
    "firedrill_looks_failed_total",
    "Looks that somebody did not answer.",
);
const PUT_BACK: Family = Family::counter(
    "firedrill_put_back_total",
    "Changes that the recoverer settled in the place of their runs.",
);
const LEFT: Family = Family::gauge(
    "firedrill_left_behind",
    "Changes that the recoverer could not put back when it tried last.",
);
const DIED: Family = Family::counter("firedrill_dead_runs_total", "Runs that died with the lock.");
const HELD: Family = Family::gauge(
    "firedrill_lock_held_seconds",
    "How long the recoverer has seen the same run hold the lock; 0 if it is free.",
);
const DEAD: Family = Family::gauge(
    "firedrill_lock_holder_dead",
    "1 if the run that holds the lock does not renew it.",
);
pub(super) const BUILD: Family = Family::gauge(
    "firedrill_build_info",
    "1, with the version of the program.",
);

/// What a watch has seen and done so far, as of its last look.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    standing: Option<Standing>,
    /// When everybody answered last.
    looked: ServerTime,
    /// Who holds the lock, since when as far as it was seen, and until when.
    held: Option<(RunId, At, At)>,
    is_dead: bool,
    failed: usize,
    put_back: usize,
    left: usize,
    died: usize,
    /// The run that died last.
    dead: Option<RunId>,
    /// The drills that are to be run by themselves.
    expected: Vec<String>,
}

impl Watched {
    /// A watch that has seen nothing yet, where these drills are to be run by themselves.
    pub fn expecting(drills: Vec<String>) -> Self {
        Self {
            expected: drills,
            ..Self::default()
        }
    }

    /// Takes what happened at a moment of the watch's timeline.
    pub fn absorb(&mut self, at: At, event: &WatchEvent) {
        match event {
            WatchEvent::Looked { standing, life } => {
                let is_whole = standing.silent.is_empty();
                if is_whole && standing.debts.is_empty() {
                    // Somebody has put back by hand what we could not.
                    self.left = 0;
                }
                if is_whole && !matches!(life, Life::Unknown(_)) {
                    self.looked = standing.now;
                } else {
                    self.failed += 1;
                }
                self.standing = Some((**standing).clone());
                self.hold(at, life);
            }
            WatchEvent::Blind { .. } => self.failed += 1,
            // A lock that cannot be freed is found with every look.
            WatchEvent::Died(run) => {
                if self.dead.replace(run.clone()).as_ref() != Some(run) {
                    self.died += 1;
                }
            }
            WatchEvent::Recovery(RecoverEvent::Debt(debt)) => {
                if let DebtEvent::Settled { .. } = **debt {
                    self.put_back += 1;
                }
            }
            WatchEvent::Recovered(Recovered::LeftBehind(what)) => self.left = what.len(),
            WatchEvent::Recovered(Recovered::Clean(_)) => self.left = 0,
            WatchEvent::Recovered(Recovered::Alive(_) | Recovered::Unknown(_))
            | WatchEvent::Recovery(RecoverEvent::Watching(..) | RecoverEvent::Owed(_))
            | WatchEvent::Owes(_)
            | WatchEvent::Ends(_) => {}
        }
    }

    fn hold(&mut self, at: At, life: &Life) {
        if matches!(life, Life::Unknown(_)) {
            return;
        }
        self.is_dead = matches!(life, Life::Dead(_));
        let before = self.held.take();
        self.held = life.holder().map(|holder| {
            let since = before.and_then(|(run, since, _)| (run == *holder).then_some(since));
            (holder.clone(), since.unwrap_or(at), at)
        });
    }

    /// Whether the last try left something that may still be broken, or somebody who may keep such a thing
    /// did not answer the last look.
    pub fn left_behind(&self) -> bool {
        let standing = self.standing.as_ref();
        self.left > 0 || standing.is_some_and(|standing| !standing.silent.is_empty())
    }

    /// The page that Prometheus reads.
    pub fn page(&self) -> String {
        let mut page = Page::default();
        let version = ("version", env!("CARGO_PKG_VERSION"));
        page.each(&BUILD, [([version], 1.0)]);
        let looked = self.looked.since(ServerTime::default());
        page.one(&LOOKED, looked.secs_f64());
        page.one(&BLIND, count(self.failed));
        page.one(&PUT_BACK, count(self.put_back));
        page.one(&LEFT, count(self.left));
        page.one(&DIED, count(self.died));
        tell_expected(&mut page, self.expected.iter().map(String::as_str));
        if let Some(standing) = &self.standing {
            let held = self.held.as_ref();
            let held = held.map_or(Duration::ZERO, |(_, since, until)| until.since(*since));
            page.one(&HELD, held.secs_f64());
            page.one(&DEAD, count(usize::from(self.is_dead)));
            tell_standing(&mut page, standing);
        }
        page.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::debt::Settlement;
    use crate::world::{Change, Content, Debt, Place, Receipt, ReceiptId, RunEnd};

    fn unix(seconds: i64) -> ServerTime {
        ServerTime::from_unix_ms(1_767_225_600_000 + seconds * 1_000)
    }

    fn looked(life: Life) -> WatchEvent {
        let place = Place::Toxic {
            proxy: "provider-primary".into(),
        };
        let owed = Receipt {
            format: Receipt::FORMAT,
            id: ReceiptId("run.1".into()),
            drill: "provider-blackhole".into(),
            change: Change {
                place,
                before: Content::Absent,
                ours: Content::Absent,
            },
            uid: "u".into(),
            deadline: unix(-30),
            undo: "type this".into(),
        };
        WatchEvent::Looked {
            standing: Box::new(Standing {
                now: unix(0),
                debts: vec![
                    Debt {
                        receipt: owed.clone(),
                        since: Some(unix(-90)),
                    },
                    Debt {
                        receipt: Receipt {
                            deadline: unix(30),
                            ..owed
                        },
                        since: None,
                    },
                ],
                unreadable: vec![("ai/x".into(), "odd".into())],
                silent: Vec::new(),
                ended: Ok(vec![RunEnd {
                    drill: "cache-disable".into(),
                    run: RunId("run".into()),
                    outcome: "left-behind".into(),
                    ended: unix(-60),
                    passed: None,
                }]),
            }),
            life,
        }
    }

    fn has(page: &str, line: &str) {
        assert!(page.lines().any(|one| one == line), "{line}\n{page}");
    }

    #[test]
    fn a_watch_that_has_seen_nothing_says_so_and_tells_of_no_debts() {
        let mut watched = Watched::default();
        let blind = WatchEvent::Blind {
            why: "away".into(),
            pause: Duration::from_secs(10),
        };
        watched.absorb(At::START, &blind);
        let page = watched.page();
        has(&page, "firedrill_last_look_timestamp_seconds 0");
        has(&page, "firedrill_looks_failed_total 1");
        assert!(!page.contains("firedrill_debts_owed"), "{page}");
    }

    #[test]
    fn what_is_owed_overdue_and_not_understood_is_counted() {
        let mut watched = Watched::default();
        watched.absorb(At::START, &looked(Life::Free));
        let page = watched.page();
        for line in [
            "firedrill_last_look_timestamp_seconds 1767225600",
            "firedrill_debts_owed 2",
            "firedrill_debts_overdue 1",
            "firedrill_debts_unreadable 1",
            "firedrill_keepers_silent 0",
            "firedrill_oldest_debt_age_seconds 90",
            "firedrill_most_overdue_seconds 30",
            "firedrill_lock_held_seconds 0",
            "firedrill_drills_unknown 0",
            "firedrill_drill_last_run_timestamp_seconds{drill=\"cache-disable\"} 1767225540",
            "firedrill_drill_last_outcome{drill=\"cache-disable\",outcome=\"left-behind\"} 1",
            "firedrill_drill_last_outcome{drill=\"cache-disable\",outcome=\"pass\"} 0",
        ] {
            has(&page, line);
        }
        assert!(!page.contains("last_pass_timestamp_seconds{"), "{page}");
    }

    #[test]
    fn a_lock_is_held_for_as_long_as_the_same_run_is_seen_with_it() {
        let mut watched = Watched::default();
        let run = |name: &str| RunId(name.into());
        watched.absorb(At::START, &looked(Life::Alive(run("a"))));
        watched.absorb(At::from_ms(10_000), &looked(Life::Alive(run("b"))));
        watched.absorb(At::from_ms(40_000), &looked(Life::Dead(run("b"))));
        let page = watched.page();
        has(&page, "firedrill_lock_held_seconds 30");
        has(&page, "firedrill_lock_holder_dead 1");
    }

    #[test]
    fn a_drill_that_is_expected_is_told_whether_it_ever_ran_or_not() {
        let watched = Watched::expecting(vec!["a".into(), "b".into()]);
        has(&watched.page(), "firedrill_drill_expected{drill=\"a\"} 1");
        has(&watched.page(), "firedrill_drill_expected{drill=\"b\"} 1");
    }

    #[test]
    fn a_look_that_somebody_does_not_answer_is_none_of_the_whole() {
        let mut watched = Watched::default();
        watched.absorb(At::START, &looked(Life::Alive(RunId("a".into()))));
        let later = |life, silent: bool| {
            let WatchEvent::Looked { mut standing, life } = looked(life) else {
                unreachable!()
            };
            standing.now = unix(600);
            standing.debts.clear();
            let toxiproxy = ("Toxiproxy".into(), "could not be reached".into());
            standing.silent = silent.then_some(toxiproxy).into_iter().collect();
            WatchEvent::Looked { standing, life }
        };
        watched.absorb(At::from_ms(5_000), &later(Life::Free, true));
        assert!(watched.left_behind(), "what it keeps may be in place");
        let page = watched.page();
        has(&page, "firedrill_keepers_silent 1");
        has(&page, "firedrill_looks_failed_total 1");
        let first = "firedrill_last_look_timestamp_seconds 1767225600";
        has(&page, first);
        let unknown = Life::Unknown("the API server does not answer".into());
        watched.absorb(At::from_ms(9_000), &later(unknown, false));
        assert!(!watched.left_behind());
        let page = watched.page();
        has(&page, first);
        has(&page, "firedrill_looks_failed_total 2");
        watched.absorb(At::from_ms(9_000), &later(Life::Free, false));
        has(
            &watched.page(),
            "firedrill_last_look_timestamp_seconds 1767226200",
        );
    }

    #[test]
    fn what_was_put_back_and_what_could_not_be_is_counted() {
        let mut watched = Watched::default();
        let settled = DebtEvent::Settled {
            id: ReceiptId("run.1".into()),
            settlement: Settlement::Restored,
        };
        let settled = RecoverEvent::Debt(Box::new(settled));
        watched.absorb(At::START, &WatchEvent::Recovery(settled));
        let left = Recovered::LeftBehind(vec!["x".into(), "y".into()]);
        watched.absorb(At::START, &WatchEvent::Recovered(left));
        assert!(watched.left_behind());
        let page = watched.page();
        has(&page, "firedrill_put_back_total 1");
        has(&page, "firedrill_left_behind 2");
        let WatchEvent::Looked { standing, life } = looked(Life::Free) else {
            unreachable!()
        };
        let mut paid = standing.clone();
        paid.debts.clear();
        for (standing, left) in [(standing, true), (paid, false)] {
            let life = life.clone();
            watched.absorb(At::START, &WatchEvent::Looked { standing, life });
            assert_eq!(watched.left_behind(), left, "somebody put it back by hand");
        }
    }
}
