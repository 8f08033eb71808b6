//! A healthy platform passes, and the time to detect is what the servers themselves say it was.

use std::time::Duration;

use firedrill::base::At;
use firedrill::drill::verdict::{Detection, Part};
use serde_json::Value;

use crate::support::{Eyes, Finished, Seen, Setup, Stage, alone, get, query};

const ALERT: &str = "FallbackServing";

/// How far apart two things may be that happen at the same moment on this machine: Alertmanager
/// sends to the sink and to the test's own seat at once, and a busy core lets one of them wait.
const AT_ONCE_MS: i64 = 100;

#[test]
fn a_healthy_platform_passes_and_every_part_of_the_detection_is_what_the_servers_say() {
    let _turn = alone();
    let Some(mut stage) = Stage::start(&Setup::healthy("healthy")) else {
        return;
    };
    passes_and_agrees(&mut stage, Duration::from_secs(150));
}

/// Drills a healthy stage, and holds the report against the servers.
pub(crate) fn passes_and_agrees(stage: &mut Stage, limit: Duration) {
    let eyes = Eyes::open(stage, ALERT);
    let finished = stage.drill().finish(limit);
    let seen = eyes.seen();
    drop(eyes);
    assert_eq!(finished.code, Some(0), "{}", finished.said);
    let verdict = finished.journal.verdict();
    for promise in &verdict.promises {
        let status = serde_json::to_value(promise.status).unwrap();
        assert_eq!(status, "kept", "{promise:?}");
    }
    stage.nothing_is_left("after the run");
    let reported = detections(&finished);
    assert_eq!(
        reported, verdict.detections,
        "the report says what the journal says"
    );
    let detection = reported.iter().find(|detection| detection.alert == ALERT);
    Comparison::of(stage, &finished, &seen).agrees(detection.unwrap());
}

fn detections(finished: &Finished) -> Vec<Detection> {
    serde_json::from_value(finished.report()["detections"].clone()).unwrap()
}

/// What the servers say, in Unix milliseconds.
struct Comparison {
    /// The run's beginning: by the page that arrived at the sink and at the test's own seat.
    origin: i64,
    effective: i64,
    /// Between these two looks the toxic appeared.
    toxic: (i64, i64),
    /// Between these two evaluations the expression began to hold.
    crossed: (i64, i64),
    active_at: i64,
    fired_at: i64,
    starts_at: i64,
    updated_at: i64,
    arrived: i64,
}

impl Comparison {
    fn of(stage: &Stage, finished: &Finished, seen: &Seen) -> Self {
        let journal = &finished.journal;
        let arrived = stage
            .notified()
            .into_iter()
            .find(|notified| notified.fires(ALERT));
        let arrived = arrived.unwrap().at;
        let origin = arrived - journal.paged(ALERT).unwrap().ms();
        let toxic = seen.toxic.clone().unwrap();
        let active = seen.active.clone().unwrap().seen;
        let routed = seen.routed.clone().unwrap().seen;
        let injected = origin + journal.injected_at().unwrap().ms();
        let verdict = journal.verdict();
        Self {
            origin,
            effective: origin + verdict.moments.effective_ms.unwrap(),
            toxic: (toxic.not_yet, toxic.there),
            crossed: crossed(stage, injected, arrived),
            active_at: unix_ms(&active["activeAt"]),
            fired_at: fired_at(stage),
            starts_at: unix_ms(&routed["startsAt"]),
            updated_at: unix_ms(&routed["updatedAt"]),
            arrived,
        }
        .with_clock(journal.clock().server_time(At::START).unix_ms())
    }

    /// The run's own idea of when it began must be right as well.
    fn with_clock(self, believed: i64) -> Self {
        let off = believed - self.origin;
        assert!(
            off.abs() <= 1_000,
            "the clocks are the same, and it says {off} ms"
        );
        self
    }

    #[track_caller]
    fn agrees(&self, detection: &Detection) {
        let injected = self.toxic;
        assert!(
            injected.0 - AT_ONCE_MS <= self.effective,
            "it shows its effect before it is there: {injected:?}, {}",
            self.effective
        );
        let parts = &detection.parts;
        assert_eq!(parts.len(), 6, "{parts:#?}");
        let between = |part: &Part, (from, to): (i64, i64)| {
            let reported = self.effective + part.after_ms.unwrap();
            let error = i64::try_from(part.error_ms).unwrap() + AT_ONCE_MS;
            assert!(
                from - error <= reported && reported <= to + error,
                "{}: reported {reported} ± {error}, and {} say {from} to {to}",
                part.moment,
                part.source
            );
        };
        // A fault shows its effect at once; the first probe after it comes within a beat or two.
        between(&parts[0], (injected.0, injected.1 + 200));
        between(&parts[1], self.crossed);
        between(&parts[2], (self.active_at, self.active_at));
        between(&parts[3], (self.fired_at, self.fired_at));
        between(&parts[3], (self.starts_at, self.starts_at));
        between(&parts[4], (self.updated_at, self.updated_at));
        between(&parts[5], (self.arrived, self.arrived));
    }
}

/// Between which evaluations, a tenth of a second apart, the rule's expression began to hold.
fn crossed(stage: &Stage, from: i64, to: i64) -> (i64, i64) {
    let rules = get(&stage.prometheus("/api/v1/rules?type=alert")).unwrap();
    let groups = rules["data"]["groups"].as_array().unwrap();
    let mut rules = groups
        .iter()
        .flat_map(|group| group["rules"].as_array().unwrap());
    let rule = rules.find(|rule| rule["name"] == ALERT).unwrap();
    let seconds = |ms: i64| format!("{}.{:03}", ms / 1_000, ms % 1_000);
    let step = ((to - from) / 10_000).max(100);
    let parameters = [
        ("query", rule["query"].as_str().unwrap()),
        ("start", &*seconds(from)),
        ("end", &*seconds(to)),
        ("step", &*seconds(step)),
    ];
    let answer = query(&stage.prometheus("/api/v1/query_range"), &parameters).unwrap();
    let first = answer["data"]["result"][0]["values"][0][0]
        .as_f64()
        .unwrap();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds of this century"
    )]
    let first = (first * 1_000.0).round() as i64;
    (first - step, first)
}

/// The first sample of `ALERTS` that says `firing`.
fn fired_at(stage: &Stage) -> i64 {
    let expression = format!("ALERTS{{alertname=\"{ALERT}\",alertstate=\"firing\"}}[1h]");
    let answer = query(
        &stage.prometheus("/api/v1/query"),
        &[("query", &expression)],
    )
    .unwrap();
    let first = answer["data"]["result"][0]["values"][0][0]
        .as_f64()
        .unwrap();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds of this century"
    )]
    let first = (first * 1_000.0).round() as i64;
    first
}

fn unix_ms(text: &Value) -> i64 {
    let text = text.as_str().unwrap();
    let moment: jiff::Timestamp = text.parse().unwrap();
    moment.as_millisecond()
}
