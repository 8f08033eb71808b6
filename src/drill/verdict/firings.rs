//! Every stretch in which an alert fired: one that flaps is another thing than one that fires.

use super::Case;
use crate::base::{At, Duration, Labels};
use crate::drill::measure::alert_firing;
use crate::drill::plan::PlannedAlert;
use crate::spec::drill::AlertPromise;
use crate::world::Series;

/// A stretch in which an alert fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Firing {
    /// The first moment at which it was seen to fire.
    pub(super) from: At,
    /// The first at which it was seen not to any more; none if that was never seen.
    pub(super) to: Option<At>,
}

/// The stretches in which an alert of a promise fired, oldest first, the time before the fault
/// among them.
///
/// They are read from Prometheus' own series `ALERTS` where that was answered, else from the looks.
pub(super) fn all(case: &Case, promise: &AlertPromise, planned: &PlannedAlert) -> Vec<Firing> {
    let name = format!("ALERTS of {}", promise.alert);
    let recorded = case.seen.ranges.get(&name);
    let recorded = recorded.filter(|seen| !seen.value.is_empty());
    match (recorded, &case.plan.facts.prometheus_clock) {
        (Some(series), Ok(clock)) => {
            let scrape = case.plan.facts.scrape_interval.clone().unwrap_or_default();
            let step = planned.interval.min(scrape);
            let ours = series.value.iter().filter(|series| {
                series.labels.get("alertstate") == "firing"
                    && series.labels.contains(&wanted(&promise.labels))
            });
            stretches(ours, step, |point| clock.at(point), series.at)
        }
        _ => looked_at(case, promise),
    }
}

/// `ALERTS` has the alert's labels, and those that the promise names are among them.
fn wanted(labels: &Labels) -> Labels {
    labels.filtered(|name| name != "alertname")
}

/// Points that follow one another at the query's own step belong together.
fn stretches<'a>(
    series: impl Iterator<Item = &'a Series>,
    step: Duration,
    at: impl Fn(crate::base::ServerTime) -> At,
    asked: At,
) -> Vec<Firing> {
    let mut moments: Vec<At> = series
        .flat_map(|series| series.points.iter().map(|point| at(point.at)))
        .collect();
    moments.sort();
    let gap = step + Duration::from_ms(step.ms() / 2);
    let mut all: Vec<Firing> = Vec::new();
    let mut last = At::START;
    for moment in moments {
        match all.last_mut() {
            Some(_) if moment.since(last) <= gap => {}
            Some(before) => {
                before.to = Some(last + step);
                all.push(Firing {
                    from: moment,
                    to: None,
                });
            }
            None => all.push(Firing {
                from: moment,
                to: None,
            }),
        }
        last = moment;
    }
    if let Some(before) = all.last_mut() {
        before.to = (asked.since(last) > gap).then(|| last + step);
    }
    all
}

/// A look holds until the next one that differs.
fn looked_at(case: &Case, promise: &AlertPromise) -> Vec<Firing> {
    let mut all: Vec<Firing> = Vec::new();
    let mut fires = false;
    for look in &case.seen.alerts {
        let now = alert_firing(&look.value, &promise.alert, &promise.labels);
        match (fires, now) {
            (false, true) => all.push(Firing {
                from: look.at,
                to: None,
            }),
            (true, false) => {
                if let Some(last) = all.last_mut() {
                    last.to = Some(look.at);
                }
            }
            (false, false) | (true, true) => {}
        }
        fires = now;
    }
    all
}

impl Case<'_> {
    /// Whether a stretch began before the fault: then it tells of something else.
    pub(super) fn is_older(&self, firing: &Firing) -> bool {
        let error = self.plan.facts.prometheus_clock.as_ref();
        let error = error.map_or(Duration::ZERO, |clock| clock.error);
        firing.from < self.injected - error
    }

    /// Whether an alert that began to fire before the fault went on into it.
    pub(super) fn fired_before(&self, firings: &[Firing]) -> Option<Firing> {
        let mut older = firings.iter().filter(|firing| self.is_older(firing));
        older
            .find(|firing| firing.to.is_none_or(|to| to > self.injected))
            .copied()
    }

    /// How often it began to fire while the fault was there, and stopped again before it was gone.
    pub(super) fn fired_and_stopped(&self, firings: &[Firing]) -> usize {
        firings
            .iter()
            .filter(|firing| !self.is_older(firing) && firing.from < self.end)
            .filter(|firing| firing.to.is_some_and(|to| to < self.end))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ServerTime;
    use crate::world::Point;

    #[test]
    fn points_with_a_gap_between_them_are_two_stretches() {
        let points = [0, 15, 30, 75, 90].map(|second| Point {
            at: ServerTime::from_unix_ms(second * 1_000),
            value: 1.0,
        });
        let series = Series {
            labels: Labels::empty(),
            points: points.to_vec(),
        };
        let step = Duration::from_secs(15);
        let at = |time: ServerTime| At::from_ms(time.unix_ms());
        let seconds = |second: i64| At::from_ms(second * 1_000);
        let first = Firing {
            from: seconds(0),
            to: Some(seconds(45)),
        };
        let second = |to| Firing {
            from: seconds(75),
            to,
        };
        let asked = |second: i64| stretches([&series].into_iter(), step, at, seconds(second));
        assert_eq!(asked(95), [first, second(None)], "it may fire still");
        assert_eq!(asked(200), [first, second(Some(seconds(105)))]);
    }
}
