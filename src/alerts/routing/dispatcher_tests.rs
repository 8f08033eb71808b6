use super::super::Reason;
use super::*;
use crate::alerts::routing::Matcher;
use crate::base::Source;

const CONFIG: &str = "
route:
  receiver: pager
  group_by: [alertname]
  group_wait: 10s
  group_interval: 60s
  repeat_interval: 10m
  routes:
    - {matchers: ['team=nobody'], receiver: nobody}
receivers:
  - {name: pager, webhook_configs: [{url: 'http://sink/'}]}
  - {name: nobody}
inhibit_rules:
  - {source_matchers: [alertname=Down], target_matchers: [alertname=Slow], equal: [provider]}
";

struct World {
    dispatcher: Dispatcher,
    log: Vec<String>,
}

fn seconds(seconds: i64) -> At {
    At::from_ms(seconds * 1_000)
}

fn world() -> World {
    let routing = Routing::parse(&Source::new("a", CONFIG)).unwrap();
    World {
        dispatcher: Dispatcher::new(Arc::new(routing)),
        log: Vec::new(),
    }
}

fn labels(name: &str, provider: &str) -> Labels {
    Labels::new([("alertname", name), ("provider", provider)])
}

impl World {
    /// Posts an alert at `at` that began at `starts` and lasts until `ends`, all in seconds.
    fn post(&mut self, at: i64, labels: &Labels, starts: i64, ends: i64) {
        self.run(at);
        let update = AlertUpdate {
            labels: labels.clone(),
            annotations: Labels::empty(),
            starts_at: seconds(starts),
            ends_at: Some(seconds(ends)),
        };
        self.dispatcher.receive(seconds(at), &[update]);
    }

    /// Steps from wake to wake until `until`, and notes what is sent.
    fn run(&mut self, until: i64) {
        while let Some(wake) = self
            .dispatcher
            .next_wake()
            .filter(|wake| *wake < seconds(until))
        {
            let sent = self.dispatcher.advance(wake);
            self.log.extend(sent.iter().map(told));
        }
    }

    fn told(&mut self, until: i64) -> Vec<String> {
        self.run(until);
        std::mem::take(&mut self.log)
    }
}

fn alerts_of(sent: &Notification) -> String {
    let alerts: Vec<String> = sent
        .alerts
        .iter()
        .map(|alert| format!("{} {:?}", alert.labels.get("provider"), alert.status))
        .collect();
    alerts.join(", ")
}

fn told(sent: &Notification) -> String {
    let reason = match sent.reason {
        Reason::FirstNotification => "first",
        Reason::NewAlertsInGroup => "new",
        Reason::NewResolvedAlerts => "some over",
        Reason::AllAlertsResolved => "all over",
        Reason::RepeatIntervalElapsed => "repeat",
    };
    format!("{} {reason}: {}", sent.at.ms() / 1_000, alerts_of(sent))
}

#[test]
fn a_new_group_waits_and_an_existing_one_speaks_at_its_interval() {
    let mut world = world();
    world.post(0, &labels("Down", "a"), 0, 9_999);
    world.post(12, &labels("Down", "b"), 12, 9_999);
    assert_eq!(
        world.told(300),
        ["10 first: a Firing", "70 new: a Firing, b Firing"]
    );
}

#[test]
fn an_alert_that_fired_for_longer_than_the_wait_is_sent_at_once() {
    let mut world = world();
    world.post(20, &labels("Down", "a"), 9, 9_999);
    assert_eq!(world.told(60), ["20 first: a Firing"]);
}

#[test]
fn an_alert_that_is_over_before_the_wait_ends_is_never_sent() {
    let mut world = world();
    world.post(0, &labels("Down", "a"), 0, 240);
    world.post(5, &labels("Down", "a"), 0, 5);
    assert_eq!(world.told(300), [""; 0]);
}

#[test]
fn the_end_is_told_at_the_next_interval_and_once() {
    let mut world = world();
    world.post(0, &labels("Down", "a"), 0, 240);
    world.post(15, &labels("Down", "a"), 0, 15);
    assert_eq!(
        world.told(900),
        ["10 first: a Firing", "70 all over: a Resolved"]
    );
    assert_eq!(world.dispatcher.next_wake(), None, "the group is gone");
}

#[test]
fn an_alert_that_nobody_posts_again_ends_by_itself() {
    let mut world = world();
    world.post(0, &labels("Down", "a"), 0, 100);
    assert_eq!(
        world.told(300),
        ["10 first: a Firing", "130 all over: a Resolved"]
    );
}

#[test]
fn the_same_is_repeated_after_the_repeat_interval_has_passed() {
    let mut world = world();
    world.post(0, &labels("Down", "a"), 0, 9_999);
    assert_eq!(
        world.told(1_400),
        [
            "10 first: a Firing",
            "670 repeat: a Firing",
            "1330 repeat: a Firing"
        ],
        "at the first interval that is later than 10 minutes"
    );
}

#[test]
fn a_group_that_was_swept_waits_anew_and_one_that_was_not_keeps_its_beat() {
    let mut world = world();
    world.post(0, &labels("Down", "a"), 0, 40);
    world.post(75, &labels("Down", "b"), 75, 9_999);
    assert_eq!(
        world.told(140),
        [
            "10 first: a Firing",
            "70 all over: a Resolved",
            "130 new: b Firing"
        ],
        "the sweep comes at 90"
    );
    let mut world = self::world();
    world.post(0, &labels("Down", "a"), 0, 40);
    world.post(95, &labels("Down", "b"), 95, 9_999);
    assert_eq!(world.told(140)[2], "105 new: b Firing");
}

#[test]
fn an_inhibited_alert_is_sent_at_its_next_interval_after_the_source_ended() {
    let mut world = world();
    world.post(0, &labels("Down", "a"), 0, 100);
    world.post(0, &labels("Slow", "a"), 0, 9_999);
    let status = world.dispatcher.status_of(seconds(0), &labels("Slow", "a"));
    assert_eq!(status.state, Suppression::Suppressed);
    assert_eq!(
        status.inhibited_by,
        [fingerprint(&labels("Down", "a"))],
        "by name"
    );
    assert_eq!(
        world.told(300),
        [
            "10 first: a Firing",
            "130 all over: a Resolved",
            "130 first: a Firing"
        ]
    );
}

#[test]
fn a_silence_acts_when_the_group_speaks() {
    let mut world = world();
    world.dispatcher.set_silences(
        seconds(0),
        vec![Silence {
            id: "night".into(),
            matchers: Matcher::parse_all("alertname=Down").unwrap(),
            starts: seconds(0),
            ends: seconds(75),
            created_by: "on-call".into(),
            comment: "known".into(),
        }],
    );
    world.post(0, &labels("Down", "a"), 0, 9_999);
    let (_, status) = &world.dispatcher.active(seconds(0))[0];
    assert_eq!(status.silenced_by, ["night"]);
    assert_eq!(status.receivers, [Arc::from("pager")]);
    assert_eq!(world.told(300), ["130 first: a Firing"]);
}

#[test]
fn a_receiver_without_integrations_tells_nobody() {
    let mut world = world();
    world.post(0, &labels("Down", "a").with("team", "nobody"), 0, 9_999);
    assert_eq!(world.told(300), [""; 0]);
}

#[test]
fn what_was_due_before_an_alert_arrived_is_done_without_it() {
    let mut world = world();
    world.post(0, &labels("Down", "a"), 0, 9_999);
    let late = AlertUpdate {
        labels: labels("Down", "b"),
        annotations: Labels::empty(),
        starts_at: seconds(20),
        ends_at: None,
    };
    world.dispatcher.receive(seconds(20), &[late]);
    let sent = world.dispatcher.advance(seconds(20));
    assert_eq!(
        sent.iter().map(told).collect::<Vec<_>>(),
        ["10 first: a Firing"]
    );
}

#[test]
fn a_clone_goes_its_own_way() {
    let mut world = world();
    world.post(0, &labels("Down", "a"), 0, 9_999);
    let mut fork = world.dispatcher.clone();
    assert_eq!(fork.advance(seconds(10)).len(), 1);
    assert_eq!(world.dispatcher.next_wake(), Some(seconds(10)));
}

/// What Alertmanager 0.25 sent to a webhook in this scenario, rounded to half seconds.
const MEASURED: &str = r#"
0 {alertname="Old"} a Firing
2 {alertname="Down"} i Firing
2 {alertname="Flap"} a Firing
2 {alertname="Rep"} a Firing
2 {alertname="Sil"} a Firing
2 {alertname="Two"} a Firing
7 {alertname="Flap"} a Resolved
7 {alertname="Two"} a Firing, b Firing
12 {alertname="Down"} i Resolved
12 {alertname="Flap"} a Firing
12 {alertname="Slow"} i Firing
12 {alertname="Two"} a Resolved, b Firing
15 {alertname="Old"} a Firing
17 {alertname="Rep"} a Firing
"#;

#[test]
fn notifications_are_those_that_alertmanager_sent() {
    let config = CONFIG
        .replace("group_wait: 10s", "group_wait: 2s")
        .replace("group_interval: 60s", "group_interval: 5s")
        .replace("repeat_interval: 10m", "repeat_interval: 10s");
    let routing = Routing::parse(&Source::new("a", config)).unwrap();
    let mut dispatcher = Dispatcher::new(Arc::new(routing));
    // When it is posted, what, since when and until when, in half seconds.
    let posts = [
        (0, "Rep", "a", 0, 999),
        (0, "Sil", "a", 0, 999),
        (0, "Down", "i", 0, 18),
        (0, "Slow", "i", 0, 999),
        (0, "Two", "a", 0, 999),
        (0, "Old", "a", -20, 999),
        (0, "Short", "a", 0, 2),
        (0, "Flap", "a", 0, 6),
        (6, "Two", "b", 6, 999),
        (8, "Sil", "a", 0, 8),
        (16, "Two", "a", 0, 16),
        (19, "Flap", "a", 19, 999),
    ];
    let half = |halves: i64| At::from_ms(halves * 500);
    let mut sent = Vec::new();
    for now in 0..42 {
        for (_, name, provider, starts, ends) in posts.iter().filter(|post| post.0 == now) {
            let update = AlertUpdate {
                labels: labels(name, provider),
                annotations: Labels::empty(),
                starts_at: half(*starts),
                ends_at: Some(half(*ends)),
            };
            dispatcher.receive(half(now), &[update]);
        }
        if now == 6 {
            let silence = Silence {
                id: "s".into(),
                matchers: Matcher::parse_all("alertname=Sil").unwrap(),
                starts: half(6),
                ends: half(40),
                created_by: "on-call".into(),
                comment: "known".into(),
            };
            dispatcher.set_silences(half(6), vec![silence]);
        }
        let mut told: Vec<String> = dispatcher
            .advance(half(now))
            .iter()
            .map(|one| format!("{} {} {}", now / 2, one.group_labels, alerts_of(one)))
            .collect();
        told.sort();
        sent.extend(told);
    }
    assert_eq!(sent, MEASURED.trim().lines().collect::<Vec<_>>());
}
