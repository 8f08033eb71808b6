//! What a scheduler does and passes over, and how the environment stands that it drills.

use std::collections::BTreeMap;

use super::page::{Family, Page};
use super::standing::{DrillEnd, count, seconds, tell_ends, tell_expected, tell_owed};
use super::watched::BUILD;
use crate::base::ServerTime;
use crate::world::Standing;

const TURNED: Family = Family::gauge(
    "firedrill_schedule_last_turn_timestamp_seconds",
    "When the scheduler last decided what to do, in Unix time; not while a drill runs.",
);
const NEXT: Family = Family::gauge(
    "firedrill_schedule_next_run_timestamp_seconds",
    "When the drill begins next by its schedule and the calendar, in Unix time; absent if never.",
);
const RUNNING: Family = Family::gauge(
    "firedrill_schedule_drill_running",
    "1 while the drill runs.",
);
const SKIPPED: Family = Family::counter(
    "firedrill_schedule_skipped_total",
    "Times that the drill was due and was not run, by reason; `missed` if nobody was there to run it.",
);
const BLOCKED: Family = Family::gauge(
    "firedrill_schedule_blocked",
    "1 while nothing is started since what an earlier run left cannot be put back.",
);
const UNSEEN: Family = Family::gauge(
    "firedrill_schedule_standing_unknown",
    "1 if the scheduler cannot see what is owed in the environment.",
);

/// What a scheduler does, as of its last turn.
#[derive(Clone, Debug, Default)]
pub struct Scheduled {
    /// When that was.
    pub turned: ServerTime,
    /// The drills that it runs.
    pub drills: Vec<ScheduledDrill>,
    /// How many times each drill was passed over since the scheduler began, by reason.
    pub skipped: BTreeMap<(String, &'static str), u64>,
    /// The drill that runs now.
    pub running: Option<String>,
    /// Whether nothing is started since something is owed that cannot be put back.
    pub is_blocked: bool,
}

/// A drill that a scheduler runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledDrill {
    /// Its name.
    pub name: String,
    /// When it begins next.
    pub next: Option<ServerTime>,
    /// How it ended last, by the scheduler's own history.
    pub last: Option<DrillEnd>,
}

impl Scheduled {
    /// The page that Prometheus reads, with how the environment stands as far as that was seen; none
    /// if somebody who should have said it did not.
    pub fn page(&self, standing: Option<&Standing>) -> String {
        let mut page = Page::default();
        page.each(&BUILD, [([("version", env!("CARGO_PKG_VERSION"))], 1.0)]);
        page.one(&TURNED, seconds(self.turned));
        page.one(&BLOCKED, count(usize::from(self.is_blocked)));
        let drills = || self.drills.iter();
        tell_expected(&mut page, drills().map(|drill| &*drill.name));
        let next = drills().filter_map(|drill| {
            let labels = [("drill", &*drill.name)];
            Some((labels, seconds(drill.next?)))
        });
        page.each(&NEXT, next);
        let running = drills().map(|drill| {
            let is_running = self.running.as_ref() == Some(&drill.name);
            ([("drill", &*drill.name)], count(usize::from(is_running)))
        });
        page.each(&RUNNING, running);
        let skipped = self.skipped.iter().map(|((drill, reason), times)| {
            let times = usize::try_from(*times).unwrap_or(usize::MAX);
            ([("drill", &**drill), ("reason", *reason)], count(times))
        });
        page.each(&SKIPPED, skipped);
        page.one(&UNSEEN, count(usize::from(standing.is_none())));
        if let Some(standing) = standing {
            tell_owed(&mut page, standing);
        }
        tell_ends(&mut page, &self.ends(standing));
        page.text()
    }

    /// How drills ended last: by the history, or by what others left at the platform since.
    fn ends(&self, standing: Option<&Standing>) -> Vec<DrillEnd> {
        let own = self.drills.iter().filter_map(|drill| drill.last.clone());
        let kept = standing.and_then(|standing| standing.ended.as_ref().ok());
        let kept = kept.into_iter().flatten().map(DrillEnd::from);
        let mut ends: BTreeMap<String, DrillEnd> = BTreeMap::new();
        for end in own.chain(kept) {
            let passed = ends.get(&end.drill).and_then(|known| known.passed);
            let later = ends
                .get(&end.drill)
                .is_none_or(|known| known.ended <= end.ended);
            let newest = passed.max(end.passed);
            let drill = end.drill.clone();
            if later {
                ends.insert(drill.clone(), end);
            }
            ends.entry(drill).and_modify(|end| end.passed = newest);
        }
        ends.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{RunEnd, RunId};

    fn unix(seconds: i64) -> ServerTime {
        ServerTime::from_unix_ms(1_767_225_600_000 + seconds * 1_000)
    }

    fn scheduled() -> Scheduled {
        let last = |drill: &str, outcome: &str, passed| DrillEnd {
            drill: drill.to_owned(),
            outcome: outcome.to_owned(),
            ended: unix(100),
            passed,
        };
        let drill = |name: &str, next, last| ScheduledDrill {
            name: name.to_owned(),
            next,
            last,
        };
        Scheduled {
            turned: unix(200),
            drills: vec![
                drill(
                    "a",
                    Some(unix(3_600)),
                    Some(last("a", "fail", Some(unix(50)))),
                ),
                drill("b", None, None),
            ],
            skipped: [
                (("a".to_owned(), "calendar"), 3),
                (("b".to_owned(), "missed"), 1),
            ]
            .into(),
            running: Some("b".to_owned()),
            is_blocked: false,
        }
    }

    fn has(page: &str, line: &str) {
        assert!(
            page.lines().any(|one| one == line),
            "no `{line}` in\n{page}"
        );
    }

    #[test]
    fn a_page_says_when_each_drill_runs_next_how_it_ended_and_what_was_passed_over() {
        let page = scheduled().page(None);
        for line in [
            "firedrill_schedule_last_turn_timestamp_seconds 1767225800",
            "firedrill_schedule_next_run_timestamp_seconds{drill=\"a\"} 1767229200",
            "firedrill_schedule_drill_running{drill=\"a\"} 0",
            "firedrill_schedule_drill_running{drill=\"b\"} 1",
            "firedrill_schedule_skipped_total{drill=\"a\",reason=\"calendar\"} 3",
            "firedrill_schedule_skipped_total{drill=\"b\",reason=\"missed\"} 1",
            "firedrill_schedule_blocked 0",
            "firedrill_schedule_standing_unknown 1",
            "firedrill_drill_expected{drill=\"b\"} 1",
            "firedrill_drill_last_run_timestamp_seconds{drill=\"a\"} 1767225700",
            "firedrill_drill_last_pass_timestamp_seconds{drill=\"a\"} 1767225650",
            "firedrill_drill_last_outcome{drill=\"a\",outcome=\"fail\"} 1",
        ] {
            has(&page, line);
        }
        assert!(!page.contains("next_run_timestamp_seconds{drill=\"b\"}"));
        assert!(!page.contains("firedrill_debts_owed"), "nobody has looked");
        // Else a recoverer that is gone would not be missed.
        assert!(!page.contains("firedrill_last_look_timestamp_seconds"));
    }

    #[test]
    fn what_others_ran_since_counts_and_what_they_ran_before_does_not() {
        let mut standing = Standing::of(unix(300), []);
        let ended = |drill: &str, outcome: &str, ended, passed| RunEnd {
            drill: drill.to_owned(),
            run: RunId("run".into()),
            outcome: outcome.to_owned(),
            ended,
            passed,
        };
        standing.ended = Ok(vec![
            ended("a", "error", unix(99), Some(unix(98))),
            ended("b", "pass", unix(250), Some(unix(250))),
        ]);
        let page = scheduled().page(Some(&standing));
        has(&page, "firedrill_debts_owed 0");
        has(&page, "firedrill_schedule_standing_unknown 0");
        has(
            &page,
            "firedrill_drill_last_outcome{drill=\"a\",outcome=\"fail\"} 1",
        );
        has(
            &page,
            "firedrill_drill_last_pass_timestamp_seconds{drill=\"a\"} 1767225698",
        );
        has(
            &page,
            "firedrill_drill_last_outcome{drill=\"b\",outcome=\"pass\"} 1",
        );
    }
}
