//! A promise names the records that decided it, and these say what it says.

use firedrill::base::At;
use firedrill::drill::journal::{Event, Observed, range_of};
use firedrill::drill::measure::alert_firing;
use firedrill::drill::verdict::{Promise, Verdict, judge};
use firedrill::drill::{Code, Outcome};
use firedrill::embedded::Weakness;
use firedrill::embedded::platform::Weakness as OfPlatform;

use super::stage::{brief, drill, run, world};

/// More than this many nobody looks up.
const MOST: usize = 4;

struct Told {
    verdict: Verdict,
    journal: Vec<(At, Event)>,
    seen: Observed,
}

impl Told {
    fn of(weaknesses: &[Weakness]) -> Self {
        Self::of_drill("provider-blackhole", weaknesses)
    }

    fn of_drill(name: &str, weaknesses: &[Weakness]) -> Self {
        let (verdict, journal) = run(&mut world(1, weaknesses), brief(drill(name)));
        let mut seen = Observed::default();
        for (at, event) in &journal {
            seen.absorb(*at, event);
        }
        Self {
            verdict,
            journal,
            seen,
        }
    }

    fn promise(&self, begins: &str) -> &Promise {
        let mut promises = self.verdict.promises.iter();
        let found = promises.find(|one| one.promise.starts_with(begins));
        found.unwrap_or_else(|| panic!("{begins}: {:#?}", self.verdict.promises))
    }

    /// Records are counted from 1.
    fn record(&self, number: u64) -> &(At, Event) {
        &self.journal[usize::try_from(number).expect("a small number") - 1]
    }

    /// The due times of the requests in the first and the last record of requests.
    fn requests(&self, promise: &Promise) -> (At, At) {
        let mut dues = Vec::new();
        for number in &promise.evidence {
            if let Event::Shots { shots } = &self.record(*number).1 {
                dues.extend(shots.iter().map(|shot| shot.due));
            }
        }
        let (first, last) = (dues.iter().min(), dues.iter().max());
        (*first.expect("requests"), *last.expect("requests"))
    }

    fn moment(ms: Option<i64>) -> At {
        At::from_ms(ms.expect("a moment"))
    }
}

#[test]
fn every_promise_that_was_judged_names_a_few_records() {
    for weaknesses in [
        &[][..],
        &[Weakness::Platform(OfPlatform::NoFallback)],
        &[Weakness::AlertNeverMatches],
    ] {
        let told = Told::of(weaknesses);
        for promise in &told.verdict.promises {
            let evidence = &promise.evidence;
            assert!(evidence.len() <= MOST, "{promise:?}");
            assert!(evidence.iter().all(|number| *number <= told.seen.records));
            // That nobody was paged is in no record.
            let by_absence = promise.promise.starts_with("no other alert pages");
            let judged = promise.code.is_some() || !promise.seen.contains("there was no");
            let silent = promise.seen.contains("the alert did not fire")
                || promise.seen.contains("it did not fire");
            if judged && !by_absence && !silent {
                assert!(!evidence.is_empty(), "{promise:?}");
            }
        }
    }
}

#[test]
fn promises_to_callers_name_the_requests_of_the_stretch_that_decided() {
    let told = Told::of(&[]);
    let moments = told.verdict.moments;
    let (injected, effective) = (
        Told::moment(moments.injected_ms),
        Told::moment(moments.effective_ms),
    );
    let (mitigated, put_back) = (
        Told::moment(moments.mitigated_ms),
        Told::moment(moments.put_back_ms),
    );
    for (begins, from) in [
        ("fallback_share", effective),
        ("success", mitigated),
        ("p95", mitigated),
        ("bad seconds", injected),
    ] {
        let (first, last) = told.requests(told.promise(begins));
        // A record holds the requests that ended within a second or so, whenever they were due.
        let slack = firedrill::base::Duration::from_secs(31);
        assert!(
            first <= from && from <= first + slack,
            "{begins}: {first} {from}"
        );
        assert!(
            last + slack >= put_back && last <= put_back + slack,
            "{begins}"
        );
    }
    let mitigation = told.promise("fallback_share").evidence[0];
    let Event::Probed { sent, outcome, .. } = &told.record(mitigation).1 else {
        panic!(
            "the effect is shown by a probe: {:?}",
            told.record(mitigation)
        );
    };
    assert!(*sent == effective && !outcome.is_ok());
    let recovery = told.promise("service is back");
    let restored = Told::moment(moments.restored_ms);
    assert_eq!(told.record(recovery.evidence[0]).0, restored);
    assert!(told.requests(recovery).1 >= restored);
}

#[test]
fn an_alert_that_fired_names_the_record_in_which_it_was_first_seen_firing() {
    let told = Told::of(&[]);
    let promised = &told.seen.plan.as_deref().expect("a plan").alerts[0];
    let fires = |event: &Event| {
        matches!(event, Event::Alerts { alerts }
            if alert_firing(alerts, &promised.alert, &promised.labels))
    };
    let first = told.journal.iter().position(|(_, event)| fires(event));
    let first = u64::try_from(first.expect("it fires")).expect("a small number") + 1;
    assert_eq!(told.promise("FallbackServing fires").evidence, [first]);
    let paged = told.promise("FallbackServing pages").evidence[0];
    assert!(matches!(told.record(paged).1, Event::Paged { .. }));
}

#[test]
fn an_alert_that_did_not_fire_names_the_last_look_and_what_prometheus_recorded() {
    let told = Told::of(&[Weakness::AlertNeverMatches]);
    let evidence = &told.promise("FallbackServing fires").evidence;
    let injected = told.seen.injected.as_ref().expect("a fault").record;
    assert!(evidence[0] < evidence[1], "{evidence:?}");
    assert!(matches!(told.record(evidence[0]).1, Event::Alerts { .. }));
    let names: Vec<&str> = evidence[1..]
        .iter()
        .map(|number| {
            let Event::Ranged { name, .. } = &told.record(*number).1 else {
                panic!("{:?}", told.record(*number));
            };
            &**name
        })
        .collect();
    assert_eq!(
        names,
        ["expression of FallbackServing", "ALERTS of FallbackServing"]
    );
    assert!(evidence.iter().skip(1).all(|number| *number > injected));
}

/// What the run would have come to if nobody kept who writes to places, and the metric had told this.
fn judged_by_metric(told: &Told, value: Option<f64>) -> (Observed, Verdict) {
    let mut seen = Observed::default();
    for (at, event) in &told.journal {
        let mut event = event.clone();
        if let Event::TakenBack { by, .. } = &mut event {
            *by = None;
        }
        if let Event::Ranged { name, series } = &mut event
            && *name == range_of("quality-gate")
        {
            let points = series.iter_mut().flat_map(|series| &mut series.points);
            points.for_each(|point| point.value = value.unwrap_or(point.value));
        }
        seen.absorb(*at, &event);
    }
    let verdict = judge(&seen);
    (seen, verdict)
}

#[test]
fn a_metric_tells_who_took_a_change_back_where_the_place_does_not() {
    let told = Told::of_drill("bad-model-rollout", &[]);
    assert!(
        told.seen
            .taken_back_by()
            .is_some_and(|by| by.by_metric.is_none())
    );

    let (seen, verdict) = judged_by_metric(&told, None);
    let by = seen.taken_back_by().expect("the gate tells that it acted");
    assert_eq!(by.who, "quality-gate");
    assert_eq!(verdict.outcome, Outcome::Pass, "{:?}", verdict.findings);
    let promise = verdict.promises.iter();
    let mut promise = promise.filter(|one| one.promise.starts_with("quality-gate takes it back"));
    let evidence = &promise.next().expect("it is promised").evidence;
    let record = by.by_metric.expect("told by a metric");
    assert!(evidence.contains(&record), "{evidence:?}");
    assert!(matches!(&told.record(record).1, Event::Ranged { .. }));

    // A gate whose metric tells nothing, or told the same before, may have slept.
    for value in [0.0, 1.0] {
        let (seen, verdict) = judged_by_metric(&told, Some(value));
        assert_eq!(seen.taken_back_by(), None);
        assert_eq!(verdict.outcome, Outcome::Inconclusive);
        let codes: Vec<Code> = verdict.findings.iter().map(|found| found.code).collect();
        assert_eq!(codes, [Code::TooLittleSeen]);
    }
}
