use super::super::{AlertState, Change};
use super::*;
use crate::alerts::rules::RuleFile;
use crate::base::Source;
use crate::promql::{Options, STALE_NAN, evaluate, parse};

const MINUTE: i64 = 60_000;

/// A group under test, with the store that it reads and writes.
struct World {
    group: GroupState,
    store: Store,
}

fn world(rules: &str) -> World {
    let text = format!("groups:\n- name: g\n  rules:\n{rules}");
    let file = RuleFile::parse(&Source::new("a.yaml", text)).unwrap_or_else(|problems| {
        panic!("{}", problems[0]);
    });
    let options = GroupOptions {
        external_labels: Labels::new([("cluster", "eu"), ("job", "outer")]),
        ..GroupOptions::default()
    };
    World {
        group: GroupState::new(file.groups[0].clone(), Arc::new(options)),
        store: Store::default(),
    }
}

impl World {
    /// Gives `up{job}` a value at this minute, or none, and evaluates.
    fn tick(&mut self, minute: i64, up: &[(&str, f64)]) -> Vec<(String, Change)> {
        let at = minute * MINUTE;
        for (job, value) in up {
            let labels = Labels::new([(Labels::NAME, "up"), ("job", *job)]);
            self.store.append(&labels, at, *value);
        }
        let evaluation = self.group.evaluate(at, &mut self.store);
        assert_eq!(evaluation.errors, []);
        let changes = evaluation.changes.into_iter();
        changes
            .map(|change| (change.labels.to_string(), change.change))
            .collect()
    }

    fn query(&self, minute: i64, text: &str) -> Vec<String> {
        let expr = parse(text).unwrap();
        let at = minute * MINUTE;
        let value = evaluate(&expr, &self.store, at, &Options::default()).unwrap();
        let Value::Vector(samples) = value else {
            panic!("a vector");
        };
        let shown = samples.iter();
        shown
            .map(|sample| format!("{} {}", sample.labels, sample.value))
            .collect()
    }
}

const DOWN: &str = "
  - alert: Down
    expr: up == 0
    for: 2m
    labels: {severity: sev2, job: '{{ $labels.job }}!'}
    annotations: {summary: '{{ $labels.job }} is {{ $value }}'}
";

#[test]
fn an_alert_goes_from_pending_to_firing_to_resolved() {
    let mut world = world(DOWN);
    let labels = r#"{alertname="Down", job="a!", severity="sev2"}"#.to_owned();
    assert_eq!(world.tick(0, &[("a", 1.0)]), []);
    assert_eq!(
        world.tick(1, &[("a", 0.0)]),
        [(labels.clone(), Change::Pending)]
    );
    assert_eq!(world.tick(2, &[("a", 0.0)]), []);
    assert_eq!(
        world.tick(3, &[("a", 0.0)]),
        [(labels.clone(), Change::Firing)]
    );
    let active = world.group.active();
    assert_eq!(active[0].state, AlertState::Firing);
    assert_eq!(active[0].active_at_ms, MINUTE);
    assert_eq!(active[0].fired_at_ms, Some(3 * MINUTE));
    assert_eq!(active[0].annotations.get("summary"), "a is 0");
    assert_eq!(world.tick(4, &[("a", 1.0)]), [(labels, Change::Resolved)]);
    assert!(world.group.active().is_empty());
}

#[test]
fn alerts_are_written_as_series_that_end_with_them() {
    let mut world = world(DOWN);
    world.tick(1, &[("a", 0.0)]);
    assert_eq!(
        world.query(1, "ALERTS"),
        [r#"ALERTS{alertname="Down", alertstate="pending", job="a!", severity="sev2"} 1"#]
    );
    world.tick(2, &[("a", 0.0)]);
    world.tick(3, &[("a", 0.0)]);
    assert_eq!(
        world.query(3, "ALERTS"),
        [r#"ALERTS{alertname="Down", alertstate="firing", job="a!", severity="sev2"} 1"#],
        "the pending one ended"
    );
    assert_eq!(
        world.query(3, "ALERTS_FOR_STATE"),
        [r#"ALERTS_FOR_STATE{alertname="Down", job="a!", severity="sev2"} 60"#]
    );
    world.tick(4, &[("a", 1.0)]);
    assert_eq!(world.query(4, "{__name__=~\"ALERTS.*\"}"), [""; 0]);
}

#[test]
fn a_rule_sees_what_the_rules_before_it_wrote() {
    let mut world = world(
        "
  - {record: 'job:up:sum', expr: sum by (job) (up), labels: {unit: n}}
  - {alert: NoneUp, expr: 'job:up:sum == 0'}
",
    );
    let changes = world.tick(0, &[("a", 0.0)]);
    assert_eq!(changes.len(), 1);
    assert_eq!(
        world.query(0, "job:up:sum"),
        [r#"job:up:sum{job="a", unit="n"} 0"#]
    );
}

#[test]
fn a_recorded_series_ends_when_its_query_gives_it_no_more() {
    let mut world = world("  - {record: low, expr: up < 1}\n");
    world.tick(0, &[("a", 0.0)]);
    world.tick(1, &[("a", 1.0)]);
    assert_eq!(world.query(1, "low"), [""; 0]);
}

#[test]
fn a_series_that_two_rules_write_must_have_one_value() {
    let mut world = world(
        "
  - {record: r, expr: 'up{job=\"a\"} * 0'}
  - {record: r, expr: 'up{job=\"b\"} * 0', labels: {job: a}}
",
    );
    let errors = |world: &mut World, minute: i64, a: f64, b: f64| {
        for (job, value) in [("a", a), ("b", b)] {
            let labels = Labels::new([(Labels::NAME, "up"), ("job", job)]);
            world.store.append(&labels, minute * MINUTE, value);
        }
        let evaluation = world.group.evaluate(minute * MINUTE, &mut world.store);
        let errors = evaluation.errors.into_iter();
        errors.map(|error| error.message).collect::<Vec<_>>()
    };
    assert_eq!(errors(&mut world, 0, 1.0, 1.0), [""; 0], "both write 0");
    assert_eq!(
        errors(&mut world, 1, 1.0, f64::INFINITY),
        [
            "duplicate sample for timestamp: r{job=\"a\"} would be NaN, and is 0 at this time already"
        ]
    );
    assert_eq!(world.query(1, "r"), [r#"r{job="a"} 0"#], "the first stays");
    assert_eq!(
        errors(&mut world, 2, STALE_NAN, 1.0),
        ["duplicate sample for timestamp: r{job=\"a\"} would be 0, and ends at this time already"]
    );
    assert_eq!(errors(&mut world, 3, 1.0, 1.0), [""; 0]);
    assert_eq!(errors(&mut world, 4, 1.0, STALE_NAN), [""; 0]);
    assert_eq!(
        world.query(4, "r"),
        [r#"r{job="a"} 0"#],
        "the first has not ended"
    );
}

#[test]
fn alerts_with_equal_labels_are_an_error_and_change_nothing() {
    let mut world = world("  - {alert: Down, expr: up == 0, labels: {job: ''}}\n");
    world.tick(0, &[("a", 0.0)]);
    let labels = Labels::new([(Labels::NAME, "up"), ("job", "b")]);
    world.store.append(&labels, MINUTE, 0.0);
    let evaluation = world.group.evaluate(MINUTE, &mut world.store);
    assert_eq!(evaluation.changes, []);
    assert!(
        evaluation.errors[0].message.contains("same labelset"),
        "{evaluation:?}"
    );
    assert_eq!(world.group.active().len(), 1);
}

#[test]
fn a_template_that_fails_says_so_in_its_place() {
    let mut world =
        world("  - {alert: Down, expr: up == 0, annotations: {summary: '{{ toUpper $value }}'}}\n");
    world.tick(0, &[("a", 0.0)]);
    let summary = world.group.active()[0]
        .annotations
        .get("summary")
        .to_owned();
    assert!(
        summary.starts_with("<error expanding template: error executing template __alert_Down: "),
        "{summary}"
    );
}

#[test]
fn firing_alerts_are_sent_again_after_the_delay_and_resolved_ones_at_once() {
    let mut world = world("  - {alert: Down, expr: up == 0}\n");
    let mut sent = Vec::new();
    for minute in 0..=5 {
        world.tick(minute, &[("a", if minute < 4 { 0.0 } else { 1.0 })]);
        for alert in world.group.to_send(minute * MINUTE) {
            assert_eq!(
                alert.labels.to_string(),
                r#"{alertname="Down", cluster="eu", job="a"}"#,
                "external labels do not replace the alert's own"
            );
            let ends = alert.ends_at_ms / MINUTE;
            sent.push((minute, alert.starts_at_ms, ends, alert.resolved));
        }
    }
    assert_eq!(
        sent,
        [(0, 0, 4, false), (2, 0, 6, false), (4, 0, 4, true),],
        "at exactly one minute the delay has not passed"
    );
}

#[test]
fn queries_look_back_by_the_offset_and_write_there() {
    let mut world = world("  - {record: copy, expr: up}\n");
    let group = Group {
        query_offset: Some(Duration::from_mins(1)),
        ..(**world.group.group()).clone()
    };
    world.group = GroupState::new(Arc::new(group), Arc::new(GroupOptions::default()));
    world.tick(0, &[("a", 7.0)]);
    assert_eq!(world.query(1, "copy"), [""; 0]);
    world.tick(1, &[("a", 8.0)]);
    assert_eq!(world.query(0, "copy"), [r#"copy{job="a"} 7"#]);
}
